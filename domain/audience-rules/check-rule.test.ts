import { describe, expect, it } from 'vitest'
import { checkRule } from './check-rule.ts'
import { maximumRuleConditions, maximumRuleDepth } from './rule.ts'

function listFaults(input: unknown): string[] {
  const checked = checkRule(input)
  return checked.kind === 'rule' ? [] : checked.faults.map(({ path, message }) => `${path}: ${message}`)
}

/** The first fault of one condition. */
function findFault(condition: Record<string, unknown>): string | undefined {
  return listFaults(condition)[0]
}

const city = { field: 'city', op: '=', value: 'Sofia' }
const momentForms = 'a day (2026-01-31), an instant (2026-01-31T10:00:00Z), 60d ago, in 7d, today or now'

describe('checkRule', () => {
  it('returns a fresh object with nothing but the rule, its values in their one form', () => {
    const input = {
      all: [
        {
          field: 'orders.sum',
          of: 'total',
          within: { last: '090D', next: undefined },
          where: { all: [] },
          op: '>=',
          value: { amountMinor: -0, currency: 'eur' },
        },
        { field: 'createdAt', op: 'after', value: '2026-01-31t10:00:00.500+02:00' },
        { field: 'createdAt', op: 'within', value: { from: '60D  AGO', until: 'Today' } },
        { field: 'segment', op: 'in', value: ['VIP', 'repeat'] },
        { field: 'city', op: 'is set', value: undefined },
      ],
    }
    const checked = checkRule(input)
    expect(checked).toEqual({
      kind: 'rule',
      rule: {
        all: [
          {
            field: 'orders.sum',
            of: 'total',
            within: { last: '90d' },
            where: { all: [] },
            op: '>=',
            value: { amountMinor: 0, currency: 'EUR' },
          },
          { field: 'createdAt', op: 'after', value: '2026-01-31T08:00:00.500Z' },
          { field: 'createdAt', op: 'within', value: { from: '60d ago', until: 'today' } },
          { field: 'segment', op: 'in', value: ['vip', 'repeat'] },
          { field: 'city', op: 'is set' },
        ],
      },
    })
    expect(JSON.stringify(checked)).not.toContain('undefined')
    if (checked.kind === 'rule') expect(checkRule(checked.rule)).toEqual(checked)
  })

  it('names the path of every fault, and what would be right', () => {
    expect(
      listFaults({
        all: [
          { field: 'citty', op: '=', value: 'Sofia' },
          { field: 'city', op: '>', value: 5 },
          { any: [{ field: 'orders.count', where: { any: [{ field: 'coupn', op: 'is set' }] }, op: '>=', value: '3' }] },
          { not: { field: 'country', op: 'in', value: ['BG', 7] }, also: true },
        ],
      }),
    ).toEqual([
      'all[0].field: Unknown field “citty”; did you mean city?',
      'all[1].op: city is a text and takes =, !=, in, not in, contains, not contains, starts with, ends with, is set, is not set',
      'all[2].any[0].where.any[0].field: Unknown field of orders “coupn”; did you mean coupon?',
      'all[2].any[0].value: Must be a number',
      'all[3].also: Unknown key; there are not',
      'all[3].not.value[1]: Must be a text',
    ])
  })

  it.each([
    ['nothing', null, ': Must be {"all": […]}, {"any": […]}, {"not": …} or a condition {"field": …, "op": …, "value": …}'],
    ['a list', [city], ': Must be {"all": […]}, {"any": […]}, {"not": …} or a condition {"field": …, "op": …, "value": …}'],
    ['no field', { op: '=', value: 1 }, 'field: Must be the name of a field'],
    ['two kinds at once', { all: [], any: [] }, 'any: Unknown key; there are all'],
    ['a group that is no list', { all: city }, 'all: Must be a list of rules'],
    [
      'a source without a measure',
      { field: 'orders', op: '>=', value: 3 },
      'field: Must say which: orders.count, orders.sum, orders.average, orders.first, orders.last',
    ],
    [
      'a field of a source',
      { field: 'orders.total', op: '>=', value: 3 },
      'field: Unknown field “orders.total”; did you mean orders.count?',
    ],
    [
      'an attribute without a key',
      { field: 'attributes.', op: 'is set' },
      'field: Must name a key of 1 to 100 plain characters, as attributes.plan',
    ],
    [
      'a key with NUL',
      { field: 'attributes.a\u0000', op: 'is set' },
      'field: Must name a key of 1 to 100 plain characters, as attributes.plan',
    ],
    ['a property of every object', { field: 'constructor', op: 'is set' }, 'field: Unknown field “constructor”'],
    [
      'a window on a plain field',
      { ...city, within: { last: '90d' } },
      'within: Only a count, sum, average, first or last takes `within`; city is none',
    ],
    ['`where` on a plain field', { ...city, where: city }, 'where: Only a count, sum, average, first or last takes `where`; city is none'],
    [
      '`where` about the customer',
      { field: 'orders.count', where: city, op: '=', value: 1 },
      'where.field: Unknown field of orders “city”; there are total, refunded, status, currency, paymentMethod, coupon, placedAt, attributes.*',
    ],
    ['a sum of nothing', { field: 'orders.sum', op: '=', value: 1 }, 'of: Must say what the sum is of: total, refunded'],
    [
      'a sum of a text',
      { field: 'orders.sum', of: 'coupon', op: '=', value: 1 },
      'of: orders has no sum of “coupon”; there is total, refunded',
    ],
    [
      'a sum of a property without a key',
      { field: 'events.sum', of: 'properties.', op: '=', value: 1 },
      'of: events has no sum of “properties.”; there is properties.…',
    ],
    ['a count of something', { field: 'orders.count', of: 'total', op: '=', value: 1 }, 'of: Only a sum or an average is of a field'],
    [
      'a sum of messages',
      { field: 'engagement.sum', of: 'type', op: '=', value: 1 },
      'field: Unknown field “engagement.sum”; did you mean engagement.count?',
    ],
    [
      'whether a count is set',
      { field: 'orders.count', op: 'is set' },
      'op: orders.count is a number and takes =, !=, <, <=, >, >=, between',
    ],
    [
      'an unknown operator',
      { ...city, op: 'like' },
      'op: Unknown operator “like”; city takes =, !=, in, not in, contains, not contains, starts with, ends with, is set, is not set',
    ],
    ['no operator', { field: 'reachable.sms', value: true }, 'op: Must be an operator: =, !='],
    ['a value where none is', { field: 'city', op: 'is set', value: true }, 'value: `is set` takes no value'],
    ['no value', { field: 'city', op: '=' }, 'value: Must be a text'],
    ['an empty part', { field: 'city', op: 'contains', value: '' }, 'value: Must not be empty: every text has nothing in it'],
    ['NUL', { field: 'city', op: '=', value: 'a\u0000b' }, 'value: Must be plain text, without NUL characters or broken ones'],
    ['half a pair', { field: 'city', op: '=', value: 'a\uD83D' }, 'value: Must be plain text, without NUL characters or broken ones'],
    ['a long text', { field: 'city', op: '=', value: 'a'.repeat(501) }, 'value: Must be at most 500 characters'],
    ['an empty list', { field: 'city', op: 'in', value: [] }, 'value: Must be a list of at least one value'],
    ['a list that is none', { field: 'city', op: 'in', value: 'Sofia' }, 'value: Must be a list of at least one value'],
    ['a long list', { field: 'city', op: 'in', value: Array.from({ length: 1001 }, () => 'a') }, 'value: Must be at most 1000 values'],
    ['an endless number', { field: 'age', op: '=', value: Number.POSITIVE_INFINITY }, 'value: Must be a number'],
    ['an unsafe number', { field: 'age', op: '=', value: 2 ** 53 }, 'value: Must be a number'],
    ['a range of one', { field: 'age', op: 'between', value: [1] }, 'value: Must be two values, the lower one first'],
    ['a range that is upside down', { field: 'age', op: 'between', value: [25, 18] }, 'value: Must have the lower value first'],
    [
      'a range over currencies',
      {
        field: 'orders.average',
        of: 'total',
        op: 'between',
        value: [
          { amountMinor: 1, currency: 'EUR' },
          { amountMinor: 2, currency: 'USD' },
        ],
      },
      'value: Must be two amounts of one currency',
    ],
    [
      'a bare amount',
      { field: 'orders.average', of: 'total', op: '>', value: 5 },
      'value: Must be an amount of money: {"amountMinor": 10000, "currency": "EUR"}',
    ],
    [
      'a broken amount',
      { field: 'orders.average', of: 'total', op: '>', value: { amountMinor: 1.5, currency: 'EUR' } },
      'value.amountMinor: Must be a whole number of minor units, 0 or more',
    ],
    [
      'an unknown currency',
      { field: 'orders.average', of: 'total', op: '>', value: { amountMinor: 1, currency: 'EUX' } },
      'value.currency: Must be a currency (ISO 4217), as EUR',
    ],
    [
      'another choice',
      { field: 'consent.email', op: '=', value: 'subscribd' },
      'value: Must be one of never, pending, subscribed, unsubscribed; did you mean subscribed?',
    ],
    [
      'a state that valid orders never have',
      { field: 'orders.count', where: { field: 'status', op: '=', value: 'cancelled' }, op: '=', value: 1 },
      'where.value: Must be one of paid, pending, partially_refunded',
    ],
    ['a group by its name', { field: 'group', op: '=', value: 'Staff' }, 'value: Must be the id of a group: grp_…'],
    [
      'an audience by a group’s id',
      { field: 'audience', op: 'in', value: ['grp_01jd3x7k0fe1qv8m4z2r5t9w6n'] },
      'value[0]: Must be the id of an audience: aud_…',
    ],
    [
      'a window that is none',
      { field: 'createdAt', op: 'within', value: '90d' },
      'value: Must be a window: {"last": "90d"}, {"next": "7d"}, or {"from": …, "until": …}, of which one may be left out',
    ],
    [
      'a window of months',
      { field: 'createdAt', op: 'within', value: { last: '3m' } },
      'value.last: Must be a number of hours, days or weeks, at most 100 years: 36h, 90d, 2w',
    ],
    [
      'a window of nothing',
      { field: 'createdAt', op: 'within', value: { last: '0d' } },
      'value.last: Must be a number of hours, days or weeks, at most 100 years: 36h, 90d, 2w',
    ],
    [
      'a window of ages',
      { field: 'createdAt', op: 'within', value: { last: '36501d' } },
      'value.last: Must be a number of hours, days or weeks, at most 100 years: 36h, 90d, 2w',
    ],
    [
      'a window of two kinds',
      { field: 'createdAt', op: 'within', value: { last: '3d', from: 'today' } },
      'value.from: Unknown key; there are last',
    ],
    [
      'a window that ends before it begins',
      { field: 'orders.count', within: { from: '7d ago', until: '2w ago' }, op: '=', value: 1 },
      'within: Must not end before it begins',
    ],
    [
      'a birthday without end',
      { field: 'birthday', op: 'within', value: { from: 'today' } },
      'value: Must have both ends: a day of every year lies in any window without an end',
    ],
    ['a day that does not exist', { field: 'createdAt', op: 'before', value: '2026-02-30' }, `value: “2026-02-30” is not ${momentForms}`],
    [
      'a moment without a zone',
      { field: 'createdAt', op: 'before', value: '2026-02-20T10:00:00' },
      `value: “2026-02-20T10:00:00” is not ${momentForms}`,
    ],
    ['a moment that is a number', { field: 'createdAt', op: 'before', value: 5 }, `value: Must be ${momentForms}`],
    ['an attribute in order of a text', { field: 'attributes.plan', op: '<', value: 'gold' }, 'value: Must be a number'],
    ['an attribute that is an object', { field: 'attributes.plan', op: '=', value: {} }, 'value: Must be a text, a number, true or false'],
  ])('refuses %s', (_, condition, fault) => {
    expect(findFault(condition as Record<string, unknown>)).toBe(fault)
  })

  it('takes a key that only looks dangerous, and refuses keys of prototypes as unknown', () => {
    expect(listFaults({ field: 'attributes.__proto__', op: '=', value: 'constructor' })).toEqual([])
    expect(listFaults(JSON.parse('{"field": "city", "op": "=", "value": "a", "__proto__": {"op": "in"}}'))).toEqual([
      '__proto__: Unknown key; there are field, of, within, where, op, value',
    ])
    expect(listFaults(Object.create(city))).toEqual([
      ': Must be {"all": […]}, {"any": […]}, {"not": …} or a condition {"field": …, "op": …, "value": …}',
    ])
  })

  it('is bounded: in depth, conditions, faults and time', () => {
    const nest = (levels: number) => {
      let rule: unknown = city
      for (let level = 1; level < levels; level += 1) rule = { not: rule }
      return rule
    }
    expect(listFaults(nest(maximumRuleDepth))).toEqual([])
    expect(listFaults(nest(maximumRuleDepth + 1))).toEqual([
      `${'not.'.repeat(maximumRuleDepth).slice(0, -1)}: Is nested deeper than ${maximumRuleDepth}`,
    ])
    expect(listFaults(nest(1_000_000))).toHaveLength(1)

    const many = (count: number) => ({ all: Array.from({ length: count }, () => city) })
    expect(listFaults(many(maximumRuleConditions))).toEqual([])
    expect(listFaults({ any: [many(maximumRuleConditions), city] })).toEqual([`: Has more than ${maximumRuleConditions} conditions`])
    expect(listFaults({ any: [many(maximumRuleConditions - 1), { all: [] }, { any: [] }] })).toEqual([
      `: Has more than ${maximumRuleConditions} conditions`,
    ])
    expect(listFaults(many(1_000_000))).toEqual([`all: Must be at most ${maximumRuleConditions} rules`])

    const hostile = { field: 'segment', op: 'in', value: Array.from({ length: 1000 }, (_, at) => `${'vipp'.repeat(10)}${at}`) }
    const startedAt = performance.now()
    expect(listFaults({ all: Array.from({ length: 200 }, () => hostile) }).length).toBeLessThanOrEqual(51)
    expect(performance.now() - startedAt).toBeLessThan(15_000)
  })

  it('refuses a rule that would not fit into the text form', () => {
    const list = { field: 'email', op: 'in', value: Array.from({ length: 1000 }, (_, at) => `${'a'.repeat(110)}${at}`) }
    expect(listFaults(list)).toEqual([': Is longer than 100000 characters of text'])
    expect(listFaults({ ...list, value: list.value.map((text) => text.slice(30)) })).toEqual([])
  })
})
