/**
 * Brings what happened to a customer to their journeys, and events to the triggers that wait for them. Each may come twice: runs know facts by their ids, and an
 * occurrence is matched once.
 */
import type { Client } from '@temporalio/client'
import { startMatchedJourneys } from '../activities/journey-starts.ts'
import type { Pool } from '../db/client.ts'
import { readLatestVersion } from '../db/queries/autopilots/autopilots.ts'
import { isTrueOf } from '../db/queries/journeys/list-occurrences.ts'
import { lockMatching, matchJourneys } from '../db/queries/journeys/match-journeys.ts'
import { endJourneyRow } from '../db/queries/journeys/record-notes.ts'
import { listAliveJourneys, listStepsOfSend, readReported, type ToldJourney } from '../db/queries/journeys/told-journeys.ts'
import { readSettings } from '../db/queries/settings.ts'
import { channelNames } from '../domain/channels.ts'
import { findOpening } from '../domain/journeys/activation-window.ts'
import { listReportedEvents, planJourney } from '../domain/journeys/journey-plan.ts'
import { signalJourney } from '../workflows/clients/start-journey.ts'
import * as messages from '../workflows/journey-messages.ts'
import { createJourneyRuns } from './journey-runs.ts'

interface Reach {
  pool: Pool
  client: Client
}

type Payload = Record<string, string>

/** Ended by whoever terminated its run by hand, or lost with the server's data. */
const lost = { outcome: 'failed', reason: 'run_lost', step: null } as const

/** @throws when Temporal or the database cannot be reached, or a run is only just being started: it is to be tried again */
export async function relayJourneyFact(
  { pool, client }: Reach,
  { fact = '', customerId, id = '', journeyId, channel }: Payload,
): Promise<void> {
  if (customerId === undefined) return
  for (const journey of await listAliveJourneys(pool, { customerId, journeyId })) {
    const keys = fact === 'ordered' || fact === 'event' ? await findKeys(pool, journey, { kind: fact, id }) : []
    if ((fact === 'ordered' || fact === 'event') && keys.length === 0) continue
    if (journey.status === 'matched') {
      await endBeforeStart(pool, journey, fact, keys)
      continue
    }
    const isTold = await tell({ pool, client }, journey, { fact, id, channel, keys })
    if (isTold) continue
    if (journey.startedAt === null) throw new Error('The journey is being started')
    await endJourneyRow(pool, { journeyId: journey.id, ...lost, at: new Date() })
  }
}

/** The names under which the journey's plan knows it: none, when it is nothing to it. */
async function findKeys(pool: Pool, journey: ToldJourney, { kind, id }: { kind: 'ordered' | 'event'; id: string }): Promise<string[]> {
  const reported = await readReported(pool, kind, id)
  if (reported === undefined || reported.at <= journey.anchorAt) return []
  const keys: string[] = []
  for (const { key, event } of listReportedEvents(journey.definition)) {
    if (event.kind !== kind || (event.kind === 'event' && event.name !== reported.name)) continue
    if (await isTrueOf(pool, event, { customerId: journey.customerId, at: reported.at })) keys.push(key)
  }
  return keys
}

/** Nobody is told of one that never ran. */
async function endBeforeStart(
  pool: Pool,
  { id: journeyId, definition }: ToldJourney,
  fact: string,
  keys: readonly string[],
): Promise<void> {
  const { exits } = planJourney(definition)
  const reason = fact === 'erased' ? fact : keys.map((key) => exits[key]).find((exit) => exit !== undefined)
  if (reason !== undefined) await endJourneyRow(pool, { journeyId, outcome: 'exited', reason, step: null, at: new Date() })
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

/** @throws when Temporal or the database cannot be reached: it is to be tried again */
export async function relayJourneyTrigger({ pool, client }: Reach, { autopilotId = '', customerId = '', id = '' }: Payload): Promise<void> {
  const version = await readLatestVersion(pool, autopilotId)
  if (version?.definition.trigger.kind !== 'event') return
  const { definition } = version
  const { event } = version.definition.trigger
  const reported = await readReported(pool, event.kind, id)
  if (reported === undefined || !(await isTrueOf(pool, event, { customerId, at: reported.at }))) return
  const { value: store } = await readSettings(pool, 'store')
  const now = new Date()
  const notBefore = findOpening(definition.activation, now, store.timeZone)
  await pool.begin(async (transaction) => {
    await lockMatching(transaction, autopilotId)
    const rows = transaction`SELECT ${customerId}::uuid AS customer_id, ${id}::text AS occurrence, ${reported.at}::timestamptz AS anchor_at`
    await matchJourneys(transaction, { autopilotId, versionId: version.id, definition, candidates: { rows }, now, notBefore })
  })
  await startMatchedJourneys({ pool, now: () => new Date(), journeyRuns: createJourneyRuns(client) }, autopilotId)
}
