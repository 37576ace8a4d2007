/** Autopilots, their versions and journeys as people read them. */
import type { z } from 'zod'
import type { Autopilot, JourneyVersion } from '../../db/queries/autopilots/autopilots.ts'
import type { Journey, JourneyEvent } from '../../db/queries/journeys/journeys.ts'
import type { StoredVerdict } from '../../db/queries/journeys/read-verdicts.ts'
import type { StoredBudget } from '../../db/queries/vouchers/budgets.ts'
import { formatId, workflowIds } from '../../domain/ids.ts'
import type { JourneyDefinition } from '../../domain/journeys/journey-definition.ts'
import type { autopilotSchema, versionSchema } from '../schemas/autopilots.ts'
import type { journeyDetailSchema, journeySchema } from '../schemas/journeys.ts'
import type { definitionSchema } from '../schemas/journey-definitions.ts'
import { formatInstant, type TemporalPlace } from './broadcasts.ts'

export function viewAutopilot(
  autopilot: Autopilot,
  budget: StoredBudget | undefined,
  temporal: TemporalPlace,
): z.input<typeof autopilotSchema> {
  const { id, name, status, template, version, publishedNumber, sweepError } = autopilot
  return {
    id: formatId('autopilot', id),
    name,
    status,
    template,
    definition: viewDefinition(autopilot.definition),
    budget: viewBudget(budget),
    version,
    publishedNumber,
    enabledAt: formatInstant(autopilot.enabledAt),
    disabledAt: formatInstant(autopilot.disabledAt),
    retiredAt: formatInstant(autopilot.retiredAt),
    lastSweepAt: formatInstant(autopilot.sweptAt),
    sweepError,
    createdAt: autopilot.createdAt.toISOString(),
    updatedAt: autopilot.updatedAt.toISOString(),
    temporalUrl: status === 'draft' ? null : linkRun(workflowIds.autopilot(id), temporal),
  }
}

function viewBudget(budget: StoredBudget | undefined): z.input<typeof autopilotSchema>['budget'] {
  if (budget === undefined) return null
  const { maxVouchers, maxMoneyMinor, currency, usedVouchers, usedMoneyMinor } = budget
  return {
    maxVouchers,
    maxMoney: maxMoneyMinor === null || currency === null ? null : { amountMinor: maxMoneyMinor, currency },
    usedVouchers,
    usedMoney: currency === null ? null : { amountMinor: usedMoneyMinor, currency },
  }
}

export function viewDefinition(definition: JourneyDefinition): z.input<typeof definitionSchema> {
  return definition
}

export function viewVersion(version: JourneyVersion & { alive?: number }): z.input<typeof versionSchema> {
  return {
    id: formatId('journeyVersion', version.id),
    autopilotId: formatId('autopilot', version.autopilotId),
    number: version.number,
    definition: viewDefinition(version.definition),
    publishedAt: version.publishedAt.toISOString(),
    ...(version.alive !== undefined && { journeys: version.alive }),
  }
}

export function viewJourney(journey: Journey, temporal: TemporalPlace): z.input<typeof journeySchema> {
  const { autopilotId, customerId, occurrence, startedAt } = journey
  return {
    id: formatId('journey', journey.id),
    autopilotId: formatId('autopilot', autopilotId),
    autopilotName: journey.autopilotName,
    customerId: formatId('customer', customerId),
    occurrence,
    run: journey.run,
    versionNumber: journey.versionNumber,
    arm: journey.arm,
    status: journey.status,
    matchedAt: journey.matchedAt.toISOString(),
    notBefore: journey.notBefore.toISOString(),
    startedAt: formatInstant(startedAt),
    endedAt: formatInstant(journey.endedAt),
    outcome: journey.outcome,
    reason: journey.reason,
    step: journey.step,
    waitingFor: journey.waitingFor,
    waitingUntil: formatInstant(journey.waitingUntil),
    temporalUrl: startedAt === null ? null : linkRun(workflowIds.journey({ autopilotId, customerId, occurrence }), temporal),
  }
}

export function viewJourneyDetail(
  journey: Journey,
  { events, verdicts }: { events: readonly JourneyEvent[]; verdicts: readonly StoredVerdict[] },
  temporal: TemporalPlace,
): z.input<typeof journeyDetailSchema> {
  return {
    ...viewJourney(journey, temporal),
    events: events.map((event) => ({ ...event, at: event.at.toISOString() })),
    verdicts: verdicts.map(({ at, until, ...verdict }) => ({ ...verdict, at: at.toISOString(), until: formatInstant(until) })),
  }
}

function linkRun(workflowId: string, { uiUrl, namespace }: TemporalPlace): string {
  return `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`
}
