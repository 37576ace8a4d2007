/**
 * One autopilot: looks for customers at its trigger's pace while it is enabled, starts their journeys, and tells them when it is paused and when it goes on. Lives
 * until it is retired, run after run.
 */
import {
  allHandlersFinished,
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  setWorkflowOptions,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow'
import { ApplicationFailure } from '@temporalio/common'
import { waitingChoices } from '../domain/journeys/journey-pause.ts'
import type { JourneyTold } from '../activities/journey-runs.ts'
import {
  type AutopilotInput,
  type AutopilotProgress,
  type AutopilotState,
  disableAutopilot,
  enableAutopilot,
  getAutopilot,
  migrateJourneys,
  retireAutopilot,
  sweepRequested,
} from './autopilot-messages.ts'
import { inBulk, patiently } from './proxies.ts'
import { waitUntil } from './waiting.ts'
import { followWorkerVersions } from './worker-versions.ts'

/** A look costs about eleven events. */
const sweepsPerRun = 300

export async function autopilot({ autopilotId, state: carried }: AutopilotInput): Promise<AutopilotProgress> {
  const state: AutopilotState = carried ?? { stage: 'disabled', waiting: 'keep_date', sweeps: 0, matched: 0, started: 0 }
  const toTell: JourneyTold[] = []
  const toMigrate: { toNumber: number; steps: Record<string, string> }[] = []
  let nextSweepAt: number | undefined
  let changes = 0
  const isRetired = () => state.stage === 'retired'

  const report = (): AutopilotProgress => ({
    ...state,
    ...(nextSweepAt !== undefined && { nextSweepAt: new Date(nextSweepAt).toISOString() }),
  })
  const refuseRetired = () => {
    if (isRetired()) throw ApplicationFailure.nonRetryable('The autopilot is retired', 'autopilot_retired')
  }
  setHandler(getAutopilot, report)
  setHandler(sweepRequested, () => {
    changes += 1
  })
  setHandler(enableAutopilot, () => enter('enabled', [{ kind: 'resumed', waiting: state.waiting }]), { validator: refuseRetired })
  setHandler(
    disableAutopilot,
    ({ waiting }) => {
      state.waiting = waiting
      return enter('disabled', [{ kind: 'paused' }])
    },
    {
      validator: ({ waiting }) => {
        refuseRetired()
        if (!waitingChoices.includes(waiting)) throw ApplicationFailure.nonRetryable('There is no such choice', 'unknown_choice')
      },
    },
  )
  setHandler(
    retireAutopilot,
    ({ journeys }) => enter('retired', [journeys === 'end' ? { kind: 'retired' } : { kind: 'resumed', waiting: state.waiting }]),
    {
      validator: ({ journeys }) => {
        refuseRetired()
        if (journeys !== 'end' && journeys !== 'finish') throw ApplicationFailure.nonRetryable('There is no such choice', 'unknown_choice')
      },
    },
  )

  setHandler(
    migrateJourneys,
    (migration) => {
      toMigrate.push(migration)
      changes += 1
      return report()
    },
    { validator: (_migration) => refuseRetired() },
  )

  const firstOfRun = state.sweeps
  for (;;) {
    const seen = changes
    const hasChanged = () => changes !== seen
    // In the order in which it was said: a pause that was taken back at once is told as both.
    for (let told = toTell.shift(); told !== undefined; told = toTell.shift())
      await inBulk.tellJourneys.executeWithOptions({ summary: `the journeys: ${told.kind}` }, [{ autopilotId, told }])
    for (let migration = toMigrate.shift(); migration !== undefined; migration = toMigrate.shift())
      await inBulk.migrateJourneys.executeWithOptions({ summary: `journeys to version ${migration.toNumber}` }, [
        { autopilotId, ...migration },
      ])
    if (hasChanged()) continue
    if (isRetired()) break
    if (state.sweeps - firstOfRun >= sweepsPerRun || workflowInfo().continueAsNewSuggested) {
      await condition(allHandlersFinished)
      if (hasChanged()) continue
      return continueAsNew<typeof autopilot>({ autopilotId, state })
    }
    if (state.stage === 'enabled') {
      const everyMs = await sweep()
      nextSweepAt = Date.now() + everyMs
      await waitUntil(nextSweepAt, 'the next look for customers', hasChanged)
    } else await condition(hasChanged)
    nextSweepAt = undefined
  }
  await condition(allHandlersFinished)
  return report()

  async function enter(stage: AutopilotState['stage'], told: JourneyTold[]): Promise<AutopilotProgress> {
    if (stage !== state.stage) {
      state.stage = stage
      toTell.push(...told)
      upsertSearchAttributes({ RegularsStage: [stage] })
      setCurrentDetails(stage)
      await patiently.projectAutopilot.executeWithOptions({ summary: stage }, [{ autopilotId, status: stage }])
    }
    changes += 1
    return report()
  }

  async function sweep(): Promise<number> {
    const { matched, started, everyMs, error } = await inBulk.sweepAutopilot.executeWithOptions({ summary: 'look for customers' }, [
      { autopilotId },
    ])
    state.sweeps += 1
    state.matched += matched
    state.started += started
    setCurrentDetails(
      error === undefined
        ? `Enabled: ${state.matched} matched, ${state.started} started. The latest look found ${matched}.`
        : `Enabled, but nobody can be looked for: ${error}`,
    )
    return everyMs
  }
}

setWorkflowOptions(followWorkerVersions, autopilot)
