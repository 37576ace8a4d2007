/** The one way that consent changes: every source, single or by the thousand, comes through `recordConsents`. */
import type { ChannelName } from '../../domain/channels.ts'
import { addressChanged, type ConsentDecision, type ConsentStatement, type ConsentStatus, decideConsent } from '../../domain/consents.ts'
import type { Sql } from '../client.ts'
import { runInTransaction } from '../transaction.ts'

export interface ConsentChange extends ConsentStatement {
  customerId: string
  /** The send whose message it answers. */
  sendId?: string | null
}

export type ConsentResult =
  | { kind: 'unknown_customer' }
  | { kind: ConsentDecision['kind']; previousStatus: ConsentStatus; status: ConsentStatus }

interface Situation {
  statuses: Record<ChannelName, ConsentStatus>
  addresses: Record<ChannelName, string | null>
}

interface Evidence {
  customer_id: string
  channel: ChannelName
  status: ConsentStatus
  previous_status: ConsentStatus
  source: string
  address: string | null
  wording_version: string | null
  send_id: string | null
  occurred_at: string
  is_applied: boolean
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
    const situations = await lockSituations(sql, [...new Set(changes.map((change) => change.customerId))])
    const history = await readHistory(sql, changes)
    const latest = new Map<string, Date | null>()
    const evidence: Evidence[] = []
    const touched = new Set<string>()
    const results = changes.map((change, index): ConsentResult => {
      const situation = situations.get(change.customerId)
      const known = history[index]
      if (situation === undefined || known === undefined) return { kind: 'unknown_customer' }
      const key = `${change.customerId} ${change.channel}`
      const occurredAt = change.occurredAt < known.now ? change.occurredAt : known.now
      const previousStatus = situation.statuses[change.channel]
      const { kind } = decideConsent(
        { ...change, occurredAt },
        {
          status: previousStatus,
          address: situation.addresses[change.channel],
          latestAt: latest.get(key) ?? known.latestAt,
          isRepeat: known.isRepeat,
        },
      )
      if (kind === 'apply') {
        situation.statuses[change.channel] = change.status
        touched.add(change.customerId)
        if (change.source !== addressChanged) latest.set(key, occurredAt)
      }
      if (kind !== 'ignore')
        evidence.push(
          toEvidence(change, { previousStatus, occurredAt, address: situation.addresses[change.channel], isApplied: kind === 'apply' }),
        )
      return { kind, previousStatus, status: situation.statuses[change.channel] }
    })
    await writeStatuses(
      sql,
      [...touched].map((customerId) => ({ customer_id: customerId, ...situations.get(customerId)?.statuses })),
    )
    await insertEvidence(sql, evidence)
    return results
  })
}

async function lockSituations(sql: Sql, customerIds: string[]): Promise<Map<string, Situation>> {
  const rows = await sql<
    ({ customerId: string; email: string | null; phone: string | null } & Record<`${ChannelName}Consent`, ConsentStatus>)[]
  >`
    WITH locked AS MATERIALIZED (
      SELECT customer_id, email_consent, sms_consent, push_consent FROM contact_states
      WHERE customer_id = ANY(${customerIds}::uuid[]) ORDER BY customer_id FOR NO KEY UPDATE)
    SELECT s.customer_id AS "customerId", c.email, c.phone,
      s.email_consent AS "emailConsent", s.sms_consent AS "smsConsent", s.push_consent AS "pushConsent"
    FROM locked s JOIN customers c ON c.id = s.customer_id`
  return new Map(
    rows.map((row) => [
      row.customerId,
      {
        statuses: { email: row.emailConsent, sms: row.smsConsent, push: row.pushConsent },
        addresses: { email: row.email, sms: row.phone, push: null },
      },
    ]),
  )
}

/** For each change, in order: the latest statement that counted, and whether this one is there already. */
async function readHistory(
  sql: Sql,
  changes: readonly ConsentChange[],
): Promise<{ latestAt: Date | null; isRepeat: boolean; now: Date }[]> {
  const inputs = changes.map(({ customerId, channel, status, source, occurredAt }) => ({
    customer_id: customerId,
    channel,
    status,
    source,
    occurred_at: occurredAt,
  }))
  return sql<{ latestAt: Date | null; isRepeat: boolean; now: Date }[]>`
    SELECT h."latestAt", coalesce(h."isRepeat", false) AS "isRepeat", date_trunc('milliseconds', now()) AS now
    FROM ROWS FROM (jsonb_to_recordset(${sql.json(inputs)})
      AS (customer_id uuid, channel channel, status consent_status, source text, occurred_at timestamptz))
      WITH ORDINALITY AS i (customer_id, channel, status, source, occurred_at, place)
    LEFT JOIN LATERAL (
      SELECT max(e.occurred_at) FILTER (WHERE e.is_applied AND e.source <> ${addressChanged}) AS "latestAt",
        bool_or(e.occurred_at = i.occurred_at AND e.status = i.status AND e.source = i.source) AS "isRepeat"
      FROM consent_events e WHERE e.customer_id = i.customer_id AND e.channel = i.channel) h ON true
    ORDER BY i.place`
}

function toEvidence(
  change: ConsentChange,
  {
    previousStatus,
    occurredAt,
    address,
    isApplied,
  }: { previousStatus: ConsentStatus; occurredAt: Date; address: string | null; isApplied: boolean },
): Evidence {
  return {
    customer_id: change.customerId,
    channel: change.channel,
    status: change.status,
    previous_status: previousStatus,
    source: change.source,
    address: change.address === undefined ? address : change.address,
    wording_version: change.wordingVersion ?? null,
    send_id: change.sendId ?? null,
    occurred_at: occurredAt.toISOString(),
    is_applied: isApplied,
  }
}

async function writeStatuses(sql: Sql, rows: ({ customer_id: string } & Partial<Record<ChannelName, ConsentStatus>>)[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    UPDATE contact_states s SET email_consent = n.email, sms_consent = n.sms, push_consent = n.push
    FROM jsonb_to_recordset(${sql.json(rows)}) AS n (customer_id uuid, email consent_status, sms consent_status, push consent_status)
    WHERE s.customer_id = n.customer_id`
}

async function insertEvidence(sql: Sql, rows: Evidence[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    INSERT INTO consent_events (customer_id, channel, status, previous_status, source, address, wording_version, send_id, occurred_at, is_applied)
    SELECT customer_id, channel, status, previous_status, source, address, wording_version, send_id, occurred_at, is_applied
    FROM jsonb_to_recordset(${sql.json(rows as never)}) AS n (customer_id uuid, channel channel, status consent_status, previous_status consent_status,
      source text, address text, wording_version text, send_id uuid, occurred_at timestamptz, is_applied boolean)`
}
