/** What a client may say to a segment refresh. Shared by the workflow and its clients. */
import { defineSignal } from '@temporalio/workflow'

/** Somebody wants the segments as of now. */
export const refreshRequested = defineSignal('refreshRequested')
