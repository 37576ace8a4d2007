/** The sends behind a promotion: which channel, in which place, for which purpose. */
import type { ChannelName } from '../../../domain/channels.ts'
import type { PromotionPurpose } from '../../../domain/promotions.ts'
import type { Sql } from '../../client.ts'

export interface PromotionSend {
  /** UUID. */
  sendId: string
  promotionId: string
  purpose: PromotionPurpose
  channel: ChannelName
  place: number
}

const columns = (sql: Sql) => sql`send_id AS "sendId", promotion_id AS "promotionId", purpose, channel, place`

/** Of both purposes, in the order of their channels. None before the freeze. */
export async function listPromotionSends(sql: Sql, promotionId: string): Promise<PromotionSend[]> {
  return sql<PromotionSend[]>`SELECT ${columns(sql)} FROM promotion_sends WHERE promotion_id = ${promotionId} ORDER BY purpose, place`
}

export async function insertPromotionSend(sql: Sql, { sendId, promotionId, purpose, channel, place }: PromotionSend): Promise<void> {
  await sql`
    INSERT INTO promotion_sends (send_id, promotion_id, purpose, channel, place) VALUES (${sendId}, ${promotionId}, ${purpose}, ${channel}, ${place})`
}

export interface OpenPromotionSend extends PromotionSend {
  /** UUID. */
  offerId: string
  offerVersion: number
  offerName: string
  fallThroughMs: number
  /** The send of the next channel; null after the last. */
  next: PromotionSend | null
}

/** A send with what its pages need of the promotion. */
export async function readPromotionSend(sql: Sql, sendId: string): Promise<OpenPromotionSend | undefined> {
  const [row] = await sql<(Omit<OpenPromotionSend, 'next'> & { nextId: string | null; nextChannel: ChannelName })[]>`
    SELECT s.send_id AS "sendId", s.promotion_id AS "promotionId", s.purpose, s.channel, s.place, p.offer_id AS "offerId", p.offer_version AS "offerVersion",
      o.name AS "offerName", p.fall_through_ms::float8 AS "fallThroughMs", n.send_id AS "nextId", n.channel AS "nextChannel"
    FROM promotion_sends s JOIN promotions p ON p.id = s.promotion_id JOIN offers o ON o.id = p.offer_id
    LEFT JOIN promotion_sends n ON n.promotion_id = s.promotion_id AND n.purpose = s.purpose AND n.place = s.place + 1
    WHERE s.send_id = ${sendId}`
  if (row === undefined) return undefined
  const { nextId, nextChannel, ...send } = row
  const { promotionId, purpose, place } = send
  return { ...send, next: nextId === null ? null : { sendId: nextId, promotionId, purpose, channel: nextChannel, place: place + 1 } }
}
