/** Whatever is thrown at a route, the answer is never a fault of ours. */
import { fc } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Route } from '../../api/http/routes.ts'
import { routes } from '../../api/routes/index.ts'
import { startTestApi, type TestApi } from './test-api.ts'

interface JsonSchema {
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  items?: JsonSchema
  $ref?: string
  $defs?: Record<string, JsonSchema>
  example?: unknown
}

const nastyTexts = [
  '',
  ' ',
  '\0',
  '\ud83d',
  '%',
  "'; DROP TABLE customers; --",
  '__proto__',
  'constructor',
  '{{ x }}',
  '../../etc/passwd',
  '\u202e',
  'é'.repeat(300),
  'a'.repeat(5000),
  '-1',
  '1e400',
  'NaN',
  'null',
  '0000-00-00',
  '9999-12-31T23:59:59.999999999Z',
  '-000001-01-01T00:00:00Z',
  '2026-02-30T00:00:00Z',
  'cus_00000000000000000000000000',
  'cus_zzzzzzzzzzzzzzzzzzzzzzzzzz',
  'ext:',
  'ext:a',
  'ada',
]
const nastyNumbers = [0, -0, -1, 1, 0.1, 2 ** 31, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 1e21, 1e308, 5e-324]
const nasty: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...nastyTexts),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...nastyNumbers),
  fc.constantFrom(null, true, [], {}),
  fc.jsonValue({ maxDepth: 3 }),
)

/** Mostly what the schema asks for, here and there something else. */
function valuesOf(schema: JsonSchema, definitions: Record<string, JsonSchema>, depth = 0): fc.Arbitrary<unknown> {
  const right = depth > 6 ? fc.constant(null) : rightValuesOf(schema, definitions, depth)
  return fc.oneof({ weight: 8, arbitrary: right }, { weight: 1, arbitrary: nasty })
}

function rightValuesOf(schema: JsonSchema, definitions: Record<string, JsonSchema>, depth: number): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) return valuesOf(definitions[schema.$ref.replace('#/$defs/', '')] ?? {}, definitions, depth + 1)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => valuesOf(choice, definitions, depth + 1)))
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.example !== undefined) return fc.constant(schema.example)
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object':
      return schema.properties === undefined
        ? fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 })
        : fc.record(
            Object.fromEntries(
              Object.entries(schema.properties).map(([name, property]) => [name, valuesOf(property, definitions, depth + 1)]),
            ),
            { requiredKeys: [] },
          )
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}, definitions, depth + 1), { maxLength: 4 })
    case 'string':
      return fc.constantFrom('a', 'ada', 'EUR', 'de', '2026-05-01T00:00:00Z', 'ada@example.com', '+4930901820', 'https://example.com/x')
    case 'integer':
    case 'number':
      return fc.constantFrom(1, 2, 100)
    case 'boolean':
      return fc.boolean()
    default:
      return nasty
  }
}

function bodiesOf(route: Route): fc.Arbitrary<unknown> {
  const schema = route.documentedBody ?? route.body
  if (schema === undefined) return fc.constant(undefined)
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  return fc.oneof({ weight: 6, arbitrary: valuesOf(json, json.$defs ?? {}) }, { weight: 1, arbitrary: nasty })
}

const texts = fc.oneof(fc.constantFrom(...nastyTexts), fc.string({ unit: 'binary', maxLength: 40 }))

function queriesOf(route: Route): fc.Arbitrary<string> {
  const json = route.query === undefined ? {} : (z.toJSONSchema(route.query, { io: 'input', unrepresentable: 'any' }) as JsonSchema)
  const names = [...Object.keys(json.properties ?? {}), 'x']
  return fc
    .array(fc.tuple(fc.constantFrom(...names), texts), { maxLength: 3 })
    .map((pairs) => pairs.map(([name, value]) => `${name}=${encode(value)}`).join('&'))
}

/** Lone surrogates cannot be percent-encoded; the bytes that stand for them can. */
function encode(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9]/g, (character) => {
    const code = character.charCodeAt(0)
    return code >= 0xd800 && code <= 0xdfff ? '%ED%A0%80' : encodeURIComponent(character)
  })
}

let api: TestApi
/** Ids of things that are there, by the first word of their paths, so that not every handler ends at 404. */
const existing: Record<string, string> = {}

beforeAll(async () => {
  api = await startTestApi()
  const euros = { amountMinor: 100, currency: 'EUR' }
  const bodies = {
    customers: { externalId: 'ada', email: 'ada@example.com' },
    orders: { externalId: 'order', customerExternalId: 'ada', placedAt: '2026-05-01T00:00:00Z', total: euros },
    products: { externalId: 'product', name: 'Tea' },
    audiences: { name: 'All', text: 'everyone' },
    broadcasts: {
      name: 'Spring',
      channel: 'email',
      message: { channel: 'email', subject: 'Hello', html: '<p>Hello</p>' },
      audience: { include: [{ kind: 'everyone' }], exclude: [] },
    },
  }
  for (const [noun, body] of Object.entries(bodies)) {
    const created = await api.call<{ id: string }>('POST', `/api/v1/${noun}`, { body })
    expect(created.status).toBe(201)
    existing[noun] = created.body.id
  }
})
afterAll(() => api.close())

describe('whatever is sent', () => {
  // The stream of changes takes nothing, and does not end.
  const answering = routes.filter(({ path }) => path !== '/api/v1/changes')
  it.each(answering.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const))(
    '%s never breaks',
    async (_name, route) => {
      const parameters = [...route.path.matchAll(/\{\w+\}/g)].length
      await fc.assert(
        fc.asyncProperty(
          fc.array(texts, { minLength: parameters, maxLength: parameters }),
          queriesOf(route),
          bodiesOf(route),
          async (values, query, body) => {
            const rest = [...values]
            // A stream over something that is there does not end.
            const endsAlways = route.method !== 'delete' && route.streamTypes?.includes('text/event-stream') !== true
            const id = !endsAlways || values[0]?.length === 0 ? undefined : existing[route.path.split('/')[3] ?? '']
            if (id !== undefined && (values[0]?.length ?? 0) % 2 === 0) rest[0] = id
            const path = route.path.replaceAll(/\{\w+\}/g, () => encode(rest.shift() ?? ''))
            const { status, body: answer } = await api.call<{ code?: string; status?: number }>(
              route.method.toUpperCase(),
              `${path}${query === '' ? '' : `?${query}`}`,
              {
                ...(body === undefined ? {} : { body: JSON.stringify(body) }),
              },
            )
            if (status < 400) return
            expect(answer.status).toBe(status)
            // There is no Temporal here; nothing else may be a 5xx.
            if (status >= 500) expect(answer.code).toBe('temporal_unavailable')
          },
        ),
        { numRuns: 60, seed: 20261122 },
      )
    },
  )
})
