import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dimensions, operatorsOfType, sources } from '../../../domain/audience-rules/dimensions.ts'
import { changeSettings } from '../../../db/queries/settings.ts'
import { startTestApi, type TestApi } from '../test-api.ts'
import { type AudienceBody, insertCustomers, insertGroup, type ProblemBody, saveAudience } from './audience-fixtures.ts'

interface DimensionView {
  name: string
  type: keyof typeof operatorsOfType
  operators: string[]
  isClosed: boolean
  values: { value: string; label: string }[]
  refersTo: string | null
  valuesUrl: string | null
  examples: { text: string; rule: unknown }[]
}

interface Catalogue {
  operators: { operator: string; takes: string }[]
  types: { type: string; example: unknown }[]
  dimensions: DimensionView[]
  sources: {
    name: string
    measures: { measure: string; field: string; of: string[]; operators: string[] }[]
    fields: DimensionView[]
    examples: { text: string; rule: unknown }[]
  }[]
}

interface Values {
  values: { value: string; label: string; count: number | null }[]
  isEstimate: boolean
}

let api: TestApi
let group: string
beforeAll(async () => {
  api = await startTestApi()
  await changeSettings(api.pool, 'store', { currency: 'BGN' })
  await insertCustomers(api, [
    ...Array.from({ length: 6 }, (_, n) => ({
      externalId: `s${n}`,
      city: 'София',
      country: 'BG',
      attributes: { plan: n < 4 ? 'gold' : 'silver', visits: n },
    })),
    ...Array.from({ length: 3 }, (_, n) => ({
      externalId: `i${n}`,
      city: 'İzmir',
      country: 'TR',
      attributes: { plan: { nested: true }, "it's; --": 'x' },
    })),
    { externalId: 'p', city: '100%_\\', country: 'BG' },
  ])
  await api.pool`
    WITH o AS (
      INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor, coupon, payment_method)
      SELECT 'o1', id, '2026-01-01', 'paid', 'BGN', 100, 'SPRING', 'card' FROM customers WHERE external_id = 's1' RETURNING id)
    INSERT INTO order_items (order_id, line, name, category, merchant, quantity, price_minor) SELECT id, 1, 'Espresso', 'Кафе', 'Sunrise', 1, 100 FROM o`
  group = await insertGroup(api, 'VIP гости')
  await saveAudience(api, 'Saved', 'everyone')
})
afterAll(() => api.close())

const readValues = async (name: string, query = '') =>
  (await api.call<Values & ProblemBody>('GET', `/api/v1/audiences/dimensions/${encodeURIComponent(name)}/values${query}`)).body

describe('the catalogue of dimensions', () => {
  let catalogue: Catalogue
  beforeAll(async () => {
    const { status, body } = await api.call<Catalogue>('GET', '/api/v1/audiences/dimensions')
    expect(status).toBe(200)
    catalogue = body
  })

  it('has every dimension and source, at least thirty, with its operators', () => {
    expect(catalogue.dimensions.map(({ name }) => name)).toEqual(dimensions.map(({ name }) => name))
    expect(catalogue.sources.map(({ name, fields }) => [name, fields.map((field) => field.name)])).toEqual(
      sources.map(({ name, fields }) => [name, fields.map((field) => field.name)]),
    )
    expect(catalogue.dimensions.length).toBeGreaterThanOrEqual(30)
    for (const { type, operators } of catalogue.dimensions) expect(operators).toEqual(operatorsOfType[type])
  })

  it('is enough to build a rule for every field and operator', async () => {
    const takes = new Map(catalogue.operators.map((one) => [one.operator, one.takes]))
    const examples = new Map(catalogue.types.map((one) => [one.type, one.example]))
    const build = (operator: string, type: string, values: { value: string }[] = []): object => {
      const one = values[0]?.value ?? examples.get(type)
      switch (takes.get(operator)) {
        case 'nothing':
          return { op: operator }
        case 'list':
          return { op: operator, value: [one] }
        case 'range':
          return { op: operator, value: type === 'attribute' ? [1, 2] : [one, one] }
        case 'text':
          return { op: operator, value: 'a' }
        case 'moment':
          return { op: operator, value: '60d ago' }
        case 'window':
          return { op: operator, value: { last: '90d' } }
        default:
          return { op: operator, value: type === 'attribute' && /[<>]/.test(operator) ? 1 : one }
      }
    }
    // There is none in this store to choose from.
    const ids: Readonly<Record<string, { value: string }[]>> = {
      campaign: [{ value: 'aut_01jd3x7k0fe1qv8m4z2r5t9w6n' }],
      offer: [{ value: 'off_01jd3x7k0fe1qv8m4z2r5t9w6n' }],
    }
    const ofFields = (fields: DimensionView[], wrap: (condition: object) => object) =>
      fields.flatMap(({ name, type, operators, values, refersTo }) =>
        operators.map((operator) => wrap({ field: name.replace('*', 'key'), ...build(operator, type, ids[refersTo ?? ''] ?? values) })),
      )
    const rules = [
      ...ofFields(catalogue.dimensions, (condition) => condition),
      ...catalogue.sources.flatMap(({ name, measures, fields }) => [
        ...ofFields(fields, (where) => ({ field: `${name}.count`, where, op: '>=', value: 1 })),
        ...measures.flatMap(({ measure, field, of, operators }) => {
          const dated = measure === 'first' || measure === 'last'
          const summed = of[0] ?? ''
          const type = dated ? 'instant' : (fields.find((one) => one.name === summed && one.type !== 'attribute')?.type ?? 'number')
          return operators.map((operator) => ({
            field,
            ...(summed !== '' && { of: summed.replace('*', 'key') }),
            ...build(operator, type),
          }))
        }),
      ]),
    ]
    expect(rules.length).toBeGreaterThan(600)
    for (let from = 0; from < rules.length; from += 80) {
      const some = rules.slice(from, from + 80)
      const { body } = await api.call<ProblemBody & { rule: unknown }>('POST', '/api/v1/audiences/check', { body: { rule: { all: some } } })
      expect([body.errors, body.rule]).toEqual([undefined, { all: some }])
    }
  })

  it('shows each example as text and as the rule that it is, and every one can be saved', async () => {
    const examples = [...catalogue.dimensions, ...catalogue.sources.flatMap(({ fields }) => fields), ...catalogue.sources].flatMap(
      (one) => one.examples,
    )
    const expected = [...dimensions, ...sources.flatMap(({ fields }) => fields), ...sources].flatMap((one) => one.examples)
    expect(examples.map(({ text }) => text)).toEqual(expected)
    for (const { text, rule } of examples) {
      const { status, body } = await api.call<AudienceBody>('POST', '/api/v1/audiences/check', { body: { rule } })
      expect(status, text).toBe(200)
      expect(body.rule).toEqual(rule)
    }
  })

  it('says what to choose from: closed lists, what the store has, and records by id and name', () => {
    const find = (name: string) => catalogue.dimensions.find((one) => one.name === name)
    expect(find('segment')).toMatchObject({ isClosed: true, values: expect.arrayContaining([{ value: 'at_risk', label: 'At-risk' }]) })
    expect(find('city')).toMatchObject({
      isClosed: false,
      values: [{ value: 'София', label: 'София' }, { value: 'İzmir' }, { value: '100%_\\' }],
    })
    expect(find('group')).toMatchObject({ refersTo: 'group', values: [{ value: expect.stringMatching(/^grp_/), label: 'VIP гости' }] })
    expect(find('audience')).toMatchObject({ refersTo: 'audience', values: [{ label: 'Saved' }] })
    expect(find('firstName')).toMatchObject({ isClosed: false, values: [], valuesUrl: null })
    const items = catalogue.sources.find(({ name }) => name === 'orderItems')
    expect(items?.fields.find(({ name }) => name === 'category')).toMatchObject({
      values: [{ value: 'Кафе' }],
      valuesUrl: '/api/v1/audiences/dimensions/orderItems.category/values',
    })
    expect(items?.measures.find(({ measure }) => measure === 'sum')).toMatchObject({
      field: 'orderItems.sum',
      of: ['quantity', 'price', 'amount'],
    })
  })

  it('leads to the values of every dimension that has them', async () => {
    const urls = [...catalogue.dimensions, ...catalogue.sources.flatMap(({ fields }) => fields)].flatMap(({ valuesUrl }) => valuesUrl ?? [])
    expect(urls.length).toBeGreaterThan(20)
    for (const url of urls) expect((await api.call('GET', url)).status, url).toBe(200)
  })
})

describe('the values of a dimension', () => {
  it('are counted, the most frequent first', async () => {
    expect(await readValues('country')).toEqual({
      values: [
        { value: 'BG', label: 'BG', count: 7 },
        { value: 'TR', label: 'TR', count: 3 },
      ],
      isEstimate: false,
    })
    expect((await readValues('country', '?limit=1')).values).toHaveLength(1)
  })

  it('are found by any part of them, in any script and case, taken as it is', async () => {
    const find = async (q: string) => (await readValues('city', `?q=${encodeURIComponent(q)}`)).values.map(({ value }) => value)
    expect(await find('соф')).toEqual(['София'])
    expect(await find('ZMIR')).toEqual(['İzmir'])
    expect(await find('%')).toEqual(['100%_\\'])
    expect(await find('\\')).toEqual(['100%_\\'])
    expect(await find("'; DROP TABLE customers; --")).toEqual([])
  })

  it('are there for free-form attributes: their names, and the values of one', async () => {
    expect((await readValues('attributes.*')).values.map(({ value, count }) => [value, count])).toEqual([
      ['plan', 9],
      ['visits', 6],
      ["it's; --", 3],
    ])
    expect((await readValues('attributes.plan')).values.map(({ value, count }) => [value, count])).toEqual([
      ['gold', 4],
      ['silver', 2],
    ])
    expect((await readValues("attributes.it's; --")).values.map(({ value }) => value)).toEqual(['x'])
  })

  it('are there for the fields of sources, for groups by name, and for closed lists', async () => {
    expect((await readValues('orders.coupon')).values.map(({ value }) => value)).toEqual(['SPRING'])
    expect((await readValues('orderItems.paymentMethod')).values.map(({ value }) => value)).toEqual(['card'])
    expect((await readValues('orderItems.merchant', '?q=sun')).values.map(({ value }) => value)).toEqual(['Sunrise'])
    expect((await readValues('group', `?q=${encodeURIComponent('ГОСТИ')}`)).values).toMatchObject([{ label: 'VIP гости', count: null }])
    expect((await readValues('segment', '?q=risk')).values).toEqual([{ value: 'at_risk', label: 'At-risk', count: null }])
    await api.pool`UPDATE groups SET deleted_at = now() WHERE id = ${group}`
    expect((await readValues('group')).values).toEqual([])
  })

  it('are not there for what is no dimension, or is a person’s own', async () => {
    for (const name of ['cty', 'email', 'orders', 'orders.', '__proto__', 'constructor', 'attributes.', 'orders.total'])
      expect((await readValues(name)).code, name).toBe('not_found')
  })
})

describe('the values of a large table', () => {
  it('are projected from a sample, the same one each time, and say so', async () => {
    await api.pool`
      INSERT INTO customers (external_id, region) SELECT 'r' || n, 'region ' || n % 4 FROM generate_series(1, 120000) AS n`
    await api.pool`ANALYZE customers`
    const first = await readValues('region')
    expect(first.isEstimate).toBe(true)
    expect(first.values.map(({ value }) => value).toSorted()).toEqual(['region 0', 'region 1', 'region 2', 'region 3'])
    for (const { count } of first.values) expect(Math.abs((count ?? 0) - 30_000)).toBeLessThan(12_000)
    expect(await readValues('region')).toEqual(first)
  })
})
