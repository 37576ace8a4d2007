/** What is matched and not completed, as people read it. */
import type { z } from 'zod'
import type { NamedCustomer } from '../../db/queries/operations/name-customers.ts'
import { formatId, workflowIds } from '../../domain/ids.ts'
import { describePlace, describeWait, type PendingPlace, stuckReasons } from '../../domain/pending-triggers.ts'
import type { PendingItem } from '../operations/pending-triggers.ts'
import type { pendingTriggerSchema } from '../schemas/pending-triggers.ts'
import { formatInstant, type TemporalPlace } from './broadcasts.ts'
import { viewCampaignRef } from './campaign-health.ts'
import { linkRun } from './temporal-links.ts'

type PendingView = z.input<typeof pendingTriggerSchema>

export interface PendingAround {
  now: Date
  customers: ReadonlyMap<string, NamedCustomer>
  temporal: TemporalPlace
}

export function viewPending(item: PendingItem, around: PendingAround): PendingView {
  return item.kind === 'journey' ? viewJourney(item, around) : viewPages(item, around)
}

function viewJourney(
  { journey, place, runId }: PendingItem & { kind: 'journey' },
  { now, customers, temporal }: PendingAround,
): PendingView {
  const { id, autopilotId, autopilotName, customerId, awaits, step, stepName } = journey
  return {
    id: formatId('journey', id),
    campaign: viewCampaignRef({ kind: 'autopilot', id: autopilotId, name: autopilotName }),
    customer: viewNamedCustomer(customerId, customers),
    ...viewPlace(place),
    sentence: describePlace(place, { now, awaits }),
    waitingForWords: place.waitingFor === null ? null : describeWait(place.waitingFor, awaits),
    matchedAt: journey.matchedAt.toISOString(),
    startedAt: formatInstant(journey.startedAt),
    step: step === null ? null : { id: step, name: stepName },
    versionNumber: journey.versionNumber,
    pages: null,
    actions: listActions(journey.status, place),
    temporalUrl: journey.startedAt === null && runId === null ? null : linkRun(workflowIds.journey(journey), temporal, runId ?? undefined),
  }
}

function viewPages({ pages, place }: PendingItem & { kind: 'pages' }, { now, temporal }: PendingAround): PendingView {
  const { sendId, promotionId, promotionName, purpose, channel, customers, dueCustomers, lastAt, frozenAt } = pages
  const id = formatId('send', sendId)
  return {
    id,
    campaign: viewCampaignRef({ kind: 'promotion', id: promotionId, name: promotionName }),
    customer: null,
    ...viewPlace(place),
    sentence: `${customers.toLocaleString('en')} on pages for ${channel}${purpose === 'reminder' ? ' (reminder)' : ''}. ${describePlace(place, { now })}`,
    waitingForWords: place.waitingFor === null ? null : describeWait(place.waitingFor),
    matchedAt: frozenAt.toISOString(),
    startedAt: null,
    step: null,
    versionNumber: null,
    pages: {
      purpose,
      channel,
      pages: pages.pages,
      customers,
      dueCustomers,
      lastAt: lastAt.toISOString(),
      customersPath: `/api/v1/pending-triggers/${id}/customers`,
    },
    actions: [],
    temporalUrl: linkRun(workflowIds.promotion(promotionId), temporal),
  }
}

function viewPlace({ state, stage, since, waitingFor, waitingUntil, stuck }: PendingPlace) {
  return {
    state,
    stage,
    since: since.toISOString(),
    waitingFor,
    waitingUntil: formatInstant(waitingUntil),
    stuck: stuck === null ? null : { code: stuck, message: stuckReasons[stuck] },
  }
}

/** Waits that an operator may end. */
const skippable = (place: PendingPlace) =>
  place.state === 'waiting' &&
  place.waitingFor !== null &&
  !['cooldown', 'quiet_hours', 'enabled', 'activation_window'].includes(place.waitingFor)

function listActions(status: string, place: PendingPlace): PendingView['actions'] {
  if (place.stuck === 'row_ended') return ['cancel']
  if (place.stuck !== null) return ['retry', 'cancel']
  if (status === 'matched' || place.state === 'not_started') return ['retry', 'cancel']
  return skippable(place) ? ['skip', 'cancel'] : ['cancel']
}

export function viewNamedCustomer(id: string, customers: ReadonlyMap<string, NamedCustomer>) {
  const known = customers.get(id)
  const name = [known?.firstName, known?.lastName].filter(Boolean).join(' ')
  return { id: formatId('customer', id), externalId: known?.externalId ?? null, name: name === '' ? null : name }
}
