/** Offers as operators write them. Every change makes a new version; the terms of the old ones stay for the vouchers that have them. */
import type { OfferDraft, OfferTerms } from '../../../domain/offers.ts'
import type { Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'

export interface Offer extends OfferDraft {
  /** UUID. */
  id: string
  version: number
  archivedAt: Date | null
  createdAt: Date
  updatedAt: Date
}

const selectOffers = (sql: Sql) => sql`
  SELECT o.id, o.name, o.version, t.terms, o.archived_at AS "archivedAt", o.created_at AS "createdAt", o.updated_at AS "updatedAt"
  FROM offers o JOIN offer_versions t ON t.offer_id = o.id AND t.version = o.version`

export async function insertOffer(sql: Sql, { name, terms }: OfferDraft): Promise<Offer> {
  const [offer] = await sql<[Offer]>`
    WITH inserted AS (INSERT INTO offers (name) VALUES (${name}) RETURNING *),
      kept AS (INSERT INTO offer_versions (offer_id, version, terms) SELECT id, version, ${sql.json(terms as never)} FROM inserted RETURNING terms)
    SELECT i.id, i.name, i.version, k.terms, i.archived_at AS "archivedAt", i.created_at AS "createdAt", i.updated_at AS "updatedAt"
    FROM inserted i, kept k`
  return offer
}

export async function readOffer(sql: Sql, id: string): Promise<Offer | undefined> {
  const [offer] = await sql<Offer[]>`${selectOffers(sql)} WHERE o.id = ${id}`
  return offer
}

/** Nobody else changes it until the caller's transaction ends. */
export async function lockOffer(sql: Sql, id: string): Promise<Offer | undefined> {
  await sql`SELECT FROM offers WHERE id = ${id} FOR NO KEY UPDATE`
  return readOffer(sql, id)
}

/** Those that are there. */
export async function listOffersByIds(sql: Sql, ids: readonly string[]): Promise<Offer[]> {
  return sql<Offer[]>`${selectOffers(sql)} WHERE o.id = ANY (${ids}::uuid[])`
}

export interface OfferFilter {
  isArchived?: boolean | undefined
  /** Part of the name, any case. */
  q?: string | undefined
  /** The last id of the page before. */
  before?: string | undefined
  limit: number
}

/** Newest first. */
export async function listOffers(sql: Sql, { isArchived, q, before, limit }: OfferFilter): Promise<Offer[]> {
  return sql<Offer[]>`
    ${selectOffers(sql)}
    WHERE true
      ${isArchived === undefined ? sql`` : isArchived ? sql`AND o.archived_at IS NOT NULL` : sql`AND o.archived_at IS NULL`}
      ${q === undefined ? sql`` : sql`AND strpos(lower(o.name), lower(${q})) > 0`}
      ${before === undefined ? sql`` : sql`AND o.id < ${before}`}
    ORDER BY o.id DESC LIMIT ${limit}`
}

/** Of an offer that the caller has locked. */
export async function changeOffer(
  sql: Sql,
  id: string,
  { name, terms, archivedAt }: { name: string; terms: OfferTerms; archivedAt: Date | null },
): Promise<Offer> {
  return runInTransaction(sql, async (sql) => {
    const [changed] = await sql<[{ version: number }]>`
      UPDATE offers SET name = ${name}, archived_at = ${archivedAt}, version = version + 1, updated_at = now() WHERE id = ${id} RETURNING version`
    await sql`INSERT INTO offer_versions (offer_id, version, terms) VALUES (${id}, ${changed.version}, ${sql.json(terms as never)})`
    const offer = await readOffer(sql, id)
    if (offer === undefined) throw new Error('The offer is gone')
    return offer
  })
}
