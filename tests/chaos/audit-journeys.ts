/** Holds what journeys have done against three books: the sandbox's log of what it accepted, the ledger, and the vouchers with their budgets. */
import { parseDeliveryRef } from '../../domain/ids.ts'
import type { Stack } from '../support/stack.ts'
import { habitOf, type JourneyStore } from './journey-store.ts'

export interface JourneyAudit {
  journeys: number
  /** That have not ended. */
  stuck: number
  /** That ended otherwise than what their customer did has to end them. Whoever orders after their last message was claimed, which a slow machine allows, has been through it. */
  wrongEnds: string[]
  /** Messages that the sandbox accepted. */
  accepted: number
  /** Customers with more than one message of a step that was not reported undeliverable, or one twice on one channel. */
  twice: number
  /** Accepted by the sandbox and not in the ledger, or the other way round; `unknown` is neither. */
  unbooked: number
  unknown: number
  vouchers: number
  /**
   * Vouchers that are not in the state that their customer has brought them to, that a message does not name, that were issued, accepted or redeemed twice, or that a customer has none of.
   * Whoever orders before their journey gives one has none.
   */
  wrongVouchers: number
  /** Budgets that differ from the sum of their vouchers. */
  wrongBudgets: number
  /** Sentences of a story that stand there twice, or are missing in between. */
  wrongStories: number
  /** The first few of those, and of the wrong ends. */
  samples: string[]
  /** Facts that were not brought. */
  outbox: number
}

interface LogRecord {
  seq: number
  tags?: Record<string, string>
  clientRef?: string
}

export async function auditJourneys(stack: Stack, { autopilotId, offerId }: JourneyStore): Promise<JourneyAudit> {
  const { pool } = stack
  const ends = await pool<{ externalId: string; status: string; outcome: string; reason: string; isTooLate: boolean }[]>`
    SELECT c.external_id AS "externalId", j.status, j.outcome, j.reason, EXISTS (
        SELECT FROM journey_messages m JOIN deliveries d ON d.send_id = m.send_id AND d.customer_id = j.customer_id
        JOIN orders o ON o.customer_id = j.customer_id AND o.external_id = 'again-' || c.external_id
        WHERE m.journey_id = j.id AND m.step = 'remind' AND d.claimed_at < o.created_at) AS "isTooLate"
    FROM journeys j JOIN customers c ON c.id = j.customer_id`
  const wrongEnds = ends
    .filter(
      ({ externalId, outcome, isTooLate }) =>
        !(habitOf(externalId) === 'orders' ? ['exited', ...(isTooLate ? ['completed'] : [])] : ['completed']).includes(outcome),
    )
    .map(({ externalId, outcome, reason }) => `${externalId} ${habitOf(externalId)}: ${outcome} ${reason}`)
  const wrongStories = await findWrongStories(stack)
  const log = await readLog(stack)
  const books = await compareLedger(stack, log)
  const [rest] = await pool<[{ stuck: number; vouchers: number; wrongBudgets: number; outbox: number }]>`
    SELECT (SELECT count(*)::int FROM journeys WHERE status <> 'ended') AS stuck,
      (SELECT count(*)::int FROM vouchers) AS vouchers,
      (SELECT count(*)::int FROM outbox) AS outbox,
      (SELECT count(*)::int FROM voucher_budgets b JOIN (
        SELECT count(*) FILTER (WHERE ended_at IS NULL) AS used, sum(held_minor) AS held FROM vouchers WHERE campaign_id = ${autopilotId} AND offer_id = ${offerId}
      ) AS v ON true WHERE b.used_vouchers <> v.used OR b.used_money_minor <> v.held) AS "wrongBudgets"`
  const wrong = [...wrongStories, ...wrongEnds.map((text) => text.split(' ')[0] ?? '')]
  return {
    journeys: ends.length,
    wrongEnds,
    accepted: log.length,
    ...books,
    ...rest,
    wrongVouchers: await countWrongVouchers(
      stack,
      ends.map(({ externalId }) => externalId).filter((externalId) => habitOf(externalId) !== 'orders'),
    ),
    wrongStories: wrongStories.length,
    samples: await tellStories(stack, wrong.slice(0, 5)),
  }
}

/** Whose: by `externalId`. */
async function findWrongStories({ pool }: Stack): Promise<string[]> {
  const rows = await pool<{ externalId: string }[]>`
    SELECT DISTINCT c.external_id AS "externalId" FROM (
      SELECT journey_id FROM journey_events GROUP BY journey_id HAVING count(*) <> max(seq)
      UNION ALL
      SELECT journey_id FROM journey_events WHERE kind IN ('voucher_issued', 'happened', 'timed_out') GROUP BY journey_id, kind, step HAVING count(*) > 1
    ) AS s JOIN journeys j ON j.id = s.journey_id JOIN customers c ON c.id = j.customer_id`
  return rows.map(({ externalId }) => externalId)
}

async function tellStories({ pool }: Stack, people: readonly string[]): Promise<string[]> {
  const rows = await pool<{ externalId: string; story: string }[]>`
    SELECT c.external_id AS "externalId", string_agg(concat_ws(' ', e.seq, e.kind, e.step, e.channel, e.reason, e.details), '; ' ORDER BY e.seq) AS story
    FROM journeys j JOIN customers c ON c.id = j.customer_id JOIN journey_events e ON e.journey_id = j.id
    WHERE c.external_id = ANY (${[...people]}) GROUP BY 1`
  return rows.map(({ externalId, story }) => `${externalId} ${habitOf(externalId)}: ${story}`)
}

async function readLog({ sandboxUrl }: Stack): Promise<LogRecord[]> {
  const records: LogRecord[] = []
  for (let since = 0; ;) {
    const page = (await (await fetch(`${sandboxUrl}/_sandbox/log?since=${since}&limit=1000`)).json()) as { data: LogRecord[] }
    records.push(...page.data)
    const last = page.data.at(-1)
    if (last === undefined) return records
    since = last.seq
  }
}

async function compareLedger({ pool }: Stack, log: readonly LogRecord[]): Promise<Pick<JourneyAudit, 'twice' | 'unbooked' | 'unknown'>> {
  const rows = await pool<{ sendId: string; customerId: string; step: string; status: string }[]>`
    SELECT d.send_id AS "sendId", d.customer_id AS "customerId", s.step, d.status FROM deliveries d JOIN journey_sends s USING (send_id)`
  const ledger = new Map(rows.map((row) => [`${row.sendId} ${row.customerId}`, row]))
  const times = new Map<string, number>()
  for (const { tags, clientRef } of log) {
    const delivery = parseDeliveryRef(tags?.regulars_ref ?? clientRef ?? '')
    const key = delivery === undefined ? 'nobody' : `${delivery.sendId} ${delivery.customerId}`
    times.set(key, (times.get(key) ?? 0) + 1)
  }
  const arrived = new Map<string, number>()
  let twice = [...times.values()].filter((count) => count > 1).length
  for (const key of times.keys()) {
    const row = ledger.get(key)
    if (row === undefined || row.status === 'undeliverable' || row.status === 'bounced') continue
    const step = `${row.customerId} ${row.step}`
    arrived.set(step, (arrived.get(step) ?? 0) + 1)
  }
  twice += [...arrived.values()].filter((count) => count > 1).length
  const taken = ['accepted', 'delivered', 'undeliverable', 'bounced']
  const missing = rows.filter((row) => taken.includes(row.status) && !times.has(`${row.sendId} ${row.customerId}`)).length
  const unbooked = [...times.keys()].filter((key) => ![...taken, 'unknown'].includes(ledger.get(key)?.status ?? '')).length
  return { twice, unbooked: missing + unbooked, unknown: rows.filter(({ status }) => status === 'unknown').length }
}

const final: Readonly<Record<string, string>> = { redeems: 'redeemed', accepts: 'accepted' }

async function countWrongVouchers({ pool }: Stack, wanted: readonly string[]): Promise<number> {
  const vouchers = await pool<{ externalId: string; status: string; events: number; distinct: number; named: boolean; isKnown: boolean }[]>`
    SELECT c.external_id AS "externalId", v.status, e.events, e.distinct,
      NOT EXISTS (
        SELECT FROM deliveries d WHERE d.customer_id = v.customer_id AND d.status IN ('accepted', 'delivered') AND d.merge_fields -> 'voucher' ->> 'code' <> v.code
      ) AS named,
      NOT EXISTS (SELECT FROM deliveries d WHERE d.customer_id = v.customer_id AND d.status = 'unknown') AS "isKnown"
    FROM vouchers v JOIN customers c ON c.id = v.customer_id CROSS JOIN LATERAL (
      SELECT count(*)::int AS events, count(DISTINCT kind)::int AS distinct FROM voucher_events e WHERE e.voucher_id = v.id AND kind IN ('issued', 'delivered', 'accepted', 'redeemed')
    ) AS e`
  const people = new Set(vouchers.map(({ externalId }) => externalId))
  return (
    vouchers.length -
    people.size +
    wanted.filter((externalId) => !people.has(externalId)).length +
    vouchers.filter(({ externalId, status, events, distinct, named, isKnown }) => {
      // Whose message may not have arrived does not know of the voucher.
      const end = isKnown ? final[habitOf(externalId)] : undefined
      return !named || events !== distinct || (end !== undefined && end !== status)
    }).length
  )
}
