import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fillSmallStore, readRule, smallStoreGroupId, smallStoreNow } from '../../../tests/audiences/small-store.ts'
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts'
import type { Audience } from '../../../domain/audiences.ts'
import { connect, type Pool } from '../../client.ts'
import { Interruption } from '../../interruptible.ts'
import { loadAudienceContext } from './audience-context.ts'
import { previewAudience, type PreviewOptions } from './preview-audience.ts'

let database: TestDatabase
let pool: Pool
let others: Pool

beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 4, applicationName: 'previews' })
  others = connect(database.url, { max: 2 })
})

afterAll(async () => {
  await Promise.all([pool.end(), others.end()])
  await database.drop()
})

beforeEach(async () => {
  for (const table of ['customers', 'suppressions', 'settings', 'sends', 'deliveries', 'groups', 'audiences'])
    await others`DELETE FROM ${others(table)}`
})

const all: Audience = { include: [{ kind: 'everyone' }], exclude: [] }

async function preview(audience: Audience, options?: PreviewOptions) {
  return previewAudience(pool, audience, await loadAudienceContext(pool, audience, smallStoreNow), options)
}

async function nameSample(sample: string[]): Promise<string[]> {
  const rows = await pool<{ name: string }[]>`SELECT external_id AS name FROM customers WHERE id = ANY (${sample}::uuid[])`
  return rows.map((row) => row.name).toSorted()
}

describe('a preview', () => {
  it('says how many there are, whom each channel reaches, and why it does not reach the others', async () => {
    await fillSmallStore(others)
    const { count, reach, sample } = await preview(all)
    expect(count).toBe(3)
    expect(reach).toEqual({
      email: { reachable: 1, reasons: { no_address: 1, suppressed: 1, not_subscribed: 0 } },
      sms: { reachable: 1, reasons: { no_address: 1, suppressed: 0, not_subscribed: 1 } },
      // Zoë’s one device is suppressed.
      push: { reachable: 1, reasons: { no_address: 2, suppressed: 0, not_subscribed: 0 } },
    })
    expect(await nameSample(sample)).toEqual(['ann', 'ben', 'zoë'])
  })

  it('joins what is included, each member once, and leaves out what is excluded', async () => {
    await fillSmallStore(others)
    const audience: Audience = {
      include: [
        { kind: 'group', groupId: smallStoreGroupId },
        { kind: 'rule', rule: readRule('city is set') },
        { kind: 'rfmCell', recency: 5, fm: 4 },
      ],
      exclude: [
        { kind: 'segment', segment: 'vip' },
        { kind: 'rule', rule: readRule('city = "nowhere"') },
      ],
    }
    const { count, sample } = await preview(audience)
    expect(count).toBe(1)
    expect(await nameSample(sample)).toEqual(['zoë'])
    expect((await preview({ ...audience, exclude: [] })).count).toBe(2)
    expect((await preview({ include: [], exclude: [] })).count).toBe(0)
  })

  it('names as many customers as were asked for', async () => {
    await others`INSERT INTO customers (external_id) SELECT 'c' || n FROM generate_series(1, 500) AS n`
    const { count, sample } = await preview(all, { sample: 20 })
    expect(count).toBe(500)
    expect(new Set(await nameSample(sample)).size).toBe(20)
    expect((await preview(all, { sample: 0 })).sample).toEqual([])
  })

  it('counts nobody in an empty store', async () => {
    expect(await preview(all)).toMatchObject({ count: 0, sample: [], reach: { push: { reachable: 0 } } })
  })

  it('ends in the database at once when nobody wants it any more', async () => {
    const abort = new AbortController()
    await duringLock(async () => {
      const abortWhenActive = waitUntilActive().then(() => abort.abort())
      await expect(preview(all, { signal: abort.signal })).rejects.toMatchObject({ name: 'Interruption', reason: 'aborted' })
      await abortWhenActive
      expect(await countActive()).toBe(0)
    })
    // The connection is good for the next one.
    expect((await preview(all)).count).toBe(0)
    await expect(preview(all, { signal: abort.signal })).rejects.toThrow(Interruption)
  })

  it('ends by itself when it takes too long', async () => {
    await duringLock(async () => {
      await expect(preview(all, { timeoutMs: 100 })).rejects.toMatchObject({ name: 'Interruption', reason: 'timed_out' })
      expect(await countActive()).toBe(0)
    })
  })
})

/** Nobody can read who is suppressed in the meantime: a preview takes as long as the work. */
async function duringLock(work: () => Promise<void>): Promise<void> {
  await others.begin(async (sql) => {
    await sql`LOCK TABLE suppressions IN ACCESS EXCLUSIVE MODE`
    await work()
  })
}

async function countActive(): Promise<number> {
  const [row] = await others<[{ active: number }]>`
    SELECT count(*)::integer AS active FROM pg_stat_activity WHERE application_name = 'previews' AND state = 'active'`
  return row.active
}

async function waitUntilActive(): Promise<void> {
  while ((await countActive()) === 0) await new Promise((resolve) => setTimeout(resolve, 5))
}
