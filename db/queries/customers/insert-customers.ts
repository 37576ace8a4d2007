/**
 * Inserts customers who are not there yet, with the consent that they come with. Nothing came before it: there is no history to read, no state to
 * lock, and each contact state is written as it will stand.
 */
import type { ChannelName } from '../../../domain/channels.ts'
import { type ConsentStatus, decideConsent } from '../../../domain/consents.ts'
import type { CustomerWrite } from '../../../domain/customers.ts'
import type { Sql } from '../../client.ts'
import { type Evidence, insertEvidence, toEvidence } from '../consent-evidence.ts'
import { customerColumns, toRecord } from './customer-columns.ts'

/** In the caller's transaction. The ids of those that were inserted, by external id; another transaction's are left alone. */
export async function insertCustomers(sql: Sql, rows: readonly CustomerWrite[]): Promise<Map<string, string>> {
  if (rows.length === 0) return new Map()
  const names = customerColumns.map(({ name }) => name).join(', ')
  const types = customerColumns.map(({ name, type }) => `${name} ${type}`).join(', ')
  const records = rows.map((row) => ({ external_id: row.externalId, ...toRecord(row), ...settleFirstConsents(row) }))
  const created = await sql<{ id: string; externalId: string }[]>`
    WITH n AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${sql.json(records)})
        AS n (external_id text, ${sql.unsafe(types)}, email_consent consent_status, sms_consent consent_status, push_consent consent_status)),
    created AS (
      INSERT INTO customers (external_id, ${sql.unsafe(names)}) SELECT external_id, ${sql.unsafe(names)} FROM n
      ON CONFLICT (external_id) DO NOTHING RETURNING id, external_id),
    states AS (
      INSERT INTO contact_states (customer_id, email_consent, sms_consent, push_consent)
      SELECT id, email_consent, sms_consent, push_consent FROM created JOIN n USING (external_id))
    SELECT id, external_id AS "externalId" FROM created`
  const ids = new Map(created.map((row) => [row.externalId, row.id]))
  await insertEvidence(
    sql,
    rows.flatMap((row) => {
      const id = ids.get(row.externalId)
      return id === undefined ? [] : listFirstEvidence(id, row)
    }),
  )
  return ids
}

const channels = ['email', 'sms', 'push'] as const satisfies readonly ChannelName[]

function settleFirstConsents(row: CustomerWrite): Record<`${ChannelName}_consent`, ConsentStatus> {
  const settle = (channel: ChannelName) =>
    decideFirst(row, channel)?.isApplied === true ? (row.consents?.[channel]?.status ?? 'never') : 'never'
  return { email_consent: settle('email'), sms_consent: settle('sms'), push_consent: settle('push') }
}

function listFirstEvidence(customerId: string, row: CustomerWrite): Evidence[] {
  return channels.flatMap((channel) => {
    const statement = row.consents?.[channel]
    const decision = decideFirst(row, channel)
    if (statement === undefined || decision === undefined) return []
    const { occurredAt } = statement
    return [toEvidence({ ...statement, customerId, channel }, { ...decision, previousStatus: 'never', occurredAt })]
  })
}

/** Undefined for what leaves no trace. */
function decideFirst(row: CustomerWrite, channel: ChannelName): { isApplied: boolean; address: string | null } | undefined {
  const statement = row.consents?.[channel]
  if (statement === undefined) return undefined
  const address = { email: row.email ?? null, sms: row.phone ?? null, push: null }[channel]
  const { kind } = decideConsent(statement, { status: 'never', address, latestAt: null, before: 'none' })
  return kind === 'ignore' ? undefined : { isApplied: kind === 'apply', address }
}
