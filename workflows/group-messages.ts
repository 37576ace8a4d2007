/** What a sync of groups takes, can be told and asked. Ids, places and counts only. */
import { defineQuery, defineSignal } from '@temporalio/workflow'

export interface GroupSyncInput {
  reason: 'first' | 'requested' | 'midnight'
  /** Carried over by continue-as-new; absent at the start. */
  state?: GroupSyncState
}

export interface GroupSyncState {
  runId: string
  /** The place of the next group, from 1. */
  nextPosition: number
  /** Somebody has asked for one more sync after this one. */
  isWanted: boolean
}

export interface OneGroupSyncInput {
  /** UUID. */
  groupId: string
}

export interface GroupSyncProgress {
  stage: 'listing' | 'syncing' | 'done' | 'refreshed_already' | 'failed' | 'cancelled'
  groups: number
  groupsDone: number
  groupsFailed: number
  /** Of the groups that are done. The API has it to the page. */
  members: number
  /** What the admin lists and is no group. */
  ignored: number
}

/** Somebody wants the group, or all of them, as they are now. */
export const groupSyncRequested = defineSignal('groupSyncRequested')
export const getGroupSyncProgress = defineQuery<GroupSyncProgress>('getGroupSyncProgress')
