/**
 * The SQL and the oracle, held together to the customer: random rules over random stores in real PostgreSQL. `ORACLE_SEED` tries others, `ORACLE_RULES`
 * more of them.
 */
import { fc } from '@fast-check/vitest'
import { afterAll, describe, expect, it } from 'vitest'
import { connect, type Pool } from '../../db/client.ts'
import { selectRuleMembers } from '../../db/queries/audiences/compile-rule.ts'
import { checkRule } from '../../domain/audience-rules/check-rule.ts'
import { formatRule } from '../../domain/audience-rules/format-rule.ts'
import type { Rule } from '../../domain/audience-rules/rule.ts'
import { formatId } from '../../domain/ids.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { createRuleArbitrary, listConditionArbitraries } from './rule-arbitrary.ts'
import { createJudge, type Judge } from './rule-oracle.ts'
import type { RuleStore } from './rule-store.ts'
import type { RuleOptions } from './rule-value-arbitrary.ts'
import { nameCampaign } from './oracle-records.ts'
import { createStoreArbitrary } from './store-arbitrary.ts'
import { presents } from './value-pools.ts'
import { listAudiences, writeStore } from './write-store.ts'

const firstSeed = Number(process.env['ORACLE_SEED'] ?? 4)
const rulesEach = Number(process.env['ORACLE_RULES'] ?? 80)
const size = { customers: 40, orders: 120, events: 80, deliveries: 90, vouchers: 90 }

const databases: { database: TestDatabase; pool: Pool }[] = []
afterAll(async () => {
  for (const { database, pool } of databases) {
    await pool.end()
    await database.drop()
  }
})

interface Written {
  pool: Pool
  store: RuleStore
  judge: Judge
  externalIds: Map<string, string>
  rules: fc.Arbitrary<Rule>
  options: RuleOptions
}

async function write(present: (typeof presents)[number], seed: number): Promise<Written> {
  const clock = { nowMs: Date.parse(present.now), timeZone: present.timeZone }
  const [store] = fc.sample(createStoreArbitrary(clock, size), { numRuns: 1, seed })
  if (store === undefined) throw new Error('No store')
  const database = await createTestDatabase()
  const pool = connect(database.url, { max: 2 })
  databases.push({ database, pool })
  const ids = await writeStore(pool, store)
  const options = {
    ...clock,
    groupIds: store.groups.map(({ id }) => formatId('group', id)),
    campaignIds: [
      ...store.deliveries.map(({ send }) => nameCampaign(send)),
      ...store.vouchers.filter(({ campaignKind }) => campaignKind !== 'direct').map(nameCampaign),
    ],
    offerIds: [...new Set(store.vouchers.map(({ offerId }) => formatId('offer', offerId)))],
  }
  // Each audience may name those before it.
  for (const id of ['01890000-0000-7000-8000-000000000001', '01890000-0000-7000-8000-000000000002']) {
    const known = { ...options, audienceIds: [...listAudiences(store).keys()] }
    const [rule] = fc.sample(createRuleArbitrary(known, 2).map(check), { numRuns: 1, seed })
    store.audiences.push({ id, rule: rule ?? { all: [] } })
  }
  const all = { ...options, audienceIds: [...listAudiences(store).keys()] }
  const externalIds = new Map([...ids].map(([externalId, id]) => [id, externalId]))
  return { pool, store, judge: createJudge(store), externalIds, rules: createRuleArbitrary(all).map(check), options: all }
}

function check(json: unknown): Rule {
  const checked = checkRule(json)
  if (checked.kind === 'refused') throw new Error(`The rule is refused: ${JSON.stringify(json)} ${JSON.stringify(checked.faults)}`)
  return checked.rule
}

/** External ids, as often as the SQL names them. */
async function askDatabase({ pool, store, externalIds }: Written, rule: Rule): Promise<string[]> {
  const context = { now: new Date(store.nowMs), timeZone: store.timeZone, audiences: listAudiences(store) }
  const rows = await pool<{ id: string }[]>`SELECT customer_id AS id FROM (${selectRuleMembers(pool, rule, context)}) AS members`
  return rows.map(({ id }) => externalIds.get(id) ?? id).toSorted()
}

/** @returns whether the rule tells customers apart. @throws when the two disagree. */
async function compare(written: Written, rule: Rule): Promise<boolean> {
  const expected = written.store.customers.filter((customer) => written.judge(rule, customer)).map(({ externalId }) => externalId)
  expect(await askDatabase(written, rule), formatRule(rule)).toEqual(expected.toSorted())
  return expected.length > 0 && expected.length < written.store.customers.length
}

describe.each(presents.map((present, index) => ({ ...present, seed: firstSeed * 1_000 + index })))(
  'at $now in $timeZone (seed $seed)',
  ({ seed, ...present }) => {
    it(`SQL and oracle give ${rulesEach} random rules over a random store the same members`, async () => {
      const written = await write(present, seed)
      let telling = 0
      await fc.assert(
        fc.asyncProperty(written.rules, async (rule) => {
          if (await compare(written, rule)) telling += 1
        }),
        { seed, numRuns: rulesEach },
      )
      // Rules that are true of everyone or of nobody prove little.
      expect(telling).toBeGreaterThan(rulesEach / 5)
    })
  },
)

it('SQL and oracle agree on every field, measure and operator of the catalogue', async () => {
  const seed = firstSeed * 1_000 + 999
  const written = await write({ now: '2026-03-29T00:30:00.000Z', timeZone: 'Europe/Berlin' }, seed)
  const conditions = listConditionArbitraries(written.options)
  const silent: string[] = []
  for (const [index, condition] of conditions.entries()) {
    const rules = fc.sample(condition.map(check), { numRuns: 3, seed: seed + index })
    const isTelling: boolean[] = []
    for (const rule of rules) isTelling.push(await compare(written, rule))
    if (!isTelling.includes(true)) silent.push(formatRule(rules[0] ?? { all: [] }))
  }
  expect(conditions.length).toBeGreaterThan(500)
  expect(silent.length, silent.join('\n')).toBeLessThan(conditions.length / 4)
})
