/**
 * Reads one group from the store's admin, because a webhook or an operator asked for it. A group has one such run at a time: who asks while it reads may
 * know of something that it did not see, so it reads once more, however many ask.
 */
import { allHandlersFinished, condition, continueAsNew, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow'
import type { GroupSyncResult } from '../activities/group-members.ts'
import { groupSyncRequested, type OneGroupSyncInput } from './group-messages.ts'
import { fromStoreAdmin } from './proxies.ts'

export async function oneGroupSync({ groupId }: OneGroupSyncInput): Promise<GroupSyncResult> {
  let isWanted = false
  setHandler(groupSyncRequested, () => {
    isWanted = true
  })
  let result: GroupSyncResult
  do {
    isWanted = false
    result = await fromStoreAdmin.syncGroup.executeWithOptions({ summary: 'members from the store admin' }, [{ groupId }])
    setCurrentDetails(describe(result))
    if (isWanted && workflowInfo().continueAsNewSuggested) {
      await condition(allHandlersFinished)
      return continueAsNew<typeof oneGroupSync>({ groupId })
    }
  } while (isWanted)
  return result
}

function describe({ kind, members }: GroupSyncResult): string {
  if (kind === 'synced') return `${members} members.`
  return kind === 'deleted' ? 'The store admin has the group no more.' : 'Another sync was there first.'
}
