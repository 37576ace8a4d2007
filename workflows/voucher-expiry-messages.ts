/** What may be said to the run that ends vouchers. Shared by the workflow and its clients. */
import { defineSignal } from '@temporalio/workflow'

/** A voucher has come to end so soon that the run might still be asleep then. */
export const voucherEndsSoon = defineSignal('voucherEndsSoon')
