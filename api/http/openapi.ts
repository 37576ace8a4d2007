/**
 * The OpenAPI 3.1 document, made from the route table. Its dialect is the JSON Schema that zod writes by itself, so nothing is described twice;
 * a schema with `.meta({ id })` becomes a component.
 */
import { z } from 'zod'
import type { ApiScope } from '../../domain/api-scopes.ts'
import { findLeastRole } from '../../domain/roles.ts'
import { toProblemDocument, Problem } from './problems.ts'
import type { Access, Route } from './routes.ts'
import { nameCookie } from './session-cookie.ts'

type Json = Record<string, unknown>

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
    errors: z
      .array(
        z.object({
          path: z.string(),
          message: z.string(),
          at: z
            .object({ position: z.int(), length: z.int(), line: z.int(), column: z.int(), expected: z.array(z.string()).optional() })
            .optional()
            .meta({ description: 'Of a fault in the text form of a rule.' }),
        }),
      )
      .optional(),
    requestId: z.string().optional(),
  })
  .meta({
    id: 'Problem',
    description: 'RFC 9457. `code` is stable; docs/errors.md lists them all.',
    example: toProblemDocument(new Problem('not_found')),
  })

export function createOpenApiDocument(routes: readonly Route[], { publicUrl, version }: { publicUrl: string; version: string }): Json {
  const components: Record<string, Json> = {}
  const paths: Record<string, Json> = {}
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method]: describeRoute(route, components) }
  return {
    openapi: '3.1.0',
    info: { title: 'Regulars', version, description: 'Customers, orders and consent in; segments, broadcasts and reports out.' },
    // Relative first: the docs page tries things out where it was loaded from.
    servers: [{ url: '/' }, { url: publicUrl }],
    security: [{ apiKey: [] }, { session: [] }],
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, `reg_…`: for programs.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: nameCookie(publicUrl),
          description:
            'A member’s session: for the console’s own page. What changes something needs the header `X-Regulars-Console` and comes from the same origin.',
        },
      },
    },
  }
}

function describeRoute(route: Route, components: Record<string, Json>): Json {
  const requestBody = describeRequestBody(route, components)
  return {
    tags: [route.tag],
    summary: route.summary,
    description: [route.description, describeAccess(route.scope)].filter((text) => text !== undefined).join('\n\n'),
    ...(isScope(route.scope) || route.scope === 'caller' ? {} : { security: route.scope === 'member' ? [{ session: [] }] : [] }),
    operationId: nameOperation(route),
    parameters: [
      ...describeParameters(route.params, 'path', components),
      ...describeParameters(route.query, 'query', components),
      ...(route.idempotencyKey === undefined
        ? []
        : [
            {
              name: 'Idempotency-Key',
              in: 'header',
              required: route.idempotencyKey === 'required',
              schema: { type: 'string', maxLength: 255 },
              description: 'A repeat within 24 hours gets the first answer and does nothing.',
            },
          ]),
      ...(route.honoursIfMatch === undefined
        ? []
        : [
            {
              name: 'If-Match',
              in: 'header',
              required: false,
              schema: { type: 'string' },
              description: 'The `ETag` of the version that is to be changed; another one is a 412.',
            },
          ]),
    ],
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: {
      ...describeAnswers(route, components),
      default: { description: 'A problem', content: { 'application/problem+json': { schema: toSchema(problemSchema, components) } } },
    },
  }
}

function isScope(access: Access): access is ApiScope {
  return access !== 'anyone' && access !== 'member' && access !== 'caller'
}

const describedAccess = {
  member: 'For members who are signed in.',
  caller: 'For every key and every member; scopes decide what it says.',
  anyone: 'For anyone.',
} as const satisfies Record<Exclude<Access, ApiScope>, string>

function describeAccess(access: Access): string {
  if (!isScope(access)) return describedAccess[access]
  return `Scope: \`${access}\`, which every ${findLeastRole(access)} has.`
}

function describeRequestBody(route: Route, components: Record<string, Json>): Json | undefined {
  const schema = route.documentedBody ?? route.body
  const content = {
    ...(schema === undefined ? {} : { 'application/json': { schema: toSchema(schema, components) } }),
    ...Object.fromEntries((route.rawBodyTypes ?? []).map((type) => [type, { schema: { type: 'string' } }])),
  }
  // An empty body counts as {}.
  const isRequired = route.body === undefined || !route.body.safeParse({}).success
  return Object.keys(content).length === 0 ? undefined : { required: isRequired, content }
}

/** By status. A route that only streams answers 200. */
function describeAnswers(route: Route, components: Record<string, Json>): Json {
  const content = {
    ...(route.response === undefined ? {} : { 'application/json': { schema: toSchema(route.response, components) } }),
    ...Object.fromEntries((route.streamTypes ?? []).map((type) => [type, { schema: { type: 'string' } }])),
  }
  const hasContent = Object.keys(content).length > 0
  const answer = { description: 'Done', ...(hasContent ? { content } : {}) }
  const statuses = [route.status ?? (hasContent ? 200 : 204), ...(route.otherStatuses ?? [])]
  return Object.fromEntries(statuses.map((status) => [status, status === 204 ? { description: 'Done' } : answer]))
}

function describeParameters(schema: z.ZodType | undefined, place: 'path' | 'query', components: Record<string, Json>): Json[] {
  if (schema === undefined) return []
  const object = toSchema(schema, components) as { properties?: Record<string, Json>; required?: string[] }
  return Object.entries(object.properties ?? {}).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: place === 'path' || (object.required ?? []).includes(name),
    schema: property,
    ...(description === undefined ? {} : { description }),
  }))
}

/** `post /api/v1/broadcasts/{id}/send` → `postBroadcastsIdSend`. */
function nameOperation(route: Route): string {
  const words = route.path
    .replace('/api/v1/', '')
    .split(/[^a-zA-Z]+/)
    .filter((word) => word !== '')
  return route.method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

/** As it is on the wire, before anything is parsed. Wrapped, so that a schema with an id is referred to; its definitions move to the components. */
function toSchema(schema: z.ZodType, components: Record<string, Json>): Json {
  const wrapped = z.toJSONSchema(z.object({ root: schema }), { io: 'input', unrepresentable: 'any' }) as {
    properties?: { root?: Json }
    $defs?: Record<string, Json>
  }
  const text = JSON.stringify({ root: wrapped.properties?.root ?? {}, definitions: wrapped.$defs ?? {} }).replaceAll(
    '"#/$defs/',
    '"#/components/schemas/',
  )
  const { root, definitions } = JSON.parse(text) as { root: Json; definitions: Record<string, Json> }
  for (const [name, { id: _id, ...definition }] of Object.entries(definitions)) {
    if (components[name] !== undefined && JSON.stringify(components[name]) !== JSON.stringify(definition)) {
      throw new Error(`Two schemas are called ${name}`)
    }
    components[name] = definition
  }
  return root
}
