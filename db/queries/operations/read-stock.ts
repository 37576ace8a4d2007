/** The offers that campaigns give. */
import type { OfferTerms } from '../../../domain/offers.ts'
import type { Sql } from '../../client.ts'

export interface StockOffer {
  /** UUID. */
  id: string
  name: string
  archivedAt: Date | null
  /** The version that was asked for; null for the latest. */
  asked: number | null
  /** Of that version. */
  terms: OfferTerms
}

/** @param offers UUIDs; the version is the latest where it is null */
export async function readStockOffers(sql: Sql, offers: readonly { id: string; version: number | null }[]): Promise<StockOffer[]> {
  if (offers.length === 0) return []
  return sql<StockOffer[]>`
    SELECT o.id, asked.version AS asked, o.name, o.archived_at AS "archivedAt", v.terms
    FROM unnest(${offers.map(({ id }) => id)}::uuid[], ${offers.map(({ version }) => version)}::int[]) AS asked (id, version)
    JOIN offers o ON o.id = asked.id JOIN offer_versions v ON v.offer_id = o.id AND v.version = coalesce(asked.version, o.version)`
}
