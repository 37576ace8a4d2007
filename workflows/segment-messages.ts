/** What a client may say to a segment refresh, or to the count of past days. Shared by the workflows and their clients. */
import { defineSignal } from '@temporalio/workflow'

/** Somebody wants the segments as of now. */
export const refreshRequested = defineSignal('refreshRequested')

/** Orders of days that are over have changed, or the settings have. */
export const historyRequested = defineSignal('historyRequested')
