/** What an autopilot's run asks for: whom its trigger finds, their journeys started, and something said to all of them. Each can be run again. */
import { setTimeout as delay } from 'node:timers/promises'
import { ApplicationFailure } from '@temporalio/common'
import { AudienceReferenceError } from '../db/queries/audiences/audience-context.ts'
import {
  type Autopilot,
  noteSweep,
  projectAutopilot,
  readAutopilot,
  readLatestVersion,
  readVersion,
} from '../db/queries/autopilots/autopilots.ts'
import { findCandidates } from '../db/queries/journeys/find-candidates.ts'
import { listMovable, listRunning, type ToldRun } from '../db/queries/journeys/list-running.ts'
import { lockMatching, type Matched, matchJourneys } from '../db/queries/journeys/match-journeys.ts'
import { listStarting } from '../db/queries/journeys/start-journeys.ts'
import { watchMembers } from '../db/queries/journeys/watch-members.ts'
import { readSettings } from '../db/queries/settings.ts'
import { findOpening } from '../domain/journeys/activation-window.ts'
import { planJourney } from '../domain/journeys/journey-plan.ts'
import { sweepEveryMs } from '../domain/journeys/sweeps.ts'
import { keepAlive } from './heartbeat.ts'
import { inParallel, startMatchedJourneys } from './journey-starts.ts'
import { createJourneyWatch } from './journey-watch.ts'
import type { JourneyRuns, JourneyTold } from './journey-runs.ts'
import type { SendPathDependencies } from './send-path.ts'

/** How often to look whether those that are being started have been. */
const startingEveryMs = 250

export interface AutopilotActivityDependencies extends Pick<SendPathDependencies, 'pool' | 'now'> {
  /** Missing where nothing of Temporal is reached, as in tests of other parts. */
  journeyRuns?: JourneyRuns
}

const refuse = () => Promise.reject(ApplicationFailure.nonRetryable('Temporal is not reached from here', 'not_wired'))
const unwired: JourneyRuns = {
  start: refuse,
  tell: refuse,
  migrate: refuse,
  findEnd: refuse,
  async *listOpen(): AsyncGenerator<string> {
    yield await refuse()
  },
}

export interface Sweep extends Matched {
  started: number
  /** Why nobody could be looked for: a code. */
  error?: string
  /** When to look again. */
  everyMs: number
}

export function createAutopilotActivities({ pool, now, journeyRuns = unwired }: AutopilotActivityDependencies) {
  return {
    ...createJourneyWatch({ pool, now, journeyRuns }),

    async projectAutopilot({ autopilotId, status }: { autopilotId: string; status: 'enabled' | 'disabled' | 'retired' }): Promise<void> {
      await projectAutopilot(pool, { autopilotId, status, at: now() })
    },

    /** Matches whom the trigger finds now, and starts the journeys whose time has come. */
    async sweepAutopilot({ autopilotId }: { autopilotId: string }): Promise<Sweep> {
      return keepAlive(async () => {
        const autopilot = await readAutopilot(pool, autopilotId)
        const version = await readLatestVersion(pool, autopilotId)
        if (autopilot === undefined || version === undefined)
          throw ApplicationFailure.nonRetryable('There is no published version', 'autopilot_not_published', { autopilotId })
        const at = now()
        const { matched, error } = await match(autopilot, version, at)
        const started = await startMatchedJourneys({ pool, now, journeyRuns }, autopilotId)
        await noteSweep(pool, { autopilotId, at, error: error ?? null })
        return { ...matched, started, everyMs: sweepEveryMs(version.definition.trigger), ...(error !== undefined && { error }) }
      })
    },

    /** Moves whoever waits where the version can go on. Who acts at the moment stays. */
    async migrateJourneys({
      autopilotId,
      toNumber,
      steps,
    }: {
      autopilotId: string
      toNumber: number
      steps: Record<string, string>
    }): Promise<{ moved: number }> {
      return keepAlive(async () => {
        const version = await readVersion(pool, { autopilotId, number: toNumber })
        if (version === undefined)
          throw ApplicationFailure.nonRetryable('There is no such version', 'version_not_found', { autopilotId, toNumber })
        const plan = planJourney(version.definition)
        const known = new Set(plan.steps.map(({ id }) => id))
        let moved = 0
        let after: string | undefined
        for (;;) {
          const waiting = await listMovable(pool, { autopilotId, versionId: version.id, after, limit: 500 })
          await inParallel(waiting, async (journey) => {
            const step = steps[journey.step] ?? journey.step
            if (!known.has(step)) return
            const migration = { versionId: version.id, versionNumber: toNumber, plan, step }
            if (await journeyRuns.migrate({ autopilotId, ...journey }, migration)) moved += 1
          })
          after = waiting.at(-1)?.id
          if (after === undefined) return { moved }
        }
      })
    },

    /**
     * Says it to every journey of the autopilot that runs, and to those that are being started at this moment as soon as Temporal has them. A repeat says it again, which changes
     * nothing.
     */
    async tellJourneys({ autopilotId, told }: { autopilotId: string; told: JourneyTold }): Promise<{ told: number }> {
      return keepAlive(async () => {
        const starting = new Set<string>()
        const tell = (runs: readonly ToldRun[]) =>
          inParallel(runs, async (run) => {
            if ((await journeyRuns.tell({ autopilotId, ...run }, told)) || run.startedAt !== null) starting.delete(run.id)
            else starting.add(run.id)
          })
        let after: string | undefined
        let count = 0
        for (;;) {
          const running = await listRunning(pool, { autopilotId, after, limit: 500 })
          await tell(running)
          count += running.length
          after = running.at(-1)?.id
          if (after === undefined) break
        }
        while (starting.size > 0) {
          await delay(startingEveryMs)
          const runs = await listStarting(pool, { journeyIds: [...starting], now: now() })
          // Whose start got lost is started anew once the autopilot is enabled again.
          for (const id of starting) if (!runs.some((run) => run.id === id)) starting.delete(id)
          await tell(runs)
        }
        return { told: count }
      })
    },
  }

  async function match(
    { id: autopilotId, enabledAt, sweptAt }: Autopilot,
    { id: versionId, definition }: { id: string; definition: Autopilot['definition'] },
    at: Date,
  ): Promise<{ matched: Matched; error?: string }> {
    const { value: store } = await readSettings(pool, 'store')
    const { activation, trigger } = definition
    try {
      const matched = await pool.begin(async (transaction) => {
        await lockMatching(transaction, autopilotId)
        if (trigger.kind === 'audience_entered' || trigger.kind === 'audience_stayed') {
          const begins = sweptAt === null || (enabledAt !== null && sweptAt < enabledAt)
          await watchMembers(transaction, { autopilotId, audienceId: trigger.audienceId, now: at, begins })
        }
        const candidates = await findCandidates(transaction, {
          autopilotId,
          definition,
          enabledAt: enabledAt ?? at,
          now: at,
          storeTimeZone: store.timeZone,
        })
        // Before the window's first day nobody is matched: whoever is quiet by then is found by then.
        const hasBegun = activation.from === undefined || Date.parse(activation.from) <= at.getTime()
        if (candidates === undefined || !hasBegun) return { matched: 0, heldOut: 0 }
        const notBefore = findOpening(activation, at, store.timeZone)
        if (notBefore === undefined) return { matched: 0, heldOut: 0 }
        return matchJourneys(transaction, { autopilotId, versionId, definition, candidates, now: at, notBefore })
      })
      return { matched }
    } catch (error) {
      // Somebody has to mend the autopilot; until then it looks again at its pace.
      if (error instanceof AudienceReferenceError) return { matched: { matched: 0, heldOut: 0 }, error: `audience_${error.kind}` }
      throw error
    }
  }
}
