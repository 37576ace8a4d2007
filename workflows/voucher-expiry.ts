/**
 * Ends vouchers in their time and gives their budgets back. One run for the whole store: it sleeps until the next voucher ends, ten minutes at most, so that
 * it sees those that are issued meanwhile before their end; who makes one end sooner than that says so. Nothing waits for it: whether a voucher is valid,
 * every read and every transition decides for itself.
 */
import {
  allHandlersFinished,
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  setWorkflowOptions,
  workflowInfo,
} from '@temporalio/workflow'
import { lookForExpiryEveryMs } from '../domain/voucher-validity.ts'
import { inBulk } from './proxies.ts'
import { voucherEndsSoon } from './voucher-expiry-messages.ts'
import { waitUntil } from './waiting.ts'
import { followWorkerVersions } from './worker-versions.ts'

/** A look is about a dozen events. */
const looksPerRun = 300
/** A voucher whose time has come and that somebody is using at that very moment is looked at again, after this. */
const shortestSleepMs = 1_000

export async function voucherExpiry(): Promise<void> {
  let isTold = false
  setHandler(voucherEndsSoon, () => {
    isTold = true
  })
  for (let looks = 0; looks < looksPerRun && !workflowInfo().continueAsNewSuggested; looks += 1) {
    isTold = false
    const { expired, nextAt } = await inBulk.expireVouchers.executeWithOptions({ summary: 'vouchers whose time is over' }, [])
    const lookAt = Date.now() + lookForExpiryEveryMs
    const isNextNear = nextAt !== null && nextAt < lookAt
    const wakeAt = Math.max(Date.now() + shortestSleepMs, isNextNear ? nextAt : lookAt)
    setCurrentDetails(
      `${expired} ended at the last look. ${nextAt === null ? 'None is open.' : `The next ends at ${new Date(nextAt).toISOString()}.`}`,
    )
    await waitUntil(wakeAt, `${isNextNear ? 'the next voucher ends' : 'look again'}: ${new Date(wakeAt).toISOString()}`, () => isTold)
  }
  await condition(allHandlersFinished)
  await continueAsNew<typeof voucherExpiry>()
}
setWorkflowOptions(followWorkerVersions, voucherExpiry)
