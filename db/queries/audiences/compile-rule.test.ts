import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dimensions, sources } from '../../../domain/audience-rules/dimensions.ts'
import type { Rule } from '../../../domain/audience-rules/rule.ts'
import { formatId } from '../../../domain/ids.ts'
import { fillSmallStore, readRule, selectMembers, smallStoreNow, smallStoreTimeZone } from '../../../tests/audiences/small-store.ts'
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts'
import { connect, type Pool } from '../../client.ts'
import { AudienceReferenceError } from './audience-context.ts'
import { selectRuleMembers } from './compile-rule.ts'

let database: TestDatabase
let pool: Pool

beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 2 })
  await fillSmallStore(pool)
})

afterAll(async () => {
  await pool.end()
  await database.drop()
})

const [ann, ben, zoe] = ['ann', 'ben', 'zoë']
const everyone = [ann, ben, zoe]

describe('a rule', () => {
  const examples = [...dimensions, ...sources.flatMap((source) => [source, ...source.fields])].flatMap((entry) => entry.examples)
  it.each(examples)('can be asked by the catalogue’s own example: %s', async (text) => {
    const exampleAudience = 'aud_01jd3x7k0fe1qv8m4z2r5t9w6n'
    const rule = readRule(text)
    const context = { now: smallStoreNow, timeZone: smallStoreTimeZone, audiences: new Map([[exampleAudience, readRule('everyone')]]) }
    const twin: Rule = { not: rule }
    const [fulfilled, others] = await Promise.all(
      [rule, twin].map((asked) => pool<{ customer_id: string }[]>`${selectRuleMembers(pool, asked, context)}`),
    )
    expect(new Set([...(fulfilled ?? []), ...(others ?? [])].map((row) => row.customer_id)).size).toBe(everyone.length)
    expect((fulfilled?.length ?? 0) + (others?.length ?? 0)).toBe(everyone.length)
  })
})

describe('days of the store', () => {
  const day: Rule = { field: 'orders.count', within: { from: '2026-06-10', until: '2026-06-10' }, op: '=', value: 1 }
  it('begin at its own midnight', async () => {
    expect(await selectMembers(pool, day)).toEqual([ann])
    expect(await selectMembers(pool, { ...day, value: 0 }, { timeZone: 'UTC' })).toEqual(everyone)
  })

  it('are as long as the clocks say', async () => {
    const atDay = async (instants: string[], text: string, zone: string) => {
      await pool`DELETE FROM events WHERE message_id LIKE 'clock-%'`
      await pool`
        INSERT INTO events (message_id, customer_id, name, occurred_at)
        SELECT 'clock-' || at, (SELECT id FROM customers WHERE external_id = 'ben'), 'Tick', at::timestamptz FROM unnest(${instants}::text[]) AS at`
      return selectMembers(pool, text, { timeZone: zone })
    }
    // 25 hours in Sofia when summer time ends, 23 when it begins; in Beirut summer time begins at midnight.
    const autumn = ['2025-10-25T21:00:00Z', '2025-10-26T21:59:59.999Z']
    expect(await atDay(autumn, 'events.count(where name = tick and occurredAt on 2025-10-26) = 2', 'Europe/Sofia')).toEqual([ben])
    const spring = ['2026-03-28T22:00:00Z', '2026-03-29T20:59:59.999Z', '2026-03-29T21:00:00Z']
    expect(await atDay(spring, 'events.count(from 2026-03-29 until 2026-03-29, where name = tick) = 2', 'Europe/Sofia')).toEqual([ben])
    const beirut = ['2026-03-28T21:59:59.999Z', '2026-03-28T22:00:00Z']
    expect(await atDay(beirut, 'events.first(where name = tick) before 2026-03-29', 'Asia/Beirut')).toEqual([ben])
    expect(await atDay(beirut, 'events.last(where name = tick) on 2026-03-29', 'Asia/Beirut')).toEqual([ben])
    await pool`DELETE FROM events WHERE message_id LIKE 'clock-%'`
  })
})

describe('hostile values', () => {
  const hostile = [
    "'; DROP TABLE customers; --",
    '"',
    "\\'",
    '$1',
    '${1}',
    '%',
    '_',
    '\\',
    '😀',
    'ß',
    '\u0130',
    "E'\\x27'",
    '{}',
    '{a,b}',
    '--',
    '/*',
  ]
  it.each(hostile)('are values and nothing else: %s', async (value) => {
    const rules: Rule[] = [
      { field: 'city', op: '=', value },
      { field: 'city', op: 'contains', value },
      { field: 'city', op: 'in', value: [value, 'x'] },
      { field: `attributes.${value}`, op: '=', value },
      { field: `attributes.${value}`, op: '>', value: 1 },
      { field: `attributes.${value}`, op: 'within', value: { last: '1d' } },
      {
        field: 'events.sum',
        of: `properties.${value}`,
        where: { field: `properties.${value}`, op: 'starts with', value },
        op: '>',
        value: 1,
      },
      { field: 'orderItems.count', where: { field: 'product', op: 'ends with', value }, op: '>', value: 1 },
    ]
    for (const rule of rules) expect(await selectMembers(pool, rule), JSON.stringify(rule)).toEqual([])
  })

  it('are found where they are', async () => {
    expect(await selectMembers(pool, { field: 'attributes.odd', op: '=', value: "'; drop table CUSTOMERS; --" })).toEqual([ann])
  })
})

describe('audiences within audiences', () => {
  const save = async (rules: Record<string, Rule>) => {
    for (const [id, rule] of Object.entries(rules)) {
      await pool`INSERT INTO audiences (id, name, rule) VALUES (${id}, 'Nested', ${pool.json(rule as never)}) ON CONFLICT (id) DO UPDATE SET rule = excluded.rule`
    }
  }
  const uuidOf = (index: number) => `0197581c-0000-7000-8000-${index.toString(16).padStart(12, '0')}`
  const named = (index: number): Rule => ({ field: 'audience', op: '=', value: formatId('audience', uuidOf(index)) })

  it('stay as long as they are written, however often they are named', async () => {
    await save({ [uuidOf(0)]: readRule('orders.count >= 1 and city = "Sofia"') })
    // Each names the one below three times: put in its place, the lowest would be there 3²⁰ times.
    for (let index = 1; index <= 20; index += 1) {
      await save({ [uuidOf(index)]: { all: [named(index - 1), { any: [named(index - 1), { not: named(index - 1) }] }] } })
    }
    expect(await selectMembers(pool, named(20))).toEqual([ann])
    expect(await selectMembers(pool, { not: named(20) })).toEqual([ben, zoe])
  })

  it('are refused where they lead back to themselves', async () => {
    await save({ [uuidOf(100)]: named(101), [uuidOf(101)]: { any: [named(100), named(100)] } })
    await expect(selectMembers(pool, named(100))).rejects.toThrow(AudienceReferenceError)
    await expect(selectMembers(pool, { all: [named(100), named(101)] })).rejects.toMatchObject({ kind: 'circular' })
  })

  it('are refused where one is not there, or far too many are', async () => {
    await expect(selectMembers(pool, named(999))).rejects.toMatchObject({ kind: 'missing', audienceId: formatId('audience', uuidOf(999)) })
    for (let index = 200; index < 320; index += 1) await save({ [uuidOf(index)]: named(index + 1) })
    await expect(selectMembers(pool, named(200))).rejects.toMatchObject({ kind: 'too_many' })
  })
})
