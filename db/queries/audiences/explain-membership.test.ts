import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatId } from '../../../domain/ids.ts'
import type { Rule } from '../../../domain/audience-rules/rule.ts'
import {
  fillSmallStore,
  readRule,
  selectMembers,
  smallStoreIds,
  smallStoreNow,
  smallStoreTimeZone,
} from '../../../tests/audiences/small-store.ts'
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts'
import { connect, type Pool } from '../../client.ts'
import { loadAudienceContext } from './audience-context.ts'
import { type Explanation, explainMembership } from './explain-membership.ts'

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

async function explain(rule: Rule, customer: string): Promise<Explanation | undefined> {
  const [row] = await pool<[{ id: string }]>`SELECT id FROM customers WHERE external_id = ${customer}`
  return explainMembership(pool, rule, row.id, await loadAudienceContext(pool, rule, smallStoreNow))
}

describe('an explanation', () => {
  it('says of each condition whether it holds', async () => {
    const rule = readRule(
      'orders.count(last 90d) >= 3 and (city = "Sofia" or not consent.email = subscribed) and orders.sum(total) >= 200.00 EUR',
    )
    expect(await explain(rule, 'ann')).toMatchObject({
      kind: 'all',
      holds: false,
      parts: [
        { kind: 'condition', holds: true, condition: { field: 'orders.count' } },
        { kind: 'any', holds: true, parts: [{ holds: true }, { kind: 'not', holds: false, part: { holds: true } }] },
        { kind: 'condition', holds: false, condition: { field: 'orders.sum' } },
      ],
    })
  })

  it('goes into the audiences that are named, into each once', async () => {
    const { audience } = smallStoreIds
    const rule = readRule(`audience = ${audience} and audience != ${audience}`)
    expect(await explain(rule, 'zoë')).toEqual({
      kind: 'all',
      holds: false,
      parts: [
        {
          kind: 'condition',
          holds: false,
          condition: { field: 'audience', op: '=', value: audience },
          audiences: [
            {
              audienceId: audience,
              holds: false,
              explanation: { kind: 'condition', holds: false, condition: { field: 'city', op: '=', value: 'sofia' } },
            },
          ],
        },
        {
          kind: 'condition',
          holds: true,
          condition: { field: 'audience', op: '!=', value: audience },
          audiences: [{ audienceId: audience, holds: false }],
        },
      ],
    })
  })

  it('agrees with the members', async () => {
    const { audience, group, broadcast } = smallStoreIds
    const texts = [
      `group = ${group} or segment = vip`,
      'pushDevices >= 1 and reachable.push = false',
      'orders.last on today or orders.first is not set',
      `engagement.count(where campaign = ${broadcast}) >= 2 or audience = ${audience}`,
      'orders.count <= 3 and not orders.count(last 1h) >= 1 and events.count(where name = bid) = 2',
      'everyone',
      'nobody',
    ]
    for (const text of texts) {
      const rule = readRule(text)
      const members = await selectMembers(pool, rule)
      for (const customer of ['ann', 'ben', 'zoë']) {
        expect((await explain(rule, customer))?.holds, `${customer}: ${text}`).toBe(members.includes(customer))
      }
    }
  })

  it('knows nobody who is not there, and no audience that leads back to itself', async () => {
    const context = { now: smallStoreNow, timeZone: smallStoreTimeZone, audiences: new Map<string, Rule>() }
    expect(await explainMembership(pool, readRule('everyone'), '0197581c-0000-7000-8000-0000000000ff', context)).toBeUndefined()
    const id = formatId('audience', '0197581c-0000-7000-8000-0000000000aa')
    const circle: Rule = { not: { field: 'audience', op: '=', value: id } }
    const ask = explainMembership(pool, circle, '0197581c-0000-7000-8000-0000000000ff', { ...context, audiences: new Map([[id, circle]]) })
    // There is no such customer: nothing was judged.
    expect(await ask).toBeUndefined()
    const [ann] = await pool<[{ id: string }]>`SELECT id FROM customers WHERE external_id = 'ann'`
    await expect(explainMembership(pool, circle, ann.id, { ...context, audiences: new Map([[id, circle]]) })).rejects.toMatchObject({
      kind: 'circular',
    })
  })
})
