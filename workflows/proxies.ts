/** Every activity's time limits and retry policy, in one table. */
import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'

const briefRetry = { initialInterval: '200 ms', backoffCoefficient: 2, maximumInterval: '30 s' } as const

/** One statement or two on our own database. */
export const briefly = proxyLocalActivities<Activities>({ startToCloseTimeout: '10 s', scheduleToCloseTimeout: '2 h', retry: briefRetry })

/** Set-based work on a whole audience. */
export const inBulk = proxyActivities<Activities>({ startToCloseTimeout: '30 min', heartbeatTimeout: '30 s', retry: briefRetry })

/** One after the other of many: whoever fails three times is left for the next round, so that the others get theirs. */
export const inTurn = proxyActivities<Activities>({
  startToCloseTimeout: '5 min',
  heartbeatTimeout: '30 s',
  retry: { ...briefRetry, maximumAttempts: 3 },
})

/** Calls to providers. A crash shows after the heartbeat's time; the activity itself gives up on a page 20 h after its claim. */
export const onTheWire = proxyActivities<Activities>({
  startToCloseTimeout: '1 h',
  heartbeatTimeout: '10 s',
  // A page that is told to stop ends its call and records it before the run goes on.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  retry: { initialInterval: '1 s', backoffCoefficient: 2, maximumInterval: '1 min' },
})

/** Readings from the store's admin, which may be away for a while: a reading goes on where the last attempt stopped. Whoever waits longer is left to the next refresh. */
export const fromStoreAdmin = proxyActivities<Activities>({
  startToCloseTimeout: '30 min',
  scheduleToCloseTimeout: '12 h',
  heartbeatTimeout: '30 s',
  retry: { initialInterval: '1 s', backoffCoefficient: 2, maximumInterval: '1 min' },
})

/** One statement or two for a run that lasts for weeks: a database that is away for a day is waited for. */
export const patiently = proxyLocalActivities<Activities>({
  startToCloseTimeout: '15 s',
  scheduleToCloseTimeout: '30 d',
  retry: { ...briefRetry, maximumInterval: '1 min' },
})

/** Calls to the store's own address: given up after a day. */
export const toTheStore = proxyActivities<Activities>({
  startToCloseTimeout: '1 min',
  scheduleToCloseTimeout: '1 d',
  retry: { initialInterval: '5 s', backoffCoefficient: 3, maximumInterval: '1 h' },
})
