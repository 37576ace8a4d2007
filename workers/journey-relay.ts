/**
 * Brings what happened to a customer to their journeys, and events to the triggers that wait for them. Each may come twice: runs know facts by their ids, and an
 * occurrence is matched once.
 */
import type { Client } from '@temporalio/client'
import { startMatchedJourneys } from '../activities/journey-starts.ts'
import { settleMissingRun } from '../activities/journey-watch.ts'
import type { Pool } from '../db/client.ts'
import { readLatestVersion } from '../db/queries/autopilots/autopilots.ts'
import { isTrueOf } from '../db/queries/journeys/list-occurrences.ts'
import { lockMatching, matchJourneys } from '../db/queries/journeys/match-journeys.ts'
import {
  endMatchedJourney,
  listAliveJourneys,
  isDelivered,
  listStepsOfSend,
  type Reported,
  readReported,
  readVersionDefinitions,
  type ToldJourney,
} from '../db/queries/journeys/told-journeys.ts'
import { readSettings } from '../db/queries/settings.ts'
import { channelNames } from '../domain/channels.ts'
import { findOpening } from '../domain/journeys/activation-window.ts'
import type { JourneyDefinition } from '../domain/journeys/journey-definition.ts'
import { listReportedEvents, planJourney } from '../domain/journeys/journey-plan.ts'
import { signalJourney } from '../workflows/clients/start-journey.ts'
import * as messages from '../workflows/journey-messages.ts'
import { createJourneyRuns } from './journey-runs.ts'

interface Reach {
  pool: Pool
  client: Client
}

type Payload = Record<string, string>

/** What the facts of many rows are about, asked at once. */
export interface PreparedFacts {
  journeysOf(customerId: string, journeyId: string | undefined): readonly ToldJourney[]
  definitionOf(journey: ToldJourney): JourneyDefinition | undefined
  reported(id: string): Reported | undefined
}

export async function prepareFacts(pool: Pool, payloads: readonly Payload[]): Promise<PreparedFacts> {
  const list = (fact: string) => [
    ...new Set(payloads.flatMap((payload) => (payload.fact === fact && payload.id !== undefined ? [payload.id] : []))),
  ]
  const customerIds = [...new Set(payloads.flatMap(({ customerId }) => customerId ?? []))]
  const journeys = customerIds.length === 0 ? [] : await listAliveJourneys(pool, customerIds)
  const [definitions, orders, events] = await Promise.all([
    readVersionDefinitions(pool, [...new Set(journeys.map(({ versionId }) => versionId))]),
    readReported(pool, 'ordered', list('ordered')),
    readReported(pool, 'event', list('event')),
  ])
  const byCustomer = new Map<string, ToldJourney[]>()
  for (const journey of journeys) byCustomer.set(journey.customerId, [...(byCustomer.get(journey.customerId) ?? []), journey])
  const reported = new Map([...orders, ...events].map((one) => [one.id, one]))
  return {
    journeysOf: (customerId, journeyId) =>
      (byCustomer.get(customerId) ?? []).filter(({ id }) => journeyId === undefined || id === journeyId),
    definitionOf: ({ versionId }) => definitions.get(versionId),
    reported: (id) => reported.get(id),
  }
}

/** @throws when Temporal or the database cannot be reached, or a run is only just being started: it is to be tried again */
export async function relayJourneyFact(
  { pool, client }: Reach,
  { fact = '', customerId = '', id = '', journeyId, channel }: Payload,
  facts: PreparedFacts,
): Promise<void> {
  for (const journey of facts.journeysOf(customerId, journeyId)) {
    const definition = facts.definitionOf(journey)
    if (definition === undefined) continue
    const isReported = fact === 'ordered' || fact === 'event'
    const keys = isReported ? await findKeys(pool, journey, definition, { kind: fact, reported: facts.reported(id) }) : []
    if (isReported && keys.length === 0) continue
    if (journey.status === 'matched') {
      const { exits } = planJourney(definition)
      const reason = fact === 'erased' ? fact : keys.map((key) => exits[key]).find((exit) => exit !== undefined)
      if (reason !== undefined && !(await endMatchedJourney(pool, { journeyId: journey.id, reason, at: new Date() })))
        throw new Error('The journey is being started')
      continue
    }
    const isTold = await tell({ pool, client }, journey, { fact, id, channel, keys })
    if (isTold) continue
    if (journey.startedAt === null) throw new Error('The journey is being started')
    // Gone on the way: what is true of it is told again to the run that takes its place, if one does.
    await settleMissingRun({ pool, now: () => new Date(), journeyRuns: createJourneyRuns(client) }, journey)
  }
}

/** The names under which the journey's plan knows it: none, when it is nothing to it. */
async function findKeys(
  pool: Pool,
  { customerId, anchorAt }: ToldJourney,
  definition: JourneyDefinition,
  { kind, reported }: { kind: 'ordered' | 'event'; reported: Reported | undefined },
): Promise<string[]> {
  if (reported === undefined || reported.at <= anchorAt) return []
  const keys: string[] = []
  for (const { key, event } of listReportedEvents(definition)) {
    if (event.kind !== kind || (event.kind === 'event' && event.name !== reported.name)) continue
    if (await isTrueOf(pool, event, { customerId, at: reported.at })) keys.push(key)
  }
  return keys
}

interface Told {
  fact: string
  id: string
  channel: string | undefined
  keys: string[]
}

async function tell({ pool, client }: Reach, journey: ToldJourney, { fact, id, channel, keys }: Told): Promise<boolean> {
  switch (fact) {
    case 'ordered':
      return signalJourney(client, journey, messages.customerOrdered, { orderId: id, keys })
    case 'event':
      return signalJourney(client, journey, messages.eventReported, { eventId: id, keys })
    case 'erased':
      return signalJourney(client, journey, messages.customerErased)
    case 'opted_out':
      return signalJourney(client, journey, messages.customerOptedOut, {
        channel: channelNames.find((name) => name === channel) ?? 'email',
      })
    case 'voucher_accepted':
      return signalJourney(client, journey, messages.voucherAccepted, { voucherId: id })
    case 'voucher_redeemed':
      return signalJourney(client, journey, messages.voucherRedeemed, { voucherId: id })
    case 'soft_bounced':
      // An out-of-office answer counts as one: what is known to have arrived has.
      return signalJourney(client, journey, messages.messageSettled, {
        sendId: id,
        isDelivered: await isDelivered(pool, { sendId: id, customerId: journey.customerId }),
      })
    case 'delivered':
    case 'bounced':
    case 'undeliverable':
      return signalJourney(client, journey, messages.messageSettled, { sendId: id, isDelivered: fact === 'delivered' })
    case 'clicked':
      for (const step of await listStepsOfSend(pool, journey.id, id))
        if (!(await signalJourney(client, journey, messages.messageClicked, { step, sendId: id }))) return false
      return true
    default:
      throw new RangeError(`Journeys are told of no such fact: ${fact}`)
  }
}

/** Orders or events of one autopilot, matched together. @throws when Temporal or the database cannot be reached: it is to be tried again */
export async function relayJourneyTriggers({ pool, client }: Reach, payloads: readonly Payload[]): Promise<void> {
  const autopilotId = payloads[0]?.autopilotId ?? ''
  const version = await readLatestVersion(pool, autopilotId)
  if (version?.definition.trigger.kind !== 'event') return
  const { definition } = version
  const { event } = version.definition.trigger
  const reported = await readReported(
    pool,
    event.kind,
    payloads.flatMap(({ id }) => id ?? []),
  )
  const found: Reported[] = []
  for (const one of reported) if (await isTrueOf(pool, event, one)) found.push(one)
  if (found.length === 0) return
  const { value: store } = await readSettings(pool, 'store')
  const now = new Date()
  const notBefore = findOpening(definition.activation, now, store.timeZone)
  await pool.begin(async (transaction) => {
    await lockMatching(transaction, autopilotId)
    const rows = transaction`
      SELECT * FROM unnest(${found.map(({ customerId }) => customerId)}::uuid[], ${found.map(({ id }) => id)}::text[],
        ${found.map(({ at }) => at.toISOString())}::timestamptz[]) AS f (customer_id, occurrence, anchor_at)`
    await matchJourneys(transaction, { autopilotId, versionId: version.id, definition, candidates: { rows }, now, notBefore })
  })
  await startMatchedJourneys({ pool, now: () => new Date(), journeyRuns: createJourneyRuns(client) }, autopilotId)
}
