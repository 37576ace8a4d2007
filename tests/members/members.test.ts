import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { enterAs, goodPassword, type MemberBrowser, openBrowser, type ProblemBody } from './member-browser.ts'

const day = 86_400_000
let api: TestApi
let now = Date.now()

beforeAll(async () => {
  api = await startTestApi({ clock: () => new Date(now) })
})
afterEach(async () => {
  now = Date.now()
  await api.pool`TRUNCATE members, invitations CASCADE`
})
afterAll(() => api.close())

interface MemberBody {
  id: string
  email: string
  role: string
  disabledAt: string | null
}

interface Invited {
  id: string
  url: string
}

const tokenOf = ({ url }: { url: string }) => url.split('#')[1] ?? ''

async function invite(owner: MemberBrowser, email = 'bo@example.com', role = 'viewer') {
  return (await owner.call<Invited>('POST', '/api/v1/invitations', { body: { email, role } })).body
}

function accept(token: string, body: object = { name: 'Bo', password: goodPassword }, browser = openBrowser(api)) {
  return browser.call<{ member: MemberBody } & ProblemBody>('POST', '/api/v1/invitations/accept', { body: { token, ...body } })
}

async function membersSeenBy(browser: MemberBrowser) {
  return (await browser.call<{ data: MemberBody[] }>('GET', '/api/v1/members')).body.data
}

describe('an invitation', () => {
  it('is a link that makes one member, of its role and address, and signs them in', async () => {
    const owner = await enterAs(api, 'owner')
    const invited = await invite(owner, ' Bo@Example.com', 'operator')
    expect(invited.url).toMatch(/^http:\/\/127\.0\.0\.1:3000\/join#[\w-]{43}$/)
    const looked = await openBrowser(api).call('POST', '/api/v1/invitations/look-up', { body: { token: tokenOf(invited) } })
    expect(looked.body).toMatchObject({ kind: 'invitation', email: 'bo@example.com', role: 'operator', name: null })
    const bo = openBrowser(api)
    const joined = await accept(tokenOf(invited), { name: 'Bo', password: goodPassword }, bo)
    expect([joined.status, joined.body.member]).toMatchObject([200, { email: 'bo@example.com', role: 'operator', hasPassword: true }])
    expect((await bo.call('GET', '/api/v1/session')).status).toBe(200)
    expect((await membersSeenBy(owner)).map(({ email }) => email)).toEqual(['owner@example.com', 'bo@example.com'])
    const again = await accept(tokenOf(invited))
    expect([again.status, again.body.code]).toEqual([404, 'invitation_not_valid'])
    expect((await owner.call<{ data: unknown[] }>('GET', '/api/v1/invitations')).body.data).toEqual([])
  })

  it('is used once, by two who open it at once', async () => {
    const token = tokenOf(await invite(await enterAs(api, 'owner')))
    const statuses = (await Promise.all([accept(token), accept(token)])).map(({ status }) => status)
    expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 404])
  })

  it('is over after a week, once withdrawn, and once there is a newer one', async () => {
    const owner = await enterAs(api, 'owner')
    const first = await invite(owner)
    const second = await invite(owner)
    expect((await accept(tokenOf(first))).body.code).toBe('invitation_not_valid')
    now += 7 * day
    expect((await accept(tokenOf(second))).body.code).toBe('invitation_not_valid')
    now -= 7 * day
    const { body } = await owner.call<{ data: Invited[] }>('GET', '/api/v1/invitations')
    expect(body.data).toHaveLength(1)
    expect((await owner.call('DELETE', `/api/v1/invitations/${body.data[0]?.id}`)).status).toBe(204)
    expect((await accept(tokenOf(second))).status).toBe(404)
    for (const token of ['', 'x', 'é'.repeat(43)]) expect((await accept(token)).status).toBe(404)
  })

  it('is still good after a password that was refused', async () => {
    const token = tokenOf(await invite(await enterAs(api, 'owner')))
    const refused = await accept(token, { name: 'Bo', password: 'bo@example.com' })
    expect([refused.status, refused.body.errors?.[0]?.path]).toEqual([422, 'password'])
    expect((await accept(token, { password: goodPassword })).body.errors?.[0]?.path).toBe('name')
    expect((await accept(token)).status).toBe(200)
  })

  it('is not made for somebody who is in, nor by an API key for more than the key may do', async () => {
    const owner = await enterAs(api, 'owner')
    const taken = await owner.call<ProblemBody>('POST', '/api/v1/invitations', { body: { email: 'owner@example.com', role: 'viewer' } })
    expect([taken.status, taken.body.code]).toEqual([409, 'email_taken'])
    const { key } = await createApiKey(api.pool, { name: 'sync', scopes: ['members:*'] })
    const sneaky = await api.call<ProblemBody>('POST', '/api/v1/invitations', { key, body: { email: 'eve@example.com', role: 'owner' } })
    expect([sneaky.status, sneaky.body.code]).toEqual([403, 'scope_missing'])
    const id = (await membersSeenBy(owner))[0]?.id
    for (const [method, path, body] of [
      ['POST', 'password-links', undefined],
      ['DELETE', 'sessions', undefined],
    ] as const) {
      expect((await api.call(method, `/api/v1/members/${id}/${path}`, { key, ...(body === undefined ? {} : { body }) })).status).toBe(403)
    }
  })
})

describe('a member', () => {
  it('who is disabled is out at once, everywhere and by every link, and may come back', async () => {
    const owner = await enterAs(api, 'owner')
    const bo = await enterAs(api, 'operator', { name: 'bo' })
    const path = `/api/v1/members/${(await membersSeenBy(owner))[1]?.id}`
    const link = (await owner.call<Invited>('POST', `${path}/password-links`)).body
    const disabled = await owner.call<MemberBody>('PATCH', path, { body: { isDisabled: true } })
    expect(disabled.body.disabledAt).not.toBeNull()
    expect((await bo.call('GET', '/api/v1/customers')).status).toBe(401)
    expect((await accept(tokenOf(link), { password: goodPassword })).status).toBe(404)
    expect((await owner.call('POST', `${path}/password-links`)).status).toBe(404)
    const back = await owner.call<MemberBody>('PATCH', path, { body: { isDisabled: false } })
    expect(back.body.disabledAt).toBeNull()
    expect((await bo.call('GET', '/api/v1/customers')).status).toBe(401)
  })

  it('whose role changes may do another thing with the next request', async () => {
    const owner = await enterAs(api, 'owner')
    const bo = await enterAs(api, 'viewer', { name: 'bo' })
    const path = `/api/v1/members/${(await membersSeenBy(owner))[1]?.id}`
    const write = async () => (await bo.call('POST', '/api/v1/audiences', { body: {} })).status
    expect(await write()).toBe(403)
    await owner.call('PATCH', path, { body: { role: 'operator' } })
    expect(await write()).toBe(422)
  })

  it('who is removed is out at once; their links and sessions are gone', async () => {
    const owner = await enterAs(api, 'owner')
    const bo = await enterAs(api, 'viewer', { name: 'bo' })
    const path = `/api/v1/members/${(await membersSeenBy(owner))[1]?.id}`
    expect((await owner.call('DELETE', path)).status).toBe(204)
    expect((await bo.call('GET', '/api/v1/customers')).status).toBe(401)
    expect((await owner.call('DELETE', path)).status).toBe(404)
  })

  it('who lost the password chooses another by a link, which ends what was open', async () => {
    const owner = await enterAs(api, 'owner')
    const bo = await enterAs(api, 'viewer', { name: 'bo' })
    const path = `/api/v1/members/${(await membersSeenBy(owner))[1]?.id}`
    const link = (await owner.call<Invited>('POST', `${path}/password-links`)).body
    expect((await bo.call('GET', '/api/v1/customers')).status).toBe(200)
    const chosen = await accept(tokenOf(link), { password: goodPassword })
    expect([chosen.status, chosen.body.member]).toMatchObject([200, { email: 'bo@example.com', role: 'viewer' }])
    expect((await bo.call('GET', '/api/v1/customers')).status).toBe(401)
    const signedIn = await openBrowser(api).call('POST', '/api/v1/session', { body: { email: 'bo@example.com', password: goodPassword } })
    expect(signedIn.status).toBe(200)
  })
})

describe('the last owner', () => {
  it('is neither removed, nor disabled, nor made less', async () => {
    const owner = await enterAs(api, 'owner')
    await enterAs(api, 'operator')
    const path = `/api/v1/members/${(await membersSeenBy(owner))[0]?.id}`
    for (const [method, body] of [
      ['PATCH', { role: 'operator' }],
      ['PATCH', { isDisabled: true }],
      ['DELETE', undefined],
    ] as const) {
      const refused = await owner.call<ProblemBody>(method, path, body === undefined ? {} : { body })
      expect([refused.status, refused.body.code]).toEqual([409, 'last_owner'])
    }
    expect((await owner.call('GET', '/api/v1/session')).status).toBe(200)
  })

  it('stays when two owners put each other out at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [ada, bo] = [await enterAs(api, 'owner', { name: 'ada' }), await enterAs(api, 'owner', { name: 'bo' })]
      const [adaRow, boRow] = await membersSeenBy(ada)
      await Promise.all([ada.call('DELETE', `/api/v1/members/${boRow?.id}`), bo.call('DELETE', `/api/v1/members/${adaRow?.id}`)])
      expect(await api.pool`SELECT FROM members WHERE role = 'owner'`).toHaveLength(1)
      await api.pool`TRUNCATE members CASCADE`
    }
  })
})

describe('oneself', () => {
  it('sees where one is signed in, and ends one of them or all others', async () => {
    const owner = await enterAs(api, 'owner')
    const link = (await owner.call<Invited>('POST', `/api/v1/members/${(await membersSeenBy(owner))[0]?.id}/password-links`)).body
    const here = openBrowser(api)
    const userAgent =
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
    await here.call('POST', '/api/v1/invitations/accept', {
      headers: { 'user-agent': userAgent },
      body: { token: tokenOf(link), password: goodPassword },
    })
    const enter = async () => {
      const browser = openBrowser(api)
      await browser.call('POST', '/api/v1/session', { body: { email: 'owner@example.com', password: goodPassword } })
      return browser
    }
    const [there, elsewhere] = [await enter(), await enter()]
    const list = async () =>
      (await here.call<{ data: { id: string; device: string; isThisOne: boolean }[] }>('GET', '/api/v1/account/sessions')).body.data
    const own = (await list()).find(({ isThisOne }) => isThisOne)
    expect([(await list()).length, own?.device]).toEqual([3, 'Chrome on macOS'])
    const theirs = (await there.call<{ session: { id: string } }>('GET', '/api/v1/session')).body.session.id
    expect((await here.call('DELETE', `/api/v1/account/sessions/${theirs}`)).status).toBe(204)
    expect([(await there.call('GET', '/api/v1/session')).status, (await elsewhere.call('GET', '/api/v1/session')).status]).toEqual([
      401, 200,
    ])
    await here.call('DELETE', '/api/v1/account/sessions')
    expect((await elsewhere.call('GET', '/api/v1/session')).status).toBe(401)
    expect(await list()).toHaveLength(1)
  })

  it('does not end the session of somebody else', async () => {
    const owner = await enterAs(api, 'owner')
    const bo = await enterAs(api, 'viewer', { name: 'bo' })
    const theirs = (await owner.call<{ session: { id: string } }>('GET', '/api/v1/session')).body.session.id
    expect((await bo.call('DELETE', `/api/v1/account/sessions/${theirs}`)).status).toBe(404)
    expect((await owner.call('GET', '/api/v1/session')).status).toBe(200)
  })

  it('chooses another password by the one that is: every other session ends, and this one goes on under a new secret', async () => {
    const bo = await enterAs(api, 'viewer', { name: 'bo' })
    const change = (body: object) => bo.call<ProblemBody>('POST', '/api/v1/account/password', { body })
    // Whoever came in without one has none to say.
    expect((await change({ newPassword: goodPassword })).status).toBe(200)
    const other = openBrowser(api)
    await other.call('POST', '/api/v1/session', { body: { email: 'bo@example.com', password: goodPassword } })
    const next = 'eight brown bears'
    expect((await change({ newPassword: next })).body.errors?.[0]?.path).toBe('currentPassword')
    expect((await change({ newPassword: next, currentPassword: 'wrong' })).body.errors?.[0]?.path).toBe('currentPassword')
    expect((await change({ newPassword: 'short', currentPassword: goodPassword })).body.errors?.[0]?.path).toBe('newPassword')
    const former = bo.cookie
    expect((await change({ newPassword: next, currentPassword: goodPassword })).status).toBe(200)
    expect(bo.cookie).not.toBe(former)
    expect((await openBrowser(api, former).call('GET', '/api/v1/session')).status).toBe(401)
    expect((await other.call('GET', '/api/v1/session')).status).toBe(401)
    expect((await bo.call('GET', '/api/v1/session')).status).toBe(200)
  })

  it('changes the name, and the address by the password, to one that nobody else has', async () => {
    await enterAs(api, 'owner')
    const bo = await enterAs(api, 'viewer', { name: 'bo' })
    const change = (body: object) => bo.call<ProblemBody & { name: string; email: string }>('PATCH', '/api/v1/account', { body })
    expect((await change({ name: ' Bo B. ' })).body.name).toBe('Bo B.')
    await bo.call('POST', '/api/v1/account/password', { body: { newPassword: goodPassword } })
    expect((await change({ email: 'new@example.com' })).status).toBe(422)
    const currentPassword = goodPassword
    expect((await change({ email: 'owner@example.com', currentPassword })).body.code).toBe('email_taken')
    expect((await change({ email: 'New@example.com', currentPassword })).body.email).toBe('new@example.com')
  })
})
