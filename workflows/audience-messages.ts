/** What the runs about audiences take and can be asked. Counts and ids only. */
import { defineQuery } from '@temporalio/workflow'

export interface AudienceExportInput {
  /** UUID. */
  exportId: string
}

export interface AudienceExportProgress {
  stage: 'selecting' | 'writing' | 'keeping' | 'deleted' | 'failed' | 'cancelled'
  members: number
  membersDone: number
  /** Members that are on the list. */
  rows: number
}

/** As of the latest step; the database has it to the page. */
export const getExportProgress = defineQuery<AudienceExportProgress>('getExportProgress')

export interface AudienceSizesInput {
  /** UUID of the only one to count; every pinned one without it. */
  audienceId?: string
}

export interface CountedAudiences {
  counted: number
  /** Those that could not be counted, or are no longer pinned. */
  left: number
}
