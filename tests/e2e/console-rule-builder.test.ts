import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { z } from 'zod'
import type { catalogueSchema } from '../../api/schemas/audience-dimensions.ts'
import { createConsolePage, enterConsole, locateOn } from './console-page.ts'
import { type ConsoleStack, startConsoleStack } from './console-stack.ts'
import { expectCount, expectDisabled, expectNone, expectTexts, expectValue } from './page-state.ts'

// Hundreds of conditions on a busy machine.
vi.setConfig({ testTimeout: 300_000 })

/** Conditions of one rule: as many as a page draws quickly. */
const atOnce = 40

type Catalogue = z.output<typeof catalogueSchema>
type Dimension = Catalogue['dimensions'][number]
type Rule = { field: string; of?: string; op: string; value?: unknown; where?: Rule }

let stack: ConsoleStack
let page: Page
let complaints: string[]

beforeAll(async () => {
  stack = await startConsoleStack({ customers: 60 })
  ;({ page, complaints } = await createConsolePage(stack))
  await enterConsole(stack, page)
  await stack.call('POST', '/api/v1/audiences', { name: 'Some', text: 'city = "Berlin"' })
  await stack.call('POST', '/api/v1/offers', {
    name: 'Ten percent',
    discount: { kind: 'percent', percent: 10 },
    validity: { kind: 'afterDelivery', hours: 240 },
  })
  const { id } = await stack.call<{ id: string }>('POST', '/api/v1/broadcasts', {
    name: 'Sent',
    message: { channel: 'email', subject: 'Hello', html: '<p>Hello</p>' },
    audience: { include: [{ kind: 'segment', segment: 'active' }], exclude: [] },
  })
  await stack.call('POST', `/api/v1/broadcasts/${id}/send`)
}, 300_000)

afterAll(() => stack?.close())

const { button, dialog, heading, region } = locateOn(() => page)

/** A key of a free-form field, as a store may have it. */
const nameOf = ({ name }: Pick<Dimension, 'name'>) => name.replace('*', 'favourite')

async function readSample({ type, values, valuesUrl }: Dimension): Promise<unknown> {
  switch (type) {
    case 'number':
      return 3
    case 'money':
      return { amountMinor: 1_050, currency: 'EUR' }
    case 'boolean':
      return true
    case 'choice':
    case 'membership': {
      const known = values ?? []
      if (known[0] !== undefined) return known[0].value
      const { values: found } = await stack.call<{ values: { value: string }[] }>('GET', valuesUrl ?? '')
      return found[0]?.value
    }
    default:
      return 'Berlin'
  }
}

/** What an operator compares with, made of one value. */
function compare(op: string, sample: unknown): unknown {
  switch (op) {
    case 'is set':
    case 'is not set':
      return undefined
    case 'in':
    case 'not in':
      return [sample]
    case 'between':
      return typeof sample === 'object' ? [sample, sample] : [3, 4]
    case '<':
    case '<=':
    case '>':
    case '>=':
      return typeof sample === 'string' ? 3 : sample
    case 'before':
    case 'after':
      return '30d ago'
    case 'on':
      return 'today'
    case 'within':
    case 'not within':
      return { last: '30d' }
    default:
      return sample
  }
}

/** Each operator once for each kind of value, and each dimension at least once: with another operator it differs from its kind in nothing. */
function pickNew(kind: string, operators: readonly string[], seen: Set<string>): string[] {
  const fresh = operators.filter((op) => !seen.has(`${kind} ${op}`))
  for (const op of fresh) seen.add(`${kind} ${op}`)
  return fresh.length > 0 ? fresh : operators.slice(0, 1)
}

async function listConditions(dimensions: readonly Dimension[], seen = new Set<string>()): Promise<Rule[]> {
  const rules: Rule[] = []
  for (const dimension of dimensions) {
    const sample = await readSample(dimension)
    expect(sample, `${dimension.name} has values to choose from`).toBeDefined()
    for (const op of pickNew(dimension.type, dimension.operators, seen)) {
      const value = compare(op, sample)
      rules.push({ field: nameOf(dimension), op, ...(value === undefined ? {} : { value }) })
    }
  }
  return rules
}

function listMeasures({ measures }: Catalogue['sources'][number], seen: Set<string>): Rule[] {
  return measures.flatMap(({ field, of, operators }) => {
    const first = of[0]
    const isMoney = first !== undefined && /total|refunded|price|amount|discount/.test(first)
    const isInstant = operators.includes('within')
    const kind = isMoney ? 'sum of money' : isInstant ? 'moment' : 'count'
    return pickNew(kind, operators, seen).map((op) => {
      const value = compare(op, isMoney ? { amountMinor: 1_050, currency: 'EUR' } : isInstant ? 'today' : 3)
      return { field, ...(first === undefined ? {} : { of: nameOf({ name: first }) }), op, ...(value === undefined ? {} : { value }) }
    })
  })
}

/** Shown in the builder, changed there in one place, and read back: nothing else of it has changed. */
async function expectRoundTrip(conditions: Rule[], shown: number): Promise<void> {
  const { text } = await stack.call<{ text: string }>('POST', '/api/v1/audiences/check', { rule: { any: conditions } })
  const { id } = await stack.call<{ id: string }>('POST', '/api/v1/audiences', { name: 'Every operator', rule: { any: conditions } })
  await page.goto(`${stack.url}/audiences/${id}`)
  const builder = page.getByRole('group', { name: 'Builder' })
  await expectCount(builder.getByRole('group', { name: 'Condition' }), shown)
  // Each has its field and its operator: none is unknown here.
  const chosen = builder.getByRole('combobox', { name: /^(Field|Operator)$/ })
  await expectCount(chosen, shown * 2)
  await expect
    .poll(() => chosen.evaluateAll((inputs) => inputs.filter((input) => (input as unknown as { value: string }).value === '').length))
    .toBe(0)
  await builder
    .getByRole('combobox', { name: /how they hold together$/ })
    .first()
    .click()
  await page.getByRole('option', { name: 'none of these holds', exact: true }).click()
  await expectValue(page.getByRole('textbox', { name: 'As text' }), `not (${text})`)
  await expectTexts(builder.getByRole('alert'), [])
}

describe('an audience that a campaign uses', () => {
  it('is not deleted, and says what uses it; one that nothing uses is, by its name', async () => {
    const { id } = await stack.call<{ id: string }>('POST', '/api/v1/audiences', { name: 'Used', text: 'city = "Berlin"' })
    const draft = await stack.call<{ id: string }>('POST', '/api/v1/broadcasts', {
      name: 'Uses it',
      message: { channel: 'sms', text: 'x' },
      audience: { include: [{ kind: 'audience', audienceId: id }], exclude: [] },
    })
    await page.goto(`${stack.url}/audiences/${id}`)
    await button('Delete').click()
    await dialog('“Used” is still used').getByRole('link', { name: 'Uses it' }).waitFor()
    await stack.call('DELETE', `/api/v1/broadcasts/${draft.id}`)
    await page.goto(`${stack.url}/audiences/${id}`)
    await button('Delete').click()
    const asked = dialog('Delete “Used” for good?')
    await expectDisabled(asked.getByRole('button', { name: 'Delete the audience' }))
    await asked.getByRole('textbox', { name: 'Type “Used” to confirm' }).fill('Used')
    await asked.getByRole('button', { name: 'Delete the audience' }).click()
    await heading('Audiences').waitFor()
    await expectNone(region('Saved audiences').getByRole('link', { name: 'Used', exact: true }), {
      beside: region('Saved audiences').getByRole('link'),
    })
  })

  it('keeps a new rule in the address, and so over a reload', async () => {
    await page.goto(`${stack.url}/audiences/new`)
    await page.getByRole('textbox', { name: 'As text' }).fill('city = "Hamburg"')
    await expect.poll(() => new URL(page.url()).searchParams.get('text')).toBe('city = "Hamburg"')
    page.once('dialog', (asked) => void asked.accept())
    await page.reload()
    await expectValue(page.getByRole('textbox', { name: 'As text' }), 'city = "Hamburg"')
  })
})

describe('the rule builder', () => {
  it('edits every dimension of the catalogue, and every operator of each kind of value', async () => {
    const { dimensions } = await stack.call<Catalogue>('GET', '/api/v1/audiences/dimensions')
    const conditions = await listConditions(dimensions)
    expect(new Set(conditions.map(({ field }) => field)).size).toBe(dimensions.length)
    for (let from = 0; from < conditions.length; from += atOnce) {
      const part = conditions.slice(from, from + atOnce)
      await expectRoundTrip(part, part.length)
    }
  })

  it('edits every measure of every kind of record, and every field by which records are chosen', async () => {
    const { sources } = await stack.call<Catalogue>('GET', '/api/v1/audiences/dimensions')
    expect(sources.map(({ name }) => name)).toEqual(expect.arrayContaining(['orders', 'engagement', 'vouchers', 'redemptions']))
    const [seenFields, seenMeasures] = [new Set<string>(), new Set<string>()]
    const rules: { rule: Rule; shown: number }[] = []
    for (const source of sources) {
      const fields = await listConditions(source.fields, seenFields)
      rules.push(...fields.map((where) => ({ rule: { field: `${source.name}.count`, op: '>=', value: 1, where }, shown: 2 })))
      rules.push(...listMeasures(source, seenMeasures).map((rule) => ({ rule, shown: 1 })))
    }
    for (let from = 0; from < rules.length; from += atOnce) {
      const part = rules.slice(from, from + atOnce)
      await expectRoundTrip(
        part.map(({ rule }) => rule),
        part.reduce((sum, { shown }) => sum + shown, 0),
      )
    }
  })

  it('never broke the content security policy, nor a script', () => {
    expect(complaints).toEqual([])
  })
})
