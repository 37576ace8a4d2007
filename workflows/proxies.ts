/** Every activity's time limits and retry policy, in one table. */
import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'

const briefRetry = { initialInterval: '200 ms', backoffCoefficient: 2, maximumInterval: '30 s' } as const

/** One statement or two on our own database. */
export const briefly = proxyLocalActivities<Activities>({ startToCloseTimeout: '10 s', scheduleToCloseTimeout: '2 h', retry: briefRetry })

/** Set-based work on a whole audience. */
export const inBulk = proxyActivities<Activities>({ startToCloseTimeout: '30 min', heartbeatTimeout: '30 s', retry: briefRetry })

/** Calls to providers. A crash shows after the heartbeat's time; the activity itself gives up on a page 20 h after its claim. */
export const onTheWire = proxyActivities<Activities>({
  startToCloseTimeout: '1 h',
  heartbeatTimeout: '10 s',
  // A page that is told to stop ends its call and records it before the run goes on.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  retry: { initialInterval: '1 s', backoffCoefficient: 2, maximumInterval: '1 min' },
})
