import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { createRuleArbitrary } from '../../tests/audiences/rule-arbitrary.ts'
import { checkRule } from './check-rule.ts'
import { dimensions, sources } from './dimensions.ts'
import { formatRule } from './format-rule.ts'
import { parseRule } from './parse-rule.ts'

const currency = 'EUR'

function reformat(text: string): string {
  const parsed = parseRule(text, { currency })
  return parsed.kind === 'rule' ? formatRule(parsed.rule) : `${parsed.fault.position}+${parsed.fault.length} ${parsed.fault.message}`
}

/** `^` marks the place, as many as it is long; a fault at the end has one behind it. */
function pointAt(text: string): string[] {
  const parsed = parseRule(text, { currency })
  if (parsed.kind === 'rule') return ['no fault']
  const { position, length, message } = parsed.fault
  return [' '.repeat(position) + '^'.repeat(Math.max(1, length)), message]
}

const examples = [...dimensions, ...sources, ...sources.flatMap(({ fields }) => fields)].flatMap((entry) => entry.examples)
const id = 'aud_01jd3x7k0fe1qv8m4z2r5t9w6n'
const rules = createRuleArbitrary({
  nowMs: Date.parse('2026-03-29T00:30:00Z'),
  timeZone: 'Europe/Berlin',
  audienceIds: [id],
  groupIds: [id.replace('aud', 'grp')],
  campaignIds: ['brd', 'prm', 'aut'].map((prefix) => id.replace('aud', prefix)),
  offerIds: [id.replace('aud', 'off')],
  texts: fc.string({ unit: 'grapheme', maxLength: 60 }).filter((text) => !text.includes('\u0000')),
  keys: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => !text.includes('\u0000')),
})

describe('the text form', () => {
  it.each(examples)('writes %s as the catalogue does', (example) => {
    expect(reformat(example)).toBe(example)
  })

  it.prop({ rule: rules }, { numRuns: 1_000 })('and the JSON form are the same rule, both ways', ({ rule }) => {
    const checked = checkRule(rule)
    if (checked.kind === 'refused') throw new Error(JSON.stringify(checked.faults))
    const text = formatRule(checked.rule)
    const parsed = parseRule(text, { currency: 'USD' })
    expect(parsed, text).toEqual(checked)
    if (parsed.kind === 'rule') expect(formatRule(parsed.rule)).toBe(text)
  })

  it.each([
    ['{"all":[]}', 'everyone'],
    ['{"any":[]}', 'nobody'],
    ['{"all":[{"any":[]}]}', 'all(nobody)'],
    ['{"any":[{"any":[{"all":[]}]}]}', 'any(any(everyone))'],
    ['{"all":[{"all":[C,C]},C]}', '(age = 1 and age = 1) and age = 1'],
    ['{"all":[C,{"all":[C]}]}', 'age = 1 and all(age = 1)'],
    ['{"any":[{"all":[C,C]},C]}', '(age = 1 and age = 1) or age = 1'],
    ['{"not":{"not":{"any":[C,C]}}}', 'not not (age = 1 or age = 1)'],
  ])('keeps the groups of %s', (json, text) => {
    const rule: unknown = JSON.parse(json.replaceAll('C', '{"field":"age","op":"=","value":1}'))
    const checked = checkRule(rule)
    expect(checked).toEqual({ kind: 'rule', rule })
    expect(checked.kind === 'rule' && formatRule(checked.rule)).toBe(text)
    expect(parseRule(text, { currency })).toEqual(checked)
  })

  it('binds `and` closer than `or`, and `not` closest', () => {
    expect(reformat('not age = 1 or age = 2 and age = 3')).toBe('not age = 1 or (age = 2 and age = 3)')
  })

  it.each([
    ['city == "Sofia" && !(segment is vip || rfm = "Champions")', 'city = "Sofia" and not (segment = vip or rfm = champions)'],
    ['ORDERS.COUNT(LAST 90 DAYS) ≥ 3 AND Reachable.SMS is true', 'orders.count(last 90d) >= 3 and reachable.sms = true'],
    ['city <> Sofia and age ≠ 3 and age ≤ 9', 'city != "Sofia" and age != 3 and age <= 9'],
    ["city = 'it\\'s' and city = София and lastName = O'Brien", 'city = "it\'s" and city = "София" and lastName = "O\'Brien"'],
    [
      'city is empty or city is not null or city is not Sofia or city is not in (a)',
      'city is not set or city is set or city != "Sofia" or city not in ("a")',
    ],
    ['name(x) is set', '0+4 Unknown field “name”'],
    ['city does not contain "a" and city begins with b', 'city not contains "a" and city starts with "b"'],
    [
      'orders.sum(total) between 10 and 20 USD or orders.sum(total) >= 10',
      'orders.sum(total) between 10.00 USD and 20.00 USD or orders.sum(total) >= 10.00 EUR',
    ],
    ['orders.sum(where status = paid, last 1 week, total) > 5 jpy', 'orders.sum(total, last 1w, where status = paid) > 5 JPY'],
    ['orders.count() = 0 and orders.first before "2026-01-31"', 'orders.count = 0 and orders.first before 2026-01-31'],
    [
      'externalId in (0012, 13) and attributes.zip = 0100 and attributes.n = 100',
      'externalId in ("0012", "13") and attributes.zip = "0100" and attributes.n = 100',
    ],
    ['ATTRIBUTES."Loyalty Card" is true and attributes."a.b" = "true"', 'attributes."Loyalty Card" = true and attributes."a.b" = "true"'],
    ['createdAt within the last 90d or createdAt within until in 7 days', 'createdAt within last 90d or createdAt within until in 7d'],
    ['((city = "a\\u00e9\\n\\"\\\\"))', 'city = "aé\\n\\"\\\\"'],
    ['all(age = 1, any(), age = 2 or age = 3)', 'age = 1 and nobody and (age = 2 or age = 3)'],
  ])('takes %s for what is meant', (habit, text) => {
    expect(reformat(habit)).toBe(text)
  })

  it.each([
    ['', '^', 'Expected a condition, found the end'],
    ['citty = Sofia', '^^^^^', 'Unknown field “citty”; did you mean city?'],
    ['firstname = a and frstName = b', '                  ^^^^^^^^', 'Unknown field “frstName”; did you mean firstName?'],
    ['city = Stara Zagora', '             ^^^^^^', 'Expected and, or or the end, found “Zagora”; a text of several words stands in quotes'],
    ['age = 1 adn age = 2', '        ^^^', 'Expected and, or or the end, found “adn”; did you mean and?'],
    ['age = 1)', '       ^', 'Expected and, or or the end, found “)”; nothing was opened here'],
    ['(age = 1', '        ^', 'Expected and, or or ), found the end'],
    ['age = ', '      ^', 'Expected a number, found the end'],
    ['city = and age = 1', '       ^^^', 'Expected a text in quotes, found “and”; as a text it stands in quotes: "and"'],
    ['city = "Sofia', '       ^^^^^^', 'This text has no closing "'],
    ['city = “Sofia”', '       ^', 'Texts stand between straight quotes: "Sofia"'],
    ['city = "a\\q"', '         ^^', 'Unknown escape \\q; write a backslash as \\\\'],
    ['city = a & age = 1', '         ^', 'Write and'],
    ['city = 🙂', '       ^^', '“🙂” means nothing here; texts stand between quotes: "Sofia"'],
    ['"city" = a', '^^^^^^', 'Expected a condition, found "city"; names of fields stand without quotes'],
    [
      'city contain a',
      '     ^^^^^^^',
      'Expected =, !=, in, not in, contains, not contains, starts with, ends with, is set or is not set, found “contain”; did you mean contains?',
    ],
    ['country in (BG, RO', '                  ^', 'Expected , or ), found the end'],
    ['country in BG', '           ^^', 'Expected (, found “BG”; a list stands in parentheses'],
    ['country in ()', '           ^^', 'Must be a list of at least one value'],
    ['age in (1)', '    ^^', 'Expected =, !=, <, <=, >, >=, between, is set or is not set, found “in”'],
    ['age between 18 or 25', '               ^^', 'Expected and, found “or”'],
    ['age between 25 and 18', '            ^^^^^^^^^', 'Must have the lower value first'],
    ['age = old', '      ^^^', 'Must be a number'],
    ['reachable.sms = yes', '                ^^^', 'Must be true or false'],
    [
      'segment in (vip, actve)',
      '                 ^^^^^',
      'Must be one of lapsed, new, most_active, active, vip, high_spender, high_aov, repeat, at_risk; did you mean active?',
    ],
    ['group = Staff', '        ^^^^^', 'Must be the id of a group: grp_…'],
    ['orders >= 3', '^^^^^^', 'Must say which: orders.count, orders.sum, orders.average, orders.first, orders.last'],
    ['orders.count(90d) >= 3', '             ^^^', 'Expected a window, found “90d”; write last 90d or next 90d'],
    ['orders.count(last 3 months) >= 3', '                  ^^^^^^^^', 'Months and years differ in length; write days: 90d, 365d'],
    ['orders.count(last 9x) >= 3', '                  ^^', 'Must be a number of hours, days or weeks, at most 100 years: 36h, 90d, 2w'],
    [
      'orders.count(last 9d where coupon is set) >= 3',
      '                     ^^^^^',
      'Expected , or ), found “where”; a comma stands before where',
    ],
    ['orders.count(last 9d, last 8d) >= 3', '                      ^^^^', 'Expected ), found “last”; there is one `within` already'],
    ['orders.count(where copon is set) >= 3', '                   ^^^^^', 'Unknown field of orders “copon”; did you mean coupon?'],
    ['orders.count(where (status = paid) >= 3', '                                   ^^', 'Expected and, or or ), found “>=”'],
    ['orders.sum >= 3', '^^^^^^^^^^^^^^^', 'Must say what the sum is of: total, refunded'],
    ['orders.sum(coupon) >= 3', '           ^^^^^^', 'orders has no sum of “coupon”; there is total, refunded'],
    ['orders.sum(total) >= 1.234', '                     ^^^^^', 'Has more decimals than its currency'],
    ['orders.sum(total) >= 5 EUX', '                       ^^^', 'Must be a currency (ISO 4217), as EUR'],
    ['orders.sum(total) >= 1,000', '                      ^', 'Expected and, or or the end, found “,”'],
    ['orders.last before 60d', '                      ^', 'Expected ago, found the end; write 60d ago or in 60d'],
    [
      'orders.last before 2026-02-30',
      '                   ^^^^^^^^^^',
      `“2026-02-30” is not a day (2026-01-31), an instant (2026-01-31T10:00:00Z), 60d ago, in 7d, today or now`,
    ],
    ['createdAt within 30d', '                 ^^^', 'Expected last, next, from or until, found “30d”; write last 30d or next 30d'],
    [
      'createdAt within from 2026-02-02 until 2026-02-01',
      '                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^',
      'Must not end before it begins',
    ],
    ['city(last 9d) = a', '     ^^^^^^^', 'Only a count, sum, average, first or last takes `within`; city is none'],
    ['first name = a', '      ^^^^', 'Expected an operator, found “name”; the name of a field is one word: firstName'],
  ])('points at the place of what is wrong: %s', (text, place, message) => {
    expect(pointAt(text)).toEqual([place, message])
  })

  it('counts lines and columns, and says what may stand there', () => {
    expect(parseRule('city = "a"\r\nand (\n  age 1)', { currency })).toEqual({
      kind: 'refused',
      fault: {
        position: 24,
        length: 1,
        line: 3,
        column: 7,
        message: 'Expected =, !=, <, <=, >, >=, between, is set or is not set, found “1”',
        expected: ['=', '!=', '<', '<=', '>', '>=', 'between', 'is set', 'is not set'],
      },
    })
  })

  it('is bounded: in length, in nesting and in time', () => {
    expect(reformat(`city = "${'a'.repeat(100_000)}"`)).toMatch(/^100000\+9 Is longer than/)
    expect(reformat('('.repeat(99_000))).toBe('100+1 Is nested too deeply')
    expect(reformat('not '.repeat(20_000))).toBe('400+3 Is nested too deeply')
    expect(reformat('all('.repeat(20_000))).toBe('400+3 Is nested too deeply')
    expect(reformat('orders.count(where '.repeat(5_000))).toBe('1900+12 Is nested too deeply')
    expect(reformat(Array.from({ length: 201 }, () => 'age = 1').join(' or '))).toBe('0+2207 Must be at most 200 rules')
    const startedAt = performance.now()
    for (const piece of ['"', '\\', "'", 'a.', '1', ' ', '!', 'a=1 or ', 'age in (1,', '(age = 1) and '])
      reformat(piece.repeat(99_999 / piece.length))
    expect(performance.now() - startedAt).toBeLessThan(15_000)
  })

  const words = [...examples.flatMap((example) => example.split(/\b/)), '"', '\\', '(', ')', 'not', '🙂', '\n', 'ß', '\u0000', '\uD800']
  it.prop(
    {
      text: fc.oneof(
        fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((list) => list.join(' ')),
        fc.string({ unit: 'binary' }),
      ),
    },
    { numRuns: 2_000 },
  )('is read or refused within its bounds, whatever somebody types', ({ text }) => {
    const parsed = parseRule(text, { currency })
    if (parsed.kind === 'rule') expect(parseRule(formatRule(parsed.rule), { currency })).toEqual(parsed)
    else expect(parsed.fault.position + parsed.fault.length).toBeLessThanOrEqual(text.length)
  })
})
