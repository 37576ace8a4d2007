/** Hands matched journeys to Temporal, many at a time. */
import type { Pool } from '../db/client.ts'
import { markStarted, takeJourneysToStart } from '../db/queries/journeys/start-journeys.ts'
import { readVersion } from '../db/queries/autopilots/autopilots.ts'
import { type JourneyPlan, planJourney } from '../domain/journeys/journey-plan.ts'
import type { JourneyRuns } from './journey-runs.ts'

const atOnce = 500
/** Starts under way: more would only wait in the server's queue. */
const width = 50

export interface StartDependencies {
  pool: Pool
  now(): Date
  journeyRuns: Pick<JourneyRuns, 'start'>
}

/** How many were started. @throws the client's errors when Temporal cannot be reached: those that are left are taken again */
export async function startMatchedJourneys({ pool, now, journeyRuns }: StartDependencies, autopilotId: string): Promise<number> {
  const plans = new Map<string, Promise<{ plan: JourneyPlan; versionNumber: number } | undefined>>()
  const take = () => takeJourneysToStart(pool, { autopilotId, now: now(), limit: atOnce })
  const marked: Promise<void>[] = []
  let started = 0
  let taken = await take()
  while (taken.length > 0) {
    // The next ones are taken while these start, and marked while the next ones do: Temporal never waits for the database.
    const next = keepFault(taken.length < atOnce ? Promise.resolve([]) : take())
    const done: string[] = []
    try {
      await inParallel(taken, async ({ id: journeyId, customerId, versionId, occurrence }) => {
        const version = await remember(plans, versionId, () => readPlan(pool, versionId))
        if (version === undefined) return
        await journeyRuns.start({ autopilotId, customerId, occurrence, input: { journeyId, autopilotId, customerId, ...version } })
        done.push(journeyId)
      })
    } finally {
      marked.push(keepFault(markStarted(pool, { journeyIds: done, at: now() })))
      // Whoever was taken for nothing is taken again once that is long enough ago.
      await next.catch(() => undefined)
    }
    started += done.length
    taken = await next
  }
  await Promise.all(marked)
  return started
}

/** A promise that is waited for later: its fault is the waiter's, and nobody's until then. */
function keepFault<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined)
  return promise
}

async function readPlan(pool: Pool, versionId: string): Promise<{ plan: JourneyPlan; versionNumber: number } | undefined> {
  const version = await readVersion(pool, { id: versionId })
  return version && { plan: planJourney(version.definition), versionNumber: version.number }
}

function remember<Value>(known: Map<string, Promise<Value>>, key: string, read: () => Promise<Value>): Promise<Value> {
  const before = known.get(key)
  if (before !== undefined) return before
  const value = read()
  known.set(key, value)
  return value
}

/** A bounded number at a time, the first fault ends it once those under way are through. */
export async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  const queue = items[Symbol.iterator]()
  let fault: unknown
  const hand = async () => {
    for (const item of queue) {
      if (fault !== undefined) return
      await work(item).catch((error: unknown) => {
        fault ??= error
      })
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, hand))
  if (fault !== undefined) throw fault
}
