/**
 * A text message from a customer, whole or not at all: what its keyword changes for everybody with that number, the evidence, and the one
 * answer. The latest word counts by the provider's clock: an older STOP or START that comes late changes nothing, and of two at the same instant
 * the STOP does.
 *
 * Lock order: the number, the customers' contact_states in customer_id order (recordConsents), then suppressions.
 */
import type { ConsentStatus } from '../../domain/consents.ts'
import type { DeliveryKey } from '../../domain/ids.ts'
import { readSmsKeyword, type SmsKeyword, writeKeywordReply } from '../../domain/sms-keywords.ts'
import type { Pool, Sql } from '../client.ts'
import { recordConsents } from './consents.ts'
import { recordUnsubscribes } from './engagement/record-unsubscribes.ts'
import { readSettings } from './settings.ts'
import { queueSmsReply } from './sms-replies.ts'
import { addSuppressions, removeSuppression } from './suppressions.ts'
import { takeNonces } from './webhook-nonces.ts'

/** Of the consent evidence: which words were in force. Changes with domain/sms-keywords. */
const wordingVersion = 'sms-keywords-1'
const source = 'sms_keyword'
/** A STOP answers the latest message of ours that is not older than this. */
const answersWithinDays = 30

export interface InboundSms {
  /** The provider's id of the message. */
  messageId: string
  nonce: string
  /** E.164; undefined when it did not come from a phone number. */
  from: string | undefined
  /** The number of ours, as digits. */
  to: string
  text: string
  occurredAt: Date
}

interface NumberHistory {
  customerIds: string[]
  lastStopAt: Date | null
  lastStartAt: Date | null
}

/** `replayed`: its nonce was seen before. A message that was read before changes nothing. */
export async function recordInboundSms(pool: Pool, message: InboundSms, now: Date): Promise<'landed' | 'replayed'> {
  return pool.begin(async (sql) => {
    if (!(await takeNonces(sql, [message.nonce], now)).has(message.nonce)) return 'replayed'
    const keyword = readSmsKeyword(message.text)
    const isNew = await sql`
      INSERT INTO inbound_sms (message_id, keyword, received_at) VALUES (${message.messageId}, ${keyword ?? null}, ${message.occurredAt}) ON CONFLICT DO NOTHING`
    const { from } = message
    if (isNew.count === 0 || from === undefined) return 'landed'
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`sms ${from}`}, 0))`
    const history = await readNumberHistory(sql, from)
    if (keyword === undefined) await keepMessage(sql, message, history)
    else if (await obey(sql, { keyword, from, message, history })) {
      const { value: store } = await readSettings(sql, 'store')
      await queueSmsReply(sql, {
        inboundMessageId: message.messageId,
        keyword,
        recipient: from,
        sender: message.to,
        body: writeKeywordReply(keyword, store),
      })
    }
    return 'landed'
  })
}

interface Order {
  keyword: SmsKeyword
  from: string
  message: InboundSms
  history: NumberHistory
}

/** True when it is to be answered. */
async function obey(sql: Sql, { keyword, from, message, history }: Order): Promise<boolean> {
  const { occurredAt } = message
  const { customerIds, lastStartAt, lastStopAt } = history
  switch (keyword) {
    case 'help':
      return true
    case 'stop': {
      if (lastStartAt !== null && occurredAt < lastStartAt) return false
      const answered = await findAnswered(sql, from, customerIds)
      await changeConsents(sql, { status: 'unsubscribed', from, occurredAt, customerIds, answered })
      await recordUnsubscribes(
        sql,
        [...answered.values()].map((delivery) => ({ delivery, channel: 'sms' })),
        occurredAt,
      )
      // One confirmation: not for the second STOP, nor to a number that must not be written to anyway.
      return (await addSuppressions(sql, [{ channel: 'sms', address: from, reason: 'stop', source }])).length > 0
    }
    case 'start': {
      if (lastStopAt !== null && occurredAt <= lastStopAt) return false
      const lifted = await removeSuppression(sql, { channel: 'sms', address: from, source, onlyReason: 'stop' })
      await changeConsents(sql, { status: 'subscribed', from, occurredAt, customerIds, answered: new Map() })
      const suppressed = await sql`SELECT 1 FROM suppressions WHERE channel = 'sms' AND address = ${from}`
      // One confirmation: not for the second START in a row. And nobody is told that they will get messages when they will not.
      const isRepeat = lifted === undefined && lastStartAt !== null && (lastStopAt === null || lastStopAt < lastStartAt)
      return customerIds.length > 0 && suppressed.length === 0 && !isRepeat
    }
  }
}

async function readNumberHistory(sql: Sql, phone: string): Promise<NumberHistory> {
  const [row] = await sql<[NumberHistory]>`
    WITH owners AS (SELECT id FROM customers WHERE phone = ${phone} ORDER BY id)
    SELECT (SELECT coalesce(array_agg(id), '{}') FROM owners) AS "customerIds",
      max(e.occurred_at) FILTER (WHERE e.status = 'unsubscribed') AS "lastStopAt", max(e.occurred_at) FILTER (WHERE e.status = 'subscribed') AS "lastStartAt"
    FROM consent_events e
    WHERE e.customer_id IN (SELECT id FROM owners) AND e.channel = 'sms' AND e.source = ${source} AND e.address = ${phone}`
  return row
}

/** Each customer's latest message on that number: what a STOP most likely answers. */
async function findAnswered(sql: Sql, phone: string, customerIds: string[]): Promise<Map<string, DeliveryKey>> {
  const rows = await sql<DeliveryKey[]>`
    SELECT DISTINCT ON (customer_id) send_id AS "sendId", customer_id AS "customerId" FROM deliveries
    WHERE customer_id = ANY (${customerIds}::uuid[]) AND channel = 'sms' AND address = ${phone} AND status NOT IN ('skipped', 'deferred', 'failed')
      AND claimed_at > now() - make_interval(days => ${answersWithinDays}::int)
    ORDER BY customer_id, claimed_at DESC`
  return new Map(rows.map((row) => [row.customerId, row]))
}

interface KeywordChange {
  status: ConsentStatus
  from: string
  occurredAt: Date
  customerIds: string[]
  answered: Map<string, DeliveryKey>
}

async function changeConsents(sql: Sql, { status, from, occurredAt, customerIds, answered }: KeywordChange): Promise<void> {
  await recordConsents(
    sql,
    customerIds.map((customerId) => ({
      customerId,
      channel: 'sms',
      status,
      source,
      address: from,
      wordingVersion,
      sendId: answered.get(customerId)?.sendId ?? null,
      occurredAt,
    })),
  )
}

/** What is no keyword is kept for each customer with that number, as an event, and steers nothing. */
async function keepMessage(sql: Sql, { messageId, text, occurredAt }: InboundSms, { customerIds }: NumberHistory): Promise<void> {
  await sql`
    INSERT INTO events (message_id, customer_id, name, occurred_at, properties)
    SELECT ${`sms:${messageId}:`} || id, id, 'SMS Received', ${occurredAt}, jsonb_build_object('text', ${text}::text) FROM unnest(${customerIds}::uuid[]) AS c (id)
    ON CONFLICT (message_id) DO NOTHING`
}
