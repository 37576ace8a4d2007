import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Audience, AudiencePart } from '../../../domain/audiences.ts'
import { parseId } from '../../../domain/ids.ts'
import { fillSmallStore, readRule, smallStoreGroupId, smallStoreIds, smallStoreNow } from '../../../tests/audiences/small-store.ts'
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts'
import { connect, type Pool } from '../../client.ts'
import { loadAudienceContext } from '../audiences/audience-context.ts'
import { planAudience } from './plan-audience.ts'

let database: TestDatabase
let pool: Pool
let idOf: Map<string, string>

beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 2 })
  await fillSmallStore(pool)
  const rows = await pool<{ id: string; name: string }[]>`SELECT id, external_id AS name FROM customers`
  idOf = new Map(rows.map((row) => [row.name, row.id]))
})

afterAll(async () => {
  await pool.end()
  await database.drop()
})

/** Members by name; those excluded with a minus. */
async function select(audience: Audience): Promise<string[]> {
  const context = await loadAudienceContext(pool, audience, smallStoreNow)
  const query = planAudience(pool, audience, context)
  const rows = await pool<{ name: string; isExcluded: boolean }[]>`
    ${query.with} SELECT c.external_id AS name, ${query.isExcluded} AS "isExcluded" FROM customers AS c ${query.joins.render()} WHERE ${query.isIncluded}`
  return rows.map(({ name, isExcluded }) => `${isExcluded ? '-' : ''}${name}`).toSorted()
}

const audienceId = parseId('audience', smallStoreIds.audience) ?? ''
const everyone: AudiencePart = { kind: 'everyone' }

describe('an audience of parts', () => {
  const parts: [AudiencePart, string[]][] = [
    [everyone, ['ann', 'ben', 'zoë']],
    [{ kind: 'segment', segment: 'vip' }, ['ann']],
    [{ kind: 'segment', segment: 'lapsed' }, []],
    // Of the one buyer, at whose side the order of the future and the refunded one count for nothing.
    [{ kind: 'segment', segment: 'repeat', asOf: '2026-06-10T10:00:00Z' }, ['ann']],
    [{ kind: 'segment', segment: 'repeat', asOf: '2026-03-13T00:00:00Z' }, []],
    [{ kind: 'rfmCell', recency: 5, fm: 4 }, ['ann']],
    [{ kind: 'rfmCell', recency: 5, fm: 5 }, []],
    [{ kind: 'group', groupId: smallStoreGroupId }, ['ann']],
    [{ kind: 'audience', audienceId }, ['ann']],
    [{ kind: 'rule', rule: readRule('city is not set') }, ['ben']],
  ]
  it.each(parts)('%o', async (part, members) => {
    expect(await select({ include: [part], exclude: [] })).toEqual(members)
    const excluded = ['ann', 'ben', 'zoë'].map((name) => (members.includes(name) ? `-${name}` : name)).toSorted()
    expect(await select({ include: [everyone], exclude: [part] })).toEqual(excluded)
  })

  it('names customers, and nobody twice who is in several parts', async () => {
    const named: AudiencePart = {
      kind: 'customers',
      customerIds: [idOf.get('ann') ?? '', idOf.get('zoë') ?? '', '0197581c-0000-7000-8000-0000000000ff'],
    }
    const include: AudiencePart[] = [
      named,
      named,
      { kind: 'segment', segment: 'vip' },
      { kind: 'audience', audienceId },
      { kind: 'audience', audienceId },
    ]
    expect(await select({ include, exclude: [{ kind: 'segment', segment: 'repeat' }] })).toEqual(['-ann', 'zoë'])
  })

  it('is nobody without a part', async () => {
    expect(await select({ include: [], exclude: [everyone] })).toEqual([])
  })

  it('keeps the last members of a group that was deleted', async () => {
    await pool`UPDATE groups SET deleted_at = now()`
    expect(await select({ include: [{ kind: 'group', groupId: smallStoreGroupId }], exclude: [] })).toEqual(['ann'])
    await pool`UPDATE groups SET deleted_at = NULL`
  })
})
