/**
 * Aggregates over records (`orders.count(last 90d) >= 3`) as tests. Each is put so that it is false of a customer without records, by turning it round where it is
 * not; then the customers of whom it is true are a GROUP BY with HAVING, to be joined, and everyone else is whoever is not there. Tests of one
 * source share one scan, which reads the span of their windows and no more.
 */
import { findType, resolveField, resolveSourceField, resolveSummable } from '../../../domain/audience-rules/fields.ts'
import type { SourceName } from '../../../domain/audience-rules/dimensions.ts'
import type { Condition, MoneyValue } from '../../../domain/audience-rules/rule.ts'
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import { type InstantRange, intersect, resolveWindow, type RuleClock, spanOver } from './rule-clock.ts'
import { requireCurrency } from './rule-columns.ts'
import { compareNumbers, isTrueOf, listValues, resolveInstants, splitOperator, testInstant, writeNumber } from './rule-comparisons.ts'
import { joinFragments } from './rule-expression.ts'
import { type RecordSource, unknownColumn } from './record-source.ts'
import { chooseScan, describeSource, type ScanName, selectSummand } from './rule-sources.ts'

/** What the records of one customer must fulfil. */
export interface RecordTest {
  scan: ScanName
  /** Tests with the same key are the same test. */
  key: string
  range: InstantRange
  /** Of a record; true, or false or null. */
  predicate: Fragment | undefined
  /** Of the records within range that fulfil the predicate; undefined: that there is one. Each aggregate takes `filter` behind it. */
  having: ((filter: Fragment) => Fragment) | undefined
}

export interface AggregateTest {
  test: RecordTest
  /** The condition is true of whom the test is not. */
  isNegated: boolean
}

/** @param testWhere a rule over a record's own fields as SQL */
export function planAggregate(
  sql: Sql,
  clock: RuleClock,
  condition: Condition,
  testWhere: (source: RecordSource, sourceName: SourceName) => Fragment | undefined,
): AggregateTest {
  const field = resolveField(condition.field)
  if (field?.kind !== 'aggregate') throw unknownColumn(condition.field)
  const scan = chooseScan(field.source.name, condition.where)
  const source = describeSource(sql, clock, scan)
  const of = condition.of === undefined ? undefined : resolveSummable(field.source, condition.of)
  const summand = of === undefined ? undefined : selectSummand(sql, source.column(of.dimension.name, of.key))
  const { operator, isNegated } = splitOperator(condition.op)
  const { value, within, where } = condition
  const isMoney = findType(field, of) === 'money' && operator !== 'is set'
  const predicates = [
    testWhere(source, field.source.name),
    isMoney ? sql`${source.currency ?? sql`NULL`} = ${requireCurrency(listValues<MoneyValue>(value))}` : undefined,
  ].filter((predicate) => predicate !== undefined)
  const byNow: InstantRange = { until: { at: clock.now.getTime(), isIncluded: true } }
  const test: RecordTest = {
    scan,
    key: JSON.stringify([condition.field, condition.of, within, where, operator, value]),
    range: within === undefined ? byNow : intersect(byNow, resolveWindow(clock, within)),
    predicate: predicates.length === 0 ? undefined : joinFragments(sql, predicates, 'AND'),
    having: undefined,
  }

  if (field.measure === 'first' || field.measure === 'last') {
    if (operator !== 'is set') narrowToInstants(test, resolveInstants(clock, operator, value), field.measure)
    return { test, isNegated }
  }
  if (operator === 'is set') {
    if (summand !== undefined) test.having = (filter) => sql`count(${summand}) ${filter} > 0`
    return { test, isNegated }
  }
  const numbers = isMoney ? listValues<MoneyValue>(value).map(({ amountMinor }) => amountMinor) : listValues<number>(value)
  if (field.measure === 'average') {
    if (summand === undefined) throw unknownColumn(condition.field)
    test.having = (filter) =>
      compareNumbers(
        sql,
        sql`sum(${summand}) ${filter}`,
        operator,
        numbers,
        (number) => sql`${String(number)}::numeric * count(${summand}) ${filter}`,
      )
    return { test, isNegated }
  }
  const isTrueOfNone = isTrueOf(0, operator, numbers)
  const isExistence =
    field.measure === 'count' && !isTrueOfNone && isTrueOf(1, operator, numbers) && (operator === '>' || operator === '>=')
  const amount = (filter: Fragment) =>
    field.measure === 'count' ? sql`count(*) ${filter}` : sql`coalesce(sum(${summand ?? sql`0`}) ${filter}, 0)`
  const compare = (filter: Fragment) => compareNumbers(sql, amount(filter), operator, numbers, (number) => writeNumber(sql, number))
  if (isTrueOfNone) test.having = (filter) => sql`NOT (${compare(filter)})`
  else if (!isExistence) test.having = compare
  test.key += isTrueOfNone ? '!' : ''
  return { test, isNegated: isNegated !== isTrueOfNone }

  /** The last one is within a range when one is after its beginning, and of those none after its end: older records need not be read. */
  function narrowToInstants(test: RecordTest, instants: InstantRange, measure: 'first' | 'last'): void {
    const window = test.range
    const { from, until } = instants
    test.range = intersect(window, measure === 'last' ? { from } : { until })
    const rest = measure === 'last' ? { until } : { from }
    const isImplied = JSON.stringify(intersect(test.range, rest)) === JSON.stringify(test.range)
    if (isImplied) return
    test.having = (filter) =>
      testInstant(sql, measure === 'last' ? sql`max(${source.at}) ${filter}` : sql`min(${source.at}) ${filter}`, rest)
  }
}

/** The tests of one source, and their scan. */
export interface RecordJoin {
  clock: RuleClock
  scan: ScanName
  tests: RecordTest[]
}

/** Of one test: who is there. Of several: a column each, `b0`, `b1`, …, and whoever fulfils one is there. Rows of `customer_id`, each once. */
export function selectRecordJoin(sql: Sql, { clock, scan, tests }: RecordJoin, customerId: string | undefined): Fragment {
  const { from, customerId: owner, at } = describeSource(sql, clock, scan)
  const [first, ...others] = tests
  if (first === undefined) throw new RangeError('A scan has a test')
  const only = customerId === undefined ? sql`` : sql`AND ${owner} = ${customerId}::uuid`
  if (others.length === 0) {
    return sql`
      SELECT ${owner} AS customer_id FROM ${from} ${only} AND ${testInstant(sql, at, first.range)} ${first.predicate === undefined ? sql`` : sql`AND ${first.predicate}`}
      GROUP BY ${owner} ${first.having === undefined ? sql`` : sql`HAVING ${first.having(sql``)}`}`
  }
  const span = others.reduce((range, test) => spanOver(range, test.range), first.range)
  const results = tests.map((test) => renderResult(sql, at, span, test))
  const predicates = tests.map((test) => test.predicate).filter((predicate) => predicate !== undefined)
  // Read are records that one of the tests counts.
  const isCounted = predicates.length < tests.length ? sql`` : sql`AND ${joinFragments(sql, predicates, 'OR')}`
  const columns = results.map((result, index) => sql`, ${result} AS ${sql(`b${index}`)}`)
  return sql`
    SELECT ${owner} AS customer_id ${columns} FROM ${from} ${only} AND ${testInstant(sql, at, span)} ${isCounted}
    GROUP BY ${owner} HAVING ${joinFragments(sql, results, 'OR')}`
}

function renderResult(sql: Sql, at: Fragment, span: InstantRange, test: RecordTest): Fragment {
  const conditions: Fragment[] = []
  if (JSON.stringify(test.range) !== JSON.stringify(span)) conditions.push(testInstant(sql, at, test.range))
  if (test.predicate !== undefined) conditions.push(test.predicate)
  const filter = conditions.length === 0 ? sql`` : sql`FILTER (WHERE ${joinFragments(sql, conditions, 'AND')})`
  return test.having === undefined ? sql`count(*) ${filter} > 0` : test.having(filter)
}

export function resolveWhereField(source: SourceName, name: string) {
  const field = resolveSourceField(requireSource(source), name)
  if (field === undefined) throw unknownColumn(name)
  return field
}

function requireSource(name: SourceName) {
  const field = resolveField(`${name}.count`)
  if (field?.kind !== 'aggregate') throw unknownColumn(name)
  return field.source
}
