import { afterAll, beforeAll, expect, it } from 'vitest'
import { routes } from '../../api/routes/index.ts'
import { startTestApi, type TestApi } from './test-api.ts'

interface Document {
  openapi: string
  paths: Record<
    string,
    Record<
      string,
      {
        operationId: string
        parameters: { name: string; in: string; required: boolean }[]
        requestBody?: { required: boolean }
        responses: Record<string, { content?: Record<string, unknown> }>
      }
    >
  >
  components: { schemas: Record<string, unknown> }
}

let api: TestApi
let document: Document

beforeAll(async () => {
  api = await startTestApi()
  document = (await api.call<Document>('GET', '/openapi.json', { key: null })).body
})
afterAll(() => api.close())

it('the document is OpenAPI 3.1 and has every route, once, under an operation id of its own', () => {
  expect(document.openapi).toBe('3.1.0')
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
  )
  expect(operations.map((operation) => operation.name).toSorted()).toEqual(
    routes.map((route) => `${route.method} ${route.path}`).toSorted(),
  )
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length)
})

it('every reference leads somewhere, and every parameter of a path is described', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1] ?? '')
  expect(references.length).toBeGreaterThan(20)
  for (const name of references) expect(document.components.schemas).toHaveProperty(name)
  for (const [path, methods] of Object.entries(document.paths)) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
    for (const operation of Object.values(methods)) {
      expect(
        operation.parameters.filter((parameter) => parameter.in === 'path' && parameter.required).map((parameter) => parameter.name),
      ).toEqual(names)
    }
  }
})

it('says the status of every answer: of what is new, of streams and files, and never content with 204', () => {
  const statusesOf = (path: string, method: string) =>
    Object.entries(document.paths[path]?.[method]?.responses ?? {}).map(([status, { content = {} }]) =>
      [status, ...Object.keys(content)].join(' '),
    )
  const problem = 'default application/problem+json'
  expect(statusesOf('/api/v1/customers', 'post')).toEqual(['200 application/json', '201 application/json', problem])
  expect(statusesOf('/api/v1/imports', 'post')).toEqual(['201 application/json', '202 application/json', problem])
  expect(statusesOf('/api/v1/broadcasts/{id}/progress/stream', 'get')).toEqual(['200 text/event-stream', '204', problem])
  expect(statusesOf('/api/v1/changes', 'get')).toEqual(['200 text/event-stream', problem])
  expect(statusesOf('/api/v1/imports/{id}/rejections.csv', 'get')).toEqual(['200 text/csv', problem])
  const answers = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).flatMap(({ responses }) => responses['204'] ?? []),
  )
  expect(answers.filter(({ content }) => content !== undefined)).toEqual([])
})

it('has the headers that a route honours', () => {
  const headersOf = (path: string, method: string) =>
    document.paths[path]?.[method]?.parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name)
  for (const noun of ['audiences', 'broadcasts']) {
    expect(headersOf(`/api/v1/${noun}`, 'post')).toEqual(['Idempotency-Key'])
    expect(headersOf(`/api/v1/${noun}/{id}`, 'patch')).toEqual(['Idempotency-Key', 'If-Match'])
  }
})

it('asks for a body only where an empty one is refused', () => {
  expect(document.paths['/api/v1/customers']?.['post']?.requestBody).toMatchObject({ required: true })
  expect(document.paths['/api/v1/imports/{id}/chunks/{position}']?.['put']?.requestBody).toMatchObject({ required: true })
  expect(document.paths['/api/v1/broadcasts/{id}/pause']?.['post']?.requestBody).toMatchObject({ required: false })
})

it('the docs page and all that it loads come from here', async () => {
  const page = await api.call<string>('GET', '/docs', { key: null })
  const assets = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '')
  expect(assets.length).toBeGreaterThan(2)
  for (const asset of assets) {
    expect(asset).toMatch(/^\/docs\//)
    expect((await api.call('GET', asset, { key: null })).status).toBe(200)
  }
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
})
