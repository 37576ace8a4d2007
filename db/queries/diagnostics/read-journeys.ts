/** Journeys with what their runs have told, for their timelines. */
import type { JourneyEvidence, RestartEvidence, VerdictEvidence, WebhookEvidence } from '../../../domain/diagnostics/evidence.ts'
import type { JourneyDefinition } from '../../../domain/journeys/journey-definition.ts'
import type { Note, NumberedNote } from '../../../domain/journeys/journey-notes.ts'
import { planJourney } from '../../../domain/journeys/journey-plan.ts'
import type { Sql } from '../../client.ts'
import type { JourneyEvent } from '../journeys/journeys.ts'

export interface KeptJourney {
  journey: JourneyEvidence
  notes: NumberedNote[]
  verdicts: VerdictEvidence[]
  webhooks: WebhookEvidence[]
  restarts: RestartEvidence[]
}

type JourneyRow = Omit<JourneyEvidence, 'plan' | 'trigger' | 'isEnabled' | 'isPaused'> & {
  autopilotStatus: string
  definition: JourneyDefinition
}

/** By id. Those that are there. */
export async function readKeptJourneys(sql: Sql, journeyIds: readonly string[]): Promise<ReadonlyMap<string, KeptJourney>> {
  if (journeyIds.length === 0) return new Map()
  const rows = await sql<JourneyRow[]>`
    SELECT j.id, j.autopilot_id AS "autopilotId", a.name AS "autopilotName", a.status AS "autopilotStatus", j.customer_id AS "customerId", j.occurrence,
      v.number AS "versionNumber", v.definition, j.status, j.matched_at AS "matchedAt", j.not_before AS "notBefore", j.started_at AS "startedAt",
      j.ended_at AS "endedAt", j.outcome, j.reason, j.step, j.waiting_for AS "waitingFor", j.waiting_until AS "waitingUntil"
    FROM journeys j JOIN autopilots a ON a.id = j.autopilot_id JOIN journey_versions v ON v.id = j.version_id WHERE j.id = ANY (${[...journeyIds]}::uuid[])`
  const notes = await readNotes(sql, journeyIds)
  const verdicts = await sql<(VerdictEvidence & { journeyId: string })[]>`
    SELECT journey_id AS "journeyId", decided_at AS at, step, visit, attempt, channel, verdict, reason, defer_until AS until, inputs FROM journey_verdicts
    WHERE journey_id = ANY (${[...journeyIds]}::uuid[]) ORDER BY decided_at, visit, attempt`
  const webhooks = await sql<(WebhookEvidence & { journeyId: string })[]>`
    SELECT journey_id AS "journeyId", at, step, code FROM journey_webhook_failures WHERE journey_id = ANY (${[...journeyIds]}::uuid[]) ORDER BY at LIMIT 2000`
  const restarts = await sql<(RestartEvidence & { journeyId: string })[]>`
    SELECT journey_id AS "journeyId", at, interrupted_at AS "interruptedAt", reason FROM journey_restarts WHERE journey_id = ANY (${[...journeyIds]}::uuid[]) ORDER BY at`
  return new Map(
    rows.map(({ autopilotStatus, definition, ...row }) => {
      const journey: JourneyEvidence = {
        ...row,
        plan: planJourney(definition),
        trigger: definition.trigger.kind,
        isEnabled: autopilotStatus === 'enabled',
        isPaused: autopilotStatus === 'disabled',
      }
      const ofJourney = ({ journeyId }: { journeyId: string }) => journeyId === row.id
      return [
        row.id,
        {
          journey,
          notes: notes.filter(ofJourney),
          verdicts: verdicts.filter(ofJourney),
          webhooks: webhooks.filter(ofJourney),
          restarts: restarts.filter(ofJourney),
        },
      ]
    }),
  )
}

type NoteRow = JourneyEvent & { journeyId: string }

async function readNotes(sql: Sql, journeyIds: readonly string[]): Promise<(NumberedNote & { journeyId: string })[]> {
  const rows = await sql<NoteRow[]>`
    SELECT journey_id AS "journeyId", seq, at, kind, step, channel, reason, details FROM journey_events
    WHERE journey_id = ANY (${[...journeyIds]}::uuid[]) ORDER BY journey_id, seq LIMIT 20000`
  return rows.map(({ journeyId, seq, at, kind, step, channel, reason, details }) => {
    const note = { kind, step, ...(channel !== null && { channel }), ...(reason !== null && { reason }), ...details } as Note
    return { journeyId, seq, at: at.getTime(), note }
  })
}
