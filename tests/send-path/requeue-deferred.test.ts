import { afterAll, beforeAll, expect, it } from 'vitest'
import { connect, type Pool } from '../../db/client.ts'
import { claimPage } from '../../db/queries/sends/claim-page.ts'
import { requeueDeferred } from '../../db/queries/sends/finish-send.ts'
import { createTestDatabase } from '../support/database.ts'
import { addCustomers, addSend, readLedger } from './send-fixture.ts'

let database: { url: string; drop(): Promise<void> }
let pool: Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url)
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const now = new Date('2026-03-10T20:30:00Z')
const morning = new Date('2026-03-11T07:00:00Z')
const evening = new Date('2026-03-11T18:00:00Z')

it('brings whoever was deferred back before pages that are planned for later, asks the policy again, and adds nothing twice', async () => {
  const deferred = await addCustomers(
    pool,
    'email',
    Array.from({ length: 5 }, () => ({ timeZone: 'Europe/Berlin' })),
  )
  const later = await addCustomers(pool, 'email', [{}, {}])
  const send = await addSend(pool, [{ customerIds: deferred }, { customerIds: later }])
  await pool`UPDATE send_pages SET not_before = ${evening} WHERE send_id = ${send.id} AND page = 1`
  await claimPage(pool, { send, page: 0, now, quietZones: [{ zones: 'Europe/Berlin', until: morning }] })
  expect((await readLedger(pool, send.id)).map((row) => row.status)).toEqual(deferred.map(() => 'deferred'))

  expect(await requeueDeferred(pool, { send, pageSize: 3 })).toEqual({ pages: 4 })
  expect(await requeueDeferred(pool, { send, pageSize: 3 })).toEqual({ pages: 4 })
  const pages = await pool<{ page: number; notBefore: Date; members: number }[]>`
    SELECT page, not_before AS "notBefore", cardinality(customer_ids) AS members FROM send_pages WHERE send_id = ${send.id} AND claimed_at IS NULL ORDER BY page`
  expect([...pages]).toEqual([
    { page: 1, notBefore: morning, members: 3 },
    { page: 2, notBefore: morning, members: 2 },
    { page: 3, notBefore: evening, members: 2 },
  ])

  const [gone = ''] = deferred.toSorted()
  await pool`UPDATE contact_states SET email_consent = 'unsubscribed' WHERE customer_id = ${gone}`
  for (const page of [1, 2]) await claimPage(pool, { send, page, now: morning, quietZones: [] })
  const ledger = await readLedger(pool, send.id)
  expect(ledger.map((row) => row.status)).toEqual(['skipped', 'sending', 'sending', 'sending', 'sending'])
  expect(ledger[0]).toMatchObject({ reason: 'not_subscribed', deferUntil: null })
})
