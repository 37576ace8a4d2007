/** The one run that ends vouchers: there is always one, and it can be told that a voucher ends soon. */
import type { Client } from '@temporalio/client'
import { workflowIds } from '../../domain/ids.ts'
import { voucherEndsSoon } from '../voucher-expiry-messages.ts'
import { taskQueue } from './task-queue.ts'

const start = {
  workflowId: workflowIds.voucherExpiry(),
  taskQueue,
  // One that an operator has terminated comes back with the next worker, or with the next voucher that ends soon.
  workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  workflowIdConflictPolicy: 'USE_EXISTING',
  staticSummary: 'ends vouchers in their time, and gives their budgets back',
  args: [] as [],
} as const

/** Called at every start of a worker. @throws the client's errors when Temporal cannot be reached */
export async function ensureVoucherExpiry(client: Client): Promise<void> {
  await client.workflow.start<() => Promise<void>>('voucherExpiry', start)
}

/** @throws the client's errors when Temporal cannot be reached */
export async function tellVoucherExpiry(client: Client): Promise<void> {
  await client.workflow.signalWithStart<() => Promise<void>>('voucherExpiry', { ...start, signal: voucherEndsSoon, signalArgs: [] })
}
