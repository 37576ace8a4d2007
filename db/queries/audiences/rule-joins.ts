/**
 * What a rule needs beside the customer `c`, each joined once however often the rule asks: a row for each customer or none, so that no join makes a
 * customer two. All are outer joins; where a condition wants a row the planner makes them inner ones by itself.
 */
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import type { RuleClock } from './rule-clock.ts'
import { type RenderedTest, type Test } from './rule-expression.ts'
import { type RecordJoin, type RecordTest, selectRecordJoin } from './rule-records.ts'
import type { ScanName } from './rule-sources.ts'

export interface Joins {
  /** `s`, the contact state. */
  contactState(): void
  /** `metrics`: scores and segments. */
  metrics(): void
  /** `x_email` or `x_sms`: the suppression of the customer's address. */
  suppression(channel: 'email' | 'sms'): void
  /** The rows of `query`, `customer_id` and whatever else, each customer at most once: its alias. `owned` limits a column to the customer who is asked about. */
  rows(key: string, query: (owned: (column: Fragment) => Fragment) => Fragment): string
  records(test: RecordTest): Test
  /** After all of a rule is planned: everything that was asked for. */
  render(): Fragment
  /** The scans that `render` names: to stand before it, after WITH. */
  listScans(): NamedQuery[]
}

export interface NamedQuery {
  name: string
  query: Fragment
}

/**
 * Scans of records are named queries, made once in front: in their place, each of a plan's parallel workers would read them for itself.
 *
 * @param level tells the scans of one query from those of another in the same statement
 * @param customerId where one customer alone is asked about
 */
export function createJoins(
  sql: Sql,
  { level, clock, customerId }: { level: string; clock: RuleClock; customerId?: string | undefined },
): Joins {
  const plain = new Map<string, Fragment>()
  const aliases = new Map<string, string>()
  const scans = new Map<ScanName, RecordJoin>()
  const owned = (column: Fragment) => (customerId === undefined ? sql`true` : sql`${column} = ${customerId}::uuid`)
  const addPlain = (key: string, build: () => Fragment) => {
    if (!plain.has(key)) plain.set(key, build())
  }
  return {
    contactState: () => addPlain('contact state', () => sql`LEFT JOIN contact_states AS s ON s.customer_id = c.id`),
    metrics: () => addPlain('metrics', () => sql`LEFT JOIN customer_metrics AS metrics ON metrics.customer_id = c.id`),
    suppression(channel) {
      const [alias, address] = channel === 'email' ? [sql`x_email`, sql`c.email`] : [sql`x_sms`, sql`c.phone`]
      addPlain(
        `suppression ${channel}`,
        () => sql`LEFT JOIN suppressions AS ${alias} ON ${alias}.channel = ${channel} AND ${alias}.address = ${address}`,
      )
    },
    rows(key, query) {
      const alias = aliases.get(key) ?? `j${aliases.size}`
      aliases.set(key, alias)
      addPlain(key, () => sql`LEFT JOIN (${query(owned)}) AS ${sql(alias)} ON ${sql(alias)}.customer_id = c.id`)
      return alias
    },
    records(test) {
      const join = scans.get(test.scan) ?? { clock, scan: test.scan, tests: [] }
      scans.set(test.scan, join)
      if (!join.tests.some(({ key }) => key === test.key)) join.tests.push(test)
      return () => renderRecordTest(sql, nameScan(level, test.scan), join, test.key)
    },
    render() {
      const joins = [
        ...plain.values(),
        ...[...scans.keys()].map((scan) => {
          const name = sql(nameScan(level, scan))
          return sql`LEFT JOIN ${name} ON ${name}.customer_id = c.id`
        }),
      ]
      return joins.length === 0 ? sql`` : sql`${joins}`
    },
    listScans: () =>
      [...scans.values()].map((join) => ({ name: nameScan(level, join.scan), query: selectRecordJoin(sql, join, customerId) })),
  }
}

function renderRecordTest(sql: Sql, alias: string, join: RecordJoin, key: string): RenderedTest {
  if (join.tests.length === 1) return testPresence(sql, alias)
  return { holds: sql`${sql(`${alias}.b${join.tests.findIndex((test) => test.key === key)}`)}` }
}

/** Whether a joined row is there. */
export function testPresence(sql: Sql, alias: string): RenderedTest {
  const customer = sql(`${alias}.customer_id`)
  return { holds: sql`${customer} IS NOT NULL`, fails: sql`${customer} IS NULL` }
}

function nameScan(level: string, scan: ScanName): string {
  return `${scan}_${level}`
}
