/**
 * What an activity's failure may tell Temporal: a code. A database error's message, or a provider's, holds values and even keys; it ends here.
 */
import { ApplicationFailure, CancelledFailure } from '@temporalio/common'
import type { ActivityInterceptors } from '@temporalio/worker'
import { CompleteAsyncError } from '@temporalio/activity'
import { describeDatabaseError } from '../db/client.ts'

export interface FailureReport {
  activityType: string
  code: string
}

export function createFailureInterceptor(report: (failure: FailureReport) => void) {
  return (context: { info: { activityType: string } }): ActivityInterceptors => ({
    inbound: {
      async execute(input, next) {
        try {
          return await next(input)
        } catch (error) {
          if (error instanceof ApplicationFailure || error instanceof CancelledFailure || error instanceof CompleteAsyncError) throw error
          const code = describeFault(error)
          report({ activityType: context.info.activityType, code })
          // A fresh failure, without the fault as its cause: Temporal would keep that, message and all.
          throw ApplicationFailure.create({ message: 'The activity failed', type: code, nonRetryable: false })
        }
      },
    },
  })
}

function describeFault(error: unknown): string {
  const fault = describeDatabaseError(error)
  if (fault !== undefined) return `database_${fault.code}`
  return error instanceof Error ? error.name : 'unknown'
}
