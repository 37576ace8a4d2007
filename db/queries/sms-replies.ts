/**
 * The answers to SMS keywords, from the moment that they are decided until a provider has them. The worker takes one by the id in its outbox row,
 * sends exactly what the row says, and settles it; a row that is taken a second time may have been sent, and is looked up by its reference first.
 */
import type { SmsKeyword } from '../../domain/sms-keywords.ts'
import type { Sql } from '../client.ts'

export interface NewSmsReply {
  inboundMessageId: string
  keyword: SmsKeyword
  /** E.164. */
  recipient: string
  /** The number that was written to. */
  sender: string
  body: string
}

/** Keeps the answer and tells the worker of it, in the caller's transaction. */
export async function queueSmsReply(sql: Sql, reply: NewSmsReply): Promise<void> {
  await sql`
    WITH added AS (
      INSERT INTO sms_replies (inbound_message_id, keyword, recipient, sender, body)
      VALUES (${reply.inboundMessageId}, ${reply.keyword}, ${reply.recipient}, ${reply.sender}, ${reply.body}) RETURNING id
    )
    INSERT INTO outbox (kind, payload) SELECT 'sms_reply', jsonb_build_object('replyId', id) FROM added`
}

export interface ClaimedSmsReply {
  /** The `client_ref` to send it with: never that of a delivery. */
  ref: string
  from: string
  to: string
  text: string
  /** Somebody has taken it before, then: look it up under `ref` before anything is sent. */
  attemptedBeforeAt: Date | null
}

/** Takes an answer; undefined when it is settled, or was never there. */
export async function claimSmsReply(sql: Sql, replyId: string, now: Date): Promise<ClaimedSmsReply | undefined> {
  const [claimed] = await sql<ClaimedSmsReply[]>`
    UPDATE sms_replies r SET status = 'sending', attempted_at = coalesce(r.attempted_at, ${now})
    FROM (SELECT id, attempted_at FROM sms_replies WHERE id = ${replyId} FOR NO KEY UPDATE) AS before
    WHERE r.id = before.id AND r.settled_at IS NULL
    RETURNING 'reply-' || r.id AS ref, r.sender AS "from", r.recipient AS "to", r.body AS text, before.attempted_at AS "attemptedBeforeAt"`
  return claimed
}

export interface SmsReplyOutcome {
  replyId: string
  status: 'accepted' | 'failed' | 'unknown'
  messageId?: string | null
  /** A short code of ours. */
  errorCode?: string
}

/** Final: the number is forgotten. Settling twice keeps the first. */
export async function settleSmsReply(sql: Sql, { replyId, status, messageId, errorCode }: SmsReplyOutcome, now: Date): Promise<void> {
  await sql`
    UPDATE sms_replies SET status = ${status}, provider_message_id = ${messageId ?? null}, error_code = ${errorCode ?? null}, settled_at = ${now}, recipient = NULL
    WHERE id = ${replyId} AND settled_at IS NULL`
}

/** Takes the claim back where the provider has certainly not taken the answer: it may be sent again. */
export async function unclaimSmsReply(sql: Sql, replyId: string): Promise<void> {
  await sql`UPDATE sms_replies SET status = 'waiting', attempted_at = NULL WHERE id = ${replyId} AND settled_at IS NULL`
}
