/**
 * Brings every group of the store's admin here: all of them when the admin is first configured and on request, and at 00:00 of the store those of which
 * nothing was heard on the day that ends. The groups to be synced are written down in the database; the run's state is a place among them. One group that
 * cannot be read does not hold up the others.
 */
import {
  ActivityFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow'
import { getGroupSyncProgress, type GroupSyncInput, type GroupSyncProgress, groupSyncRequested } from './group-messages.ts'
import { briefly, fromStoreAdmin } from './proxies.ts'

const groupsInFlight = 4
/** Groups a run, well below the history's limits: a group is about six events. */
const groupsPerRun = 500

export async function groupSync({ reason, state }: GroupSyncInput): Promise<GroupSyncProgress> {
  let isWanted = state?.isWanted ?? false
  const progress: GroupSyncProgress = { stage: 'listing', groups: 0, groupsDone: 0, groupsFailed: 0, members: 0, ignored: 0 }
  setHandler(getGroupSyncProgress, () => progress)
  setHandler(groupSyncRequested, () => {
    isWanted = true
  })
  let goesOn = state
  do {
    const runId = goesOn?.runId ?? uuid4()
    if (goesOn === undefined) isWanted = false
    const nextPosition = await syncOrClose(runId, goesOn?.nextPosition)
    if (nextPosition !== undefined) {
      await condition(allHandlersFinished)
      return continueAsNew<typeof groupSync>({ reason, state: { runId, nextPosition, isWanted } })
    }
    goesOn = undefined
  } while (isWanted)
  return progress

  async function syncOrClose(runId: string, from: number | undefined): Promise<number | undefined> {
    try {
      return await syncAll(runId, from)
    } catch (error) {
      const outcome = isCancellation(error) ? 'cancelled' : 'failed'
      await CancellationScope.nonCancellable(() => briefly.closeGroupRun({ runId, outcome }))
      enter(outcome)
      throw error
    }
  }

  /** The place at which another run is to go on, when this one has had its share. */
  async function syncAll(runId: string, from: number | undefined): Promise<number | undefined> {
    const start = { runId, reason, at: Date.now() }
    if (from === undefined) {
      const opened = await briefly.openGroupRun(start)
      if (opened === 'refreshed_already') {
        enter('refreshed_already')
        return undefined
      }
      enter('listing')
      Object.assign(progress, await fromStoreAdmin.listGroups.executeWithOptions({ summary: 'groups of the store admin' }, [start]))
    } else {
      Object.assign(progress, await briefly.readGroupProgress({ runId }))
    }
    enter('syncing')
    const nextPosition = await syncFrom(runId, from ?? 1)
    if (nextPosition !== undefined) return nextPosition
    await briefly.closeGroupRun({ runId, outcome: 'done' })
    enter('done')
    return undefined
  }

  async function syncFrom(runId: string, from: number): Promise<number | undefined> {
    const inFlight = new Set<Promise<void>>()
    let failure: unknown
    const hasShare = (position: number) => position < from + groupsPerRun && !workflowInfo().continueAsNewSuggested
    let position = from
    for (; position <= progress.groups && hasShare(position) && failure === undefined; position += 1) {
      const syncing: Promise<void> = syncListed(runId, position)
        .catch((error: unknown) => {
          failure = error
        })
        .finally(() => inFlight.delete(syncing))
      inFlight.add(syncing)
      await condition(() => inFlight.size < groupsInFlight)
    }
    await Promise.all(inFlight)
    if (failure !== undefined) throw failure
    return position > progress.groups ? undefined : position
  }

  async function syncListed(runId: string, position: number): Promise<void> {
    const summary = `group ${position} of ${progress.groups}`
    try {
      const { members } = await fromStoreAdmin.syncListedGroup.executeWithOptions({ summary }, [{ runId, position }])
      progress.members += members
    } catch (error) {
      if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error
      // The group says why it failed; the next refresh, or a webhook, tries again.
      await briefly.recordGroupOutcome({ runId, position, outcome: 'failed' })
      progress.groupsFailed += 1
    }
    progress.groupsDone += 1
    enter('syncing')
  }

  function enter(stage: GroupSyncProgress['stage']): void {
    if (progress.stage !== stage) upsertSearchAttributes({ RegularsStage: [stage] })
    progress.stage = stage
    setCurrentDetails(describe(progress))
  }
}

function describe({ stage, groups, groupsDone, groupsFailed, members, ignored }: GroupSyncProgress): string {
  if (stage === 'listing') return 'Reading the list of groups'
  if (stage === 'refreshed_already') return 'The groups were refreshed on this day already'
  const failed = groupsFailed === 0 ? '' : `, ${groupsFailed} could not be read`
  const left = ignored === 0 ? '' : `; ${ignored} listed that stands for all customers was left out`
  return `${groupsDone} of ${groups} groups with ${members} members${failed}${left}`
}
