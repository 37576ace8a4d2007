/**
 * The one way that consent changes: every source, single or by the thousand, comes through `recordConsents`. Only what customers are created
 * with does not change anything (customers/insert-customers).
 */
import type { ChannelName } from '../../domain/channels.ts'
import { addressChanged, type ConsentDecision, type ConsentSituation, type ConsentStatus, decideConsent } from '../../domain/consents.ts'
import type { Sql } from '../client.ts'
import { runInTransaction } from '../transaction.ts'
import { type ConsentChange, type Evidence, insertEvidence, toEvidence } from './consent-evidence.ts'

export type { ConsentChange } from './consent-evidence.ts'

export type ConsentResult = { kind: 'unknown_customer' } | (ConsentDecision & { previousStatus: ConsentStatus; status: ConsentStatus })

type Statuses = Record<ChannelName, ConsentStatus>

/** What is known of a change before it is decided on. */
interface History extends Pick<ConsentSituation, 'address' | 'latestAt' | 'before'> {
  now: Date
}

/**
 * Records statements and what they change, in one transaction (its own, or the caller's). One result for each change, in their order; several
 * about the same customer and channel are taken in that order.
 *
 * Locks the customers' contact states in customer_id order, as claims do: overlapping calls wait for each other and cannot deadlock, and nobody
 * is claimed after their opt-out has committed. Instants in the future count as now.
 */
export async function recordConsents(sql: Sql, changes: readonly ConsentChange[]): Promise<ConsentResult[]> {
  if (changes.length === 0) return []
  return runInTransaction(sql, async (sql) => {
    const statuses = await lockStatuses(sql, [...new Set(changes.map((change) => change.customerId))])
    const history = await readHistory(sql, changes)
    const { results, evidence, touched } = settle(changes, statuses, history)
    await writeStatuses(
      sql,
      [...touched].map((customerId) => ({ customer_id: customerId, ...statuses.get(customerId) })),
    )
    await insertEvidence(sql, evidence)
    return results
  })
}

/** Decides on one change after the other; `statuses` go along. */
function settle(changes: readonly ConsentChange[], statuses: Map<string, Statuses>, history: readonly History[]) {
  const latest = new Map<string, Date>()
  const said = new Map<string, 'applied' | 'recorded'>()
  const evidence: Evidence[] = []
  const touched = new Set<string>()
  const results = changes.map((change, index): ConsentResult => {
    const { customerId, channel, status, source } = change
    const current = statuses.get(customerId)
    const known = history[index]
    if (current === undefined || known === undefined) return { kind: 'unknown_customer' }
    const subject = `${customerId} ${channel}`
    const occurredAt = earlierOf(change.occurredAt, known.now)
    const statement = `${subject} ${status} ${occurredAt.getTime()} ${source}`
    const previousStatus = current[channel]
    const { address } = known
    const latestAt = latest.get(subject) ?? known.latestAt
    const decision = decideConsent(
      { ...change, occurredAt },
      { status: previousStatus, address, latestAt, before: said.get(statement) ?? known.before },
    )
    const { kind } = decision
    if (kind === 'apply') {
      current[channel] = status
      touched.add(customerId)
      if (source !== addressChanged && (latestAt === null || occurredAt > latestAt)) latest.set(subject, occurredAt)
    }
    if (kind !== 'ignore') {
      const isApplied = kind === 'apply'
      said.set(statement, isApplied ? 'applied' : 'recorded')
      evidence.push(toEvidence(change, { previousStatus, occurredAt, address, isApplied }))
    }
    return { ...decision, previousStatus, status: current[channel] }
  })
  return { results, evidence, touched }
}

function earlierOf(a: Date, b: Date): Date {
  return a < b ? a : b
}

async function lockStatuses(sql: Sql, customerIds: string[]): Promise<Map<string, Statuses>> {
  const rows = await sql<({ customerId: string } & Statuses)[]>`
    SELECT customer_id AS "customerId", email_consent AS email, sms_consent AS sms, push_consent AS push FROM contact_states
    WHERE customer_id = ANY(${customerIds}::uuid[]) ORDER BY customer_id FOR NO KEY UPDATE`
  return new Map(rows.map(({ customerId, ...statuses }) => [customerId, statuses]))
}

/**
 * For each change, in order: the customer's address, the latest statement that counted, and whether this one has come before. A statement of its
 * own, after the locks: its snapshot sees the address that whoever held them before has written.
 */
async function readHistory(sql: Sql, changes: readonly ConsentChange[]): Promise<History[]> {
  const inputs = changes.map(({ customerId, channel, status, source, occurredAt }) => ({
    customer_id: customerId,
    channel,
    status,
    source,
    occurred_at: occurredAt,
  }))
  return sql<History[]>`
    SELECT CASE i.channel WHEN 'email' THEN c.email WHEN 'sms' THEN c.phone END AS address, h."latestAt", coalesce(h.before, 'none') AS before,
      date_trunc('milliseconds', now()) AS now
    FROM ROWS FROM (jsonb_to_recordset(${sql.json(inputs)})
      AS (customer_id uuid, channel channel, status consent_status, source text, occurred_at timestamptz))
      WITH ORDINALITY AS i (customer_id, channel, status, source, occurred_at, place)
    LEFT JOIN customers c ON c.id = i.customer_id
    LEFT JOIN LATERAL (
      SELECT max(e.occurred_at) FILTER (WHERE e.is_applied AND e.source <> ${addressChanged}) AS "latestAt",
        min(CASE WHEN e.is_applied THEN 'applied' ELSE 'recorded' END)
          FILTER (WHERE e.occurred_at = i.occurred_at AND e.status = i.status AND e.source = i.source) AS before
      FROM consent_events e WHERE e.customer_id = i.customer_id AND e.channel = i.channel) h ON true
    ORDER BY i.place`
}

async function writeStatuses(sql: Sql, rows: ({ customer_id: string } & Partial<Record<ChannelName, ConsentStatus>>)[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    UPDATE contact_states s SET email_consent = n.email, sms_consent = n.sms, push_consent = n.push
    FROM jsonb_to_recordset(${sql.json(rows)}) AS n (customer_id uuid, email consent_status, sms consent_status, push consent_status)
    WHERE s.customer_id = n.customer_id`
}
