/** What a broadcast to everyone costs before it leaves: the freeze into pages, and the claims into the ledger, each beside a bare statement that writes the same rows. */
import { v7 as newUuid } from 'uuid'
import type { Pool } from '../db/client.ts'
import { loadAudienceContext } from '../db/queries/audiences/audience-context.ts'
import { prepareForAudiences } from '../db/queries/audiences/audience-session.ts'
import { claimPage } from '../db/queries/sends/claim-page.ts'
import { freezeAudience } from '../db/queries/sends/freeze-audience.ts'
import type { Audience } from '../domain/audiences.ts'
import { addSend } from '../tests/send-path/send-fixture.ts'

export interface FreezeFigures {
  recipients: number
  /** Members a second into pages, and of a bare INSERT … SELECT of as many pages. */
  frozenPerSecond: number
  frozenFloorPerSecond: number
  /** Rows a second into the ledger, all verdicts and reservations made, and of a bare INSERT … SELECT of as many rows. */
  claimedPerSecond: number
  claimedFloorPerSecond: number
}

const pageSize = 1_000
const claimsInFlight = 4

/** Leaves contact clocks changed: the last thing to measure on a store. @param claimedPages at most */
export async function measureFreeze({
  pool,
  now,
  claimedPages = 200,
}: {
  pool: Pool
  now: Date
  claimedPages?: number
}): Promise<FreezeFigures> {
  const audience: Audience = { include: [{ kind: 'everyone' }], exclude: [] }
  const context = await loadAudienceContext(pool, audience, now)
  const send = await addSend(pool, [])
  const { seconds: freezeSeconds, result: frozen } = await time(() =>
    pool.begin((sql) => freezeAudience(sql, { sendId: send.id, channel: 'email', audience, context, pageSize, planNotBefore: () => now })),
  )
  const floorSeconds = await timeFloor(pool, writePagesByHand)

  const pages = Math.min(frozen.pages, claimedPages)
  let next = 0
  const { seconds: claimSeconds } = await time(() =>
    Promise.all(
      Array.from({ length: claimsInFlight }, async () => {
        while (next < pages) {
          const page = next
          next += 1
          await claimPage(pool, { send, page, now, quietZones: [] })
        }
      }),
    ),
  )
  const [claimed] = await pool<[{ rows: number }]>`SELECT count(*)::integer AS rows FROM deliveries WHERE send_id = ${send.id}`
  const ledgerSeconds = await timeFloor(pool, (sql) => writeLedgerByHand(sql, claimed.rows))
  return {
    recipients: frozen.recipients,
    frozenPerSecond: Math.round(frozen.recipients / freezeSeconds),
    frozenFloorPerSecond: Math.round(frozen.recipients / floorSeconds),
    claimedPerSecond: Math.round(claimed.rows / claimSeconds),
    claimedFloorPerSecond: Math.round(claimed.rows / ledgerSeconds),
  }
}

type Transaction = Parameters<Parameters<Pool['begin']>[1]>[0]

/** A bare statement, undone again. */
async function timeFloor(pool: Pool, write: (sql: Transaction) => Promise<unknown>): Promise<number> {
  let seconds = 0
  const undone = new Error('undone')
  await pool
    .begin(async (sql) => {
      await prepareForAudiences(sql)
      seconds = (await time(() => write(sql))).seconds
      throw undone
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error
    })
  return seconds
}

/** The same order and the same check for shared addresses; zones and quiet hours left out. */
async function writePagesByHand(sql: Transaction): Promise<void> {
  const { id } = await insertBareSend(sql)
  await sql`
    INSERT INTO send_pages (send_id, page, not_before, customer_ids, skip_reason)
    SELECT ${id}, row_number() OVER (ORDER BY skip_reason NULLS FIRST, chunk) - 1, now(), customer_ids, skip_reason
    FROM (
      SELECT skip_reason, chunk, array_agg(id ORDER BY id) AS customer_ids
      FROM (
        SELECT id, skip_reason, (row_number() OVER (PARTITION BY skip_reason ORDER BY id) - 1) / ${pageSize}::integer AS chunk
        FROM (
          SELECT c.id, CASE WHEN s.email_consent = 'subscribed' AND c.email IS NOT NULL
            AND row_number() OVER (PARTITION BY c.email, s.email_consent = 'subscribed' ORDER BY c.id) > 1 THEN 'duplicate_address' END AS skip_reason
          FROM customers c JOIN contact_states s ON s.customer_id = c.id) AS members) AS numbered
      GROUP BY skip_reason, chunk) AS pages`
}

async function writeLedgerByHand(sql: Transaction, rows: number): Promise<void> {
  await sql`
    INSERT INTO deliveries (send_id, customer_id, channel, page, status, reason, address, merge_fields, position, claimed_at)
    SELECT ${newUuid()}::uuid, c.id, 'email', 0, (CASE WHEN s.email_consent = 'subscribed' THEN 'sending' ELSE 'skipped' END)::delivery_status,
      CASE WHEN s.email_consent <> 'subscribed' THEN 'not_subscribed' END, c.email, jsonb_build_object('first_name', c.first_name), 0, now()
    FROM customers c JOIN contact_states s ON s.customer_id = c.id ORDER BY c.id LIMIT ${rows}`
}

async function insertBareSend(sql: Transaction): Promise<{ id: string }> {
  const id = newUuid()
  await sql`INSERT INTO sends (id, campaign_kind, campaign_id, channel, message, policy) VALUES (${id}, 'broadcast', ${id}, 'email', '{}', '{}')`
  return { id }
}

async function time<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const startedAt = performance.now()
  const result = await work()
  return { seconds: (performance.now() - startedAt) / 1000, result }
}
