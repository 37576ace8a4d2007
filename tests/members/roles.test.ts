import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../../api/routes/index.ts'
import { covers } from '../../domain/api-scopes.ts'
import { type Role, roles, scopesOf } from '../../domain/roles.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { enterAs, type MemberBrowser, openBrowser, type ProblemBody } from './member-browser.ts'

let api: TestApi
const browsers = new Map<Role, MemberBrowser>()

beforeAll(async () => {
  api = await startTestApi()
  for (const role of roles) browsers.set(role, await enterAs(api, role))
})
afterAll(() => api.close())

async function ask(role: Role, method: string, path: string, body?: object) {
  const browser = browsers.get(role)
  if (browser === undefined) throw new Error(`Nobody is ${role}`)
  return browser.call<ProblemBody>(method, path, body === undefined ? {} : { body })
}

const somebody = 'cus_00000000000000000000000000'

describe('what a role may do', () => {
  it.each<[string, string, object | undefined, Role]>([
    ['GET', '/api/v1/customers', undefined, 'viewer'],
    ['GET', '/api/v1/broadcasts', undefined, 'viewer'],
    ['GET', '/api/v1/api-keys', undefined, 'viewer'],
    ['GET', '/api/v1/members', undefined, 'viewer'],
    ['POST', '/api/v1/customers', {}, 'operator'],
    ['POST', '/api/v1/audiences', {}, 'operator'],
    ['POST', '/api/v1/broadcasts', {}, 'operator'],
    ['POST', '/api/v1/broadcasts/brd_00000000000000000000000000/send', {}, 'operator'],
    ['POST', '/api/v1/vouchers/BCDF/redeem', {}, 'operator'],
    ['POST', '/api/v1/imports', {}, 'operator'],
    ['DELETE', `/api/v1/customers/${somebody}`, undefined, 'owner'],
    ['PATCH', '/api/v1/settings/store', {}, 'owner'],
    ['POST', '/api/v1/api-keys', {}, 'owner'],
    ['POST', '/api/v1/invitations', {}, 'owner'],
    ['PATCH', '/api/v1/members/mbr_00000000000000000000000000', {}, 'owner'],
  ])('%s %s', async (method, path, body, least) => {
    for (const role of roles) {
      const { status, body: problem } = await ask(role, method, path, body)
      const label = `${role}: ${status} ${problem.code}`
      if (roles.indexOf(role) < roles.indexOf(least)) {
        expect([status, problem.code], label).toEqual([403, 'role_not_allowed'])
        expect(problem.detail).toContain(`this takes ${least === 'viewer' ? 'a' : 'an'} ${least}`)
      } else expect([401, 403], label).not.toContain(status)
    }
  })

  it('is said beforehand, so that nothing need be tried', async () => {
    expect.hasAssertions()
    for (const role of roles) {
      const { body } = await openBrowser(api, browsers.get(role)?.cookie).call<{ scopes: string[] }>('GET', '/api/v1/session')
      for (const { scope } of routes) {
        if (scope !== 'anyone' && scope !== 'member' && scope !== 'caller')
          expect(body.scopes.includes(scope), scope).toBe(covers(scopesOf(role), scope))
      }
    }
  })

  it('never changes anything for a viewer, whatever the route', async () => {
    for (const { method, path, scope } of routes) {
      if (method === 'get' || scope === 'anyone' || scope === 'member' || scope === 'caller' || scope.endsWith(':read')) continue
      const { status, body } = await ask('viewer', method.toUpperCase(), path.replaceAll(/\{\w+\}/g, somebody))
      expect([status, body.code], `${method} ${path}`).toEqual([403, 'role_not_allowed'])
    }
  })
})

describe('what a member did', () => {
  it('is kept under their id', async () => {
    const made = await ask('operator', 'POST', '/api/v1/suppressions', {
      suppressions: [{ channel: 'email', address: 'gone@example.com' }],
    })
    expect(made.status, JSON.stringify(made.body)).toBeLessThan(300)
    const events = await api.pool<{ source: string }[]>`SELECT source FROM suppression_events`
    expect(events.map(({ source }) => source)).toEqual([expect.stringMatching(/^console:mbr_/)])
  })

  it('is done once for each Idempotency-Key, which are each caller’s own', async () => {
    const operator = browsers.get('operator')
    const body = { name: 'Tea lovers', text: 'everyone' }
    const headers = { 'idempotency-key': 'make-it' }
    const first = await operator?.call<{ id: string }>('POST', '/api/v1/audiences', { headers, body })
    const again = await operator?.call<{ id: string }>('POST', '/api/v1/audiences', { headers, body })
    const others = await api.call<{ id: string }>('POST', '/api/v1/audiences', { headers, body: { ...body, name: 'Coffee lovers' } })
    expect([first?.status, again?.body.id, others.status]).toEqual([201, first?.body.id, 201])
    expect(others.body.id).not.toBe(first?.body.id)
  })
})
