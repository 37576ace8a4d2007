import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase } from '../../tests/support/database.ts'
import { connect, type Pool } from '../client.ts'
import {
  type BroadcastDraft,
  changeDraft,
  deleteDraft,
  insertBroadcast,
  lockBroadcast,
  readBroadcast,
  scheduleDraft,
} from './broadcasts.ts'

let pool: Pool
let drop: () => Promise<void>

beforeAll(async () => {
  const database = await createTestDatabase()
  drop = database.drop
  pool = connect(database.url, { max: 4 })
})

afterAll(async () => {
  await pool.end()
  await drop()
})

const draft: BroadcastDraft = {
  name: 'Spring',
  message: { channel: 'sms', text: 'Hello' },
  audience: { include: [{ kind: 'everyone' }], exclude: [] },
  schedule: { kind: 'now' },
  holdoutPercent: 12.34,
  maxMessages: null,
  expiresAt: null,
}
const countStarts = async (id: string) => (await pool`SELECT FROM outbox WHERE payload ->> 'broadcastId' = ${id}`).count

describe('a draft', () => {
  it('is scheduled once, together with its start', async () => {
    const { id } = await insertBroadcast(pool, draft)
    const outcomes = await Promise.all([1, 2, 3].map(() => scheduleDraft(pool, id, { kind: 'now' }, 1)))
    expect(outcomes.filter((outcome) => typeof outcome === 'object')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'not_draft')).toHaveLength(2)
    expect(await countStarts(id)).toBe(1)
  })

  it('is not scheduled when it was edited since it was checked', async () => {
    const { id, version } = await insertBroadcast(pool, draft)
    await changeDraft(pool, id, { ...draft, name: 'Summer' }, version)
    expect(await scheduleDraft(pool, id, { kind: 'now' }, version)).toBe('version_mismatch')
    expect(await readBroadcast(pool, id)).toMatchObject({ status: 'draft', name: 'Summer' })
    expect(await countStarts(id)).toBe(0)
  })

  it('waits for whoever is changing it', async () => {
    const { id } = await insertBroadcast(pool, draft)
    const order: string[] = []
    await pool.begin(async (first) => {
      const before = await lockBroadcast(first, id)
      const second = pool.begin(async (sql) => {
        const seen = await lockBroadcast(sql, id)
        order.push(`second sees ${seen?.name}`)
      })
      await changeDraft(first, id, { ...draft, name: 'Summer' }, before?.version ?? 0)
      order.push('first is done')
      // Resolves only once the first has let go.
      void second.catch(() => undefined)
    })
    await expect.poll(() => order).toEqual(['first is done', 'second sees Summer'])
  })
})

describe('what is no draft', () => {
  it('is neither changed, nor deleted, nor scheduled', async () => {
    const { id } = await insertBroadcast(pool, draft)
    await scheduleDraft(pool, id, { kind: 'now' }, 1)
    expect(await changeDraft(pool, id, draft, 2)).toBe('not_draft')
    expect(await deleteDraft(pool, id)).toBe('not_draft')
    expect(await scheduleDraft(pool, id, { kind: 'now' }, 2)).toBe('not_draft')
    const unknown = '01890a5d-ac96-774b-bcce-b302099a8057'
    expect(await changeDraft(pool, unknown, draft, 1)).toBe('not_found')
    expect(await deleteDraft(pool, unknown)).toBe('not_found')
  })
})
