/**
 * What the syncs of groups ask for. Where a sync stands is in PostgreSQL, moved with each page: an attempt that was killed anywhere is gone on with by
 * any worker. Results and failures hold ids, counts and codes alone.
 */
import { Context } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import type { StoreAdmin } from '../connectors/store-admin.ts'
import type { Pool } from '../db/client.ts'
import {
  beginListing,
  type ItemOutcome,
  planRun,
  readRunItem,
  recordItemOutcome,
  recordListedGroups,
} from '../db/queries/groups/group-run-items.ts'
import {
  closeGroupRun,
  type GroupRunOutcome,
  type GroupRunReason,
  openGroupRun,
  readGroupRun,
  recordRunFailure,
} from '../db/queries/groups/group-runs.ts'
import { recordGroupFailure } from '../db/queries/groups/mark-group.ts'
import { readSettings } from '../db/queries/settings.ts'
import type { GroupFailure } from '../domain/groups.ts'
import { formatId } from '../domain/ids.ts'
import { addDays, instantAtLocalTime, localTimeAt } from '../domain/time.ts'
import { type GroupSyncResult, readWholeGroup } from './group-members.ts'
import { describeGroupFault, GroupUnreadable, isLasting, toFailure } from './group-faults.ts'
import { keepAlive } from './heartbeat.ts'

export interface GroupActivityDependencies {
  pool: Pool
  /** Undefined: none is configured. */
  storeAdmin?: StoreAdmin | undefined
  now(): Date
}

export interface RunProgress {
  /** Groups to be synced. */
  groups: number
  groupsDone: number
  groupsFailed: number
  members: number
  /** What the admin lists and is no group. */
  ignored: number
}

export interface RunStart {
  /** UUID, made by the run. */
  runId: string
  reason: GroupRunReason
  /** Epoch ms, by Temporal's clock. */
  at: number
}

export interface GroupOutcome extends GroupSyncResult {
  /** `grp_…`. */
  group: string
}

// The schedule's clock and the day's may differ by as much.
const clockToleranceMs = 60_000
/** A run of 00:00 begins within. */
const midnightMs = 5 * 60_000
/** An admin with more of them goes round in a circle. */
const longestListPages = 10_000

export function createGroupActivities({ pool, storeAdmin, now }: GroupActivityDependencies) {
  return {
    /** A day of the store has one run at 00:00: `refreshed_already` when clocks show it again. At another time the Schedule was triggered by hand, or makes up for it. */
    async openGroupRun({ runId, reason, at }: RunStart): Promise<'opened' | 'refreshed_already'> {
      const { address } = requireAdmin()
      const day = reason === 'midnight' ? await findDay(pool, at) : undefined
      const start = { runId, reason, admin: address, at: now(), ...(day !== undefined && isAtMidnight(day, at) ? { day } : {}) }
      return (await openGroupRun(pool, start)) ? 'opened' : 'refreshed_already'
    },

    /** Reads the admin's list and decides which groups are to be synced. */
    async listGroups({ runId, reason, at }: RunStart): Promise<RunProgress> {
      try {
        await keepAlive(async () => {
          if (!(await beginListing(pool, runId))) return
          const ignored = await recordList(runId)
          const day = reason === 'midnight' ? await findDay(pool, at) : undefined
          // Who was updated on the day that has just ended is not read again, unless its version says so.
          const since = day && instantAtLocalTime(addDays(day.day, -1), '00:00', day.timeZone)
          await planRun(pool, { runId, ignored, at: now(), ...(since === undefined ? {} : { unlessUpdatedSince: since }) })
        })
        await recordRunFailure(pool, { runId, code: null })
        return await readProgress(runId)
      } catch (error) {
        // Without the list there is nothing else to do: it is waited for as long as the run may.
        throw await fail(error, { isGivenUp: () => false, record: (code) => recordRunFailure(pool, { runId, code }) })
      }
    },

    /** The group at that place of the run, from 1. */
    async syncListedGroup({ runId, position }: { runId: string; position: number }): Promise<GroupOutcome> {
      const item = await readRunItem(pool, { runId, position })
      if (item === undefined) throw ApplicationFailure.nonRetryable('The run has no such group', 'group_not_found', { runId, position })
      const { groupId, outcome, members } = item
      const result: GroupSyncResult = outcome === null || outcome === 'failed' ? await syncOne(groupId) : { kind: outcome, members }
      await recordItemOutcome(pool, { runId, position, outcome: result.kind, members: result.members })
      return { group: formatId('group', groupId), ...result }
    },

    async syncGroup({ groupId }: { groupId: string }): Promise<GroupSyncResult> {
      return syncOne(groupId)
    },

    async recordGroupOutcome(input: { runId: string; position: number; outcome: ItemOutcome }): Promise<void> {
      await recordItemOutcome(pool, input)
    },

    async readGroupProgress({ runId }: { runId: string }): Promise<RunProgress> {
      return readProgress(runId)
    },

    async closeGroupRun({ runId, outcome }: { runId: string; outcome: GroupRunOutcome }): Promise<void> {
      await closeGroupRun(pool, { runId, outcome, at: now() })
    },
  }

  function requireAdmin(): StoreAdmin {
    if (storeAdmin === undefined)
      throw ApplicationFailure.nonRetryable('No store admin is configured', 'not_configured' satisfies GroupFailure)
    return storeAdmin
  }

  async function syncOne(groupId: string): Promise<GroupSyncResult> {
    const admin = requireAdmin()
    try {
      return await keepAlive(() => readWholeGroup({ pool, admin, now }, groupId, Context.current().cancellationSignal))
    } catch (error) {
      throw await fail(error, { isGivenUp: isLasting, record: (code) => recordGroupFailure(pool, { groupId, code, at: now() }) })
    }
  }

  async function recordList(runId: string): Promise<string[]> {
    const admin = requireAdmin()
    const signal = Context.current().cancellationSignal
    const ignored = new Set<string>()
    let cursor: string | null = null
    let pages = 0
    do {
      const page = await admin.listGroups({ cursor, signal })
      for (const group of page.groups) if (group.isEveryone) ignored.add(group.id)
      await recordListedGroups(pool, { runId, groups: page.groups.filter(({ isEveryone }) => !isEveryone), at: now() })
      cursor = page.nextCursor
      pages += 1
      if (pages > longestListPages) throw new GroupUnreadable('incomplete')
    } while (cursor !== null)
    return [...ignored]
  }

  async function readProgress(runId: string): Promise<RunProgress> {
    const run = await readGroupRun(pool, runId)
    if (run === undefined) throw ApplicationFailure.nonRetryable('The run is not known', 'run_not_found', { runId })
    const { groups, groupsDone, groupsFailed, members, ignored } = run
    return { groups, groupsDone, groupsFailed, members, ignored: ignored.length }
  }

  /** What of a fault is the admin's doing is written down for operators, and what Temporal is told is a code. */
  async function fail(
    error: unknown,
    { isGivenUp, record }: { isGivenUp: (code: GroupFailure, attempt: number) => boolean; record: (code: GroupFailure) => Promise<void> },
  ): Promise<unknown> {
    const fault = describeGroupFault(error)
    if (fault === undefined) return error
    await record(fault.code)
    return toFailure(fault, isGivenUp(fault.code, Context.current().info.attempt))
  }
}

interface StoreDay {
  /** `YYYY-MM-DD`. */
  day: string
  timeZone: string
}

/** The day of the store that is on, or about to begin. */
async function findDay(pool: Pool, at: number): Promise<StoreDay> {
  const { value: store } = await readSettings(pool, 'store')
  return { day: localTimeAt(new Date(at + clockToleranceMs), store.timeZone).date, timeZone: store.timeZone }
}

/** Whether the day begins just then, or clocks show its 00:00 once more. */
function isAtMidnight({ day, timeZone }: StoreDay, at: number): boolean {
  const sinceMs = at - instantAtLocalTime(day, '00:00', timeZone).getTime()
  return sinceMs < midnightMs || localTimeAt(new Date(at + clockToleranceMs), timeZone).minuteOfDay * 60_000 < midnightMs
}
