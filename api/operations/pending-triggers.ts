/** A page of what is matched and not completed: rows from the database, each beside what Temporal says of its run. */
import type { Client } from '@temporalio/client'
import type { Pool } from '../../db/client.ts'
import { listEndedOf } from '../../db/queries/operations/find-journeys.ts'
import { listPendingJourneys, type PendingFilter, type PendingJourney } from '../../db/queries/operations/list-pending-journeys.ts'
import { listPendingPages, type PendingPages } from '../../db/queries/operations/list-pending-pages.ts'
import { workflowIds } from '../../domain/ids.ts'
import { findPendingPlace, type PendingPlace, type PendingState } from '../../domain/pending-triggers.ts'
import { findLatestRuns, readRun, type SeenRun } from '../../workflows/clients/list-runs.ts'
import { countOpenJourneys, findStuckJourneys } from './stuck-journeys.ts'
import { askTemporal } from './within-time.ts'

export interface PendingDependencies {
  pool: Pool
  temporal: Client | undefined
}

export interface PendingQuery extends Omit<PendingFilter, 'state' | 'ids'> {
  kind?: 'promotion' | 'autopilot' | undefined
  promotionId?: string | undefined
  state?: PendingState | undefined
}

export type PendingItem =
  | { kind: 'journey'; journey: PendingJourney; place: PendingPlace; runId: string | null }
  | { kind: 'pages'; pages: PendingPages; place: PendingPlace }

/** The last row that was shown: of which kind, and its UUID. */
export type PendingKey = readonly ['pages' | 'journey', string]

export interface PendingPage {
  items: PendingItem[]
  hasMore: boolean
  isTemporalAnswered: boolean
}

const visibilityMs = 4_000
/** Looking from three sides takes its time where there is much; whether anybody is there at all is asked first. */
const stuckMs = 15_000
const signOfLifeMs = 3_000
/** Runs that visibility does not show are asked for one by one. */
const askedAtMost = 40

/** Pages of promotions first, then journeys, newest first. @returns undefined where nobody can say what is stuck */
export async function lookAtPending(
  dependencies: PendingDependencies,
  query: PendingQuery,
  { now, after, limit }: { now: Date; after?: PendingKey | undefined; limit: number },
): Promise<PendingPage | undefined> {
  const wanted = limit + 1
  const items: PendingItem[] = []
  if (after?.[0] !== 'journey' && hasPages(query)) {
    let before = after?.[1]
    for (let isEnd = false; !isEnd && items.length < wanted;) {
      const pages = await listPendingPages(dependencies.pool, { ...query, now, before, limit: wanted })
      const placed = pages.map((one) => ({ kind: 'pages' as const, pages: one, place: findPagesPlace(one, now) }))
      items.push(...placed.filter((item) => isWanted(item, query)))
      before = pages.at(-1)?.sendId
      isEnd = pages.length < wanted
    }
  }
  let isTemporalAnswered = true
  if (items.length < wanted && hasJourneys(query)) {
    const filter = await resolveState(dependencies, query, now)
    if (filter === undefined) return undefined
    const before = after?.[0] === 'journey' ? after[1] : undefined
    const rows = await listPendingJourneys(dependencies.pool, { ...filter, now, before, limit: wanted - items.length })
    const seen = await placeJourneys(dependencies, rows, now)
    isTemporalAnswered = seen.isTemporalAnswered
    items.push(...seen.items)
    // One that has ended meanwhile still counts for whether there are more.
    return { items: items.slice(0, limit), hasMore: items.length + seen.ended > limit, isTemporalAnswered }
  }
  return { items: items.slice(0, limit), hasMore: items.length > limit, isTemporalAnswered }
}

/** Which rows are meant; undefined where Temporal would have to say and does not. */
export async function resolveState(
  { pool, temporal }: PendingDependencies,
  query: PendingQuery,
  now: Date,
): Promise<PendingFilter | undefined> {
  const { state, ...filter } = query
  if (state !== 'stuck') return { ...filter, state }
  if ((await askTemporal(temporal, signOfLifeMs, countOpenJourneys)) === undefined) return undefined
  const ids = await askTemporal(temporal, stuckMs, (client) => findStuckJourneys({ pool, temporal: client }, now))
  return ids && { ...filter, ids }
}

export function hasPages({
  kind,
  autopilotId,
  stage,
  state,
  waitingFor,
  sinceFrom,
  sinceUntil,
  untilFrom,
  untilUntil,
}: PendingQuery): boolean {
  if (kind === 'autopilot' || autopilotId !== undefined || state === 'stuck' || state === 'acting') return false
  return [stage, waitingFor, sinceFrom, sinceUntil, untilFrom, untilUntil].every((filter) => filter === undefined)
}

export function hasJourneys({ kind, promotionId }: PendingQuery): boolean {
  return kind !== 'promotion' && promotionId === undefined
}

function isWanted({ place }: PendingItem, { state }: PendingQuery): boolean {
  return state === undefined || place.state === state
}

/** A page whose time came so long ago is late. */
const pageLateMs = 5 * 60_000

function findPagesPlace({ promotionStatus, firstAt, frozenAt, dueCustomers }: PendingPages, now: Date): PendingPlace {
  const isPaused = promotionStatus === 'paused'
  const isDue = dueCustomers > 0
  return {
    state: isPaused || !isDue ? 'waiting' : now.getTime() - firstAt.getTime() > pageLateMs ? 'late' : 'not_started',
    stage: promotionStatus,
    since: frozenAt,
    waitingFor: isPaused ? 'resume' : isDue ? 'page_claim' : 'page_time',
    waitingUntil: isPaused ? null : firstAt,
    stuck: null,
  }
}

async function placeJourneys(
  { pool, temporal }: PendingDependencies,
  rows: readonly PendingJourney[],
  now: Date,
): Promise<{ items: PendingItem[]; ended: number; isTemporalAnswered: boolean }> {
  const runs =
    rows.length === 0 ? new Map<string, SeenRun>() : await askTemporal(temporal, visibilityMs, (client) => findRuns(client, rows))
  const seenOf = (row: PendingJourney) => (runs === undefined ? undefined : (runs.get(workflowIds.journey(row)) ?? null))
  const placed = rows.map((row) => ({ row, place: findPendingPlace(row, seenOf(row), now), runId: seenOf(row)?.runId ?? null }))
  // The row was read before its run was asked: one that has ended in between is no disagreement.
  const doubted = placed.filter(({ row, place }) => place.stuck !== null && row.status !== 'ended').map(({ row }) => row.id)
  const ended = new Set(await listEndedOf(pool, doubted))
  return {
    items: placed.filter(({ row }) => !ended.has(row.id)).map(({ row, place, runId }) => ({ kind: 'journey', journey: row, place, runId })),
    ended: ended.size,
    isTemporalAnswered: runs !== undefined,
  }
}

/** Visibility is a moment behind: what it does not know yet, or calls closed, the server is asked about itself. */
async function findRuns(client: Client, rows: readonly PendingJourney[]): Promise<Map<string, SeenRun>> {
  const names = rows.filter(({ status }) => status !== 'matched').map(workflowIds.journey)
  const runs = await findLatestRuns(client, names)
  const doubted = names.filter((name) => runs.get(name)?.status !== 'RUNNING').slice(0, askedAtMost)
  await Promise.all(
    doubted.map(async (name) => {
      const run = await readRun(client, name)
      if (run !== undefined) runs.set(name, run)
    }),
  )
  return runs
}
