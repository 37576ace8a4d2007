import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertMember, readMember } from '../../db/queries/members/members.ts'
import { changeMember } from '../../db/queries/members/owners.ts'
import { hashPassword } from '../../api/members/password-hash.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { goodPassword, openBrowser, ownPage, type ProblemBody } from './member-browser.ts'

const day = 86_400_000
const apiConfig = {
  publicUrl: 'http://127.0.0.1:3000',
  secret: 'a secret for tests',
  temporal: { uiUrl: 'http://127.0.0.1:8233', namespace: 'default' },
}
let api: TestApi
let now = Date.now()
let adaId = ''
let passwordHash = ''

beforeAll(async () => {
  api = await startTestApi({ clock: () => new Date(now) })
  passwordHash = await hashPassword(goodPassword)
  const ada = await insertMember(api.pool, { name: 'Ada', email: 'ada@example.com', role: 'owner', passwordHash, at: new Date(now) })
  adaId = ada?.id ?? ''
})
afterAll(() => api.close())

interface SignedIn {
  member: { id: string; name: string; role: string }
  scopes: string[]
  session: { id: string }
}

async function signIn(browser = openBrowser(api), email = ' Ada@Example.com ', password = goodPassword) {
  return { browser, answer: await browser.call<SignedIn & ProblemBody>('POST', '/api/v1/session', { body: { email, password } }) }
}

describe('signing in', () => {
  it('begins a session whose cookie no script, no other site and no other name can use', async () => {
    const { browser, answer } = await signIn()
    expect([answer.status, answer.body.member]).toMatchObject([200, { name: 'Ada', role: 'owner' }])
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^regulars-3000=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/),
    ])
    const who = await browser.call<SignedIn>('GET', '/api/v1/session')
    expect([who.status, who.body]).toEqual([200, answer.body])
    const [row] = await api.pool<{ text: string }[]>`SELECT sessions::text AS text FROM sessions`
    expect(row?.text).not.toContain(browser.cookie.split('=')[1])
  })

  it('keeps the cookie to HTTPS and to this host where the installation is on HTTPS', async () => {
    const secure = await startTestApi({
      config: { publicUrl: 'https://shop.example.com', secret: 'a secret for tests', temporal: { uiUrl: '', namespace: '' } },
    })
    await insertMember(secure.pool, { name: 'Ada', email: 'ada@example.com', role: 'owner', passwordHash, at: new Date() })
    const answer = await secure.call('POST', '/api/v1/session', {
      key: null,
      headers: ownPage,
      body: { email: 'ada@example.com', password: goodPassword },
    })
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-regulars=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict; Secure$/),
    ])
    await secure.close()
  })

  it('answers an address that nobody has, a wrong password and a disabled member alike', async () => {
    await insertMember(api.pool, {
      name: 'Eve',
      email: 'eve@example.com',
      role: 'viewer',
      passwordHash,
      at: new Date(now),
    }).then((eve) => changeMember(api.pool, { memberId: eve?.id ?? '', isDisabled: true, at: new Date(now) }))
    const answers = [
      await signIn(openBrowser(api), 'ada@example.com', 'not the password'),
      await signIn(openBrowser(api), 'nobody@example.com'),
      await signIn(openBrowser(api), 'eve@example.com'),
    ].map(({ answer }) => answer)
    for (const { status, headers, body } of answers) {
      expect([status, body.code, headers.getSetCookie()]).toEqual([401, 'wrong_credentials', []])
      expect({ ...body, requestId: '' }).toEqual({ ...answers[0]?.body, requestId: '' })
    }
  })

  it('never takes over a session that the browser came with: that one ends', async () => {
    const first = await signIn()
    const planted = first.browser.cookie
    const second = await signIn(openBrowser(api, planted))
    expect(second.browser.cookie).not.toBe(planted)
    expect((await openBrowser(api, planted).call('GET', '/api/v1/session')).status).toBe(401)
    expect((await second.browser.call('GET', '/api/v1/session')).status).toBe(200)
  })

  it('lets nobody in with a secret of their own making', async () => {
    const made = `regulars-3000=${'a'.repeat(43)}`
    const { browser } = await signIn(openBrowser(api, made))
    expect(browser.cookie).not.toBe(made)
    for (const cookie of [made, 'regulars-3000=', 'regulars-3000=%00', `regulars=${browser.cookie.split('=')[1]}`]) {
      const refused = await openBrowser(api, cookie).call<ProblemBody>('GET', '/api/v1/customers')
      expect([refused.status, refused.body.code]).toEqual([401, 'not_signed_in'])
    }
  })

  it('ends with signing out, in that browser alone, and can be done twice', async () => {
    const [one, other] = [(await signIn()).browser, (await signIn()).browser]
    const cookie = one.cookie
    const out = await one.call('DELETE', '/api/v1/session')
    expect([out.status, one.cookie]).toEqual([204, ''])
    expect(out.headers.getSetCookie()[0]).toContain('Max-Age=0')
    expect((await openBrowser(api, cookie).call('GET', '/api/v1/session')).status).toBe(401)
    expect((await one.call('DELETE', '/api/v1/session')).status).toBe(204)
    expect((await other.call('GET', '/api/v1/session')).status).toBe(200)
  })

  it('lasts for a week without use and for a month at the most', async () => {
    const { browser } = await signIn()
    const isIn = async () => (await browser.call('GET', '/api/v1/session')).status === 200
    const began = now
    try {
      for (const days of [6, 12, 18, 24]) {
        now = began + days * day
        expect(await isIn(), `after ${days} days`).toBe(true)
      }
      expect((await readMember(api.pool, adaId))?.lastSeenAt?.getTime()).toBe(now)
      now = began + 30 * day
      expect(await isIn()).toBe(false)
      now = began
      const idle = (await signIn()).browser
      now = began + 7 * day
      expect((await idle.call('GET', '/api/v1/session')).status).toBe(401)
    } finally {
      now = began
    }
  })

  it('is refused for a while after ten wrong passwords, the right one too, whether the address is known or not', async () => {
    const own = await startTestApi()
    await insertMember(own.pool, { name: 'Bo', email: 'bo@example.com', role: 'viewer', passwordHash, at: new Date() })
    for (const email of ['bo@example.com', 'nobody@example.com']) {
      const browser = openBrowser(own)
      const ask = (password: string) => browser.call<ProblemBody>('POST', '/api/v1/session', { body: { email, password } })
      const wrong = await Promise.all(Array.from({ length: 10 }, () => ask('wrong')))
      expect(wrong.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 401))
      const refused = await ask(goodPassword)
      expect([refused.status, refused.body.code]).toEqual([429, 'too_many_attempts'])
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(800)
    }
    const [kept] = await own.pool<{ keys: string }[]>`SELECT string_agg(key, ' ') AS keys FROM sign_in_attempts`
    expect(kept?.keys).not.toContain('bo@')
    await own.close()
  })

  // Passwords are slow to check on purpose, and these are dozens.
  describe('from behind a proxy', { timeout: 180_000 }, () => {
    /** Ten wrong passwords from one caller, as the proxy tells it. @returns what another caller's right one comes to */
    const guess = async (trustProxy: number | string[] | undefined, headersOf: (caller: string) => Record<string, string>) => {
      const own = await startTestApi({ config: { ...apiConfig, trustProxy } })
      await insertMember(own.pool, { name: 'Bo', email: 'bo@example.com', role: 'viewer', passwordHash, at: new Date() })
      const ask = (password: string, caller: string) =>
        openBrowser(own).call('POST', '/api/v1/session', { body: { email: 'bo@example.com', password }, headers: headersOf(caller) })
      await Promise.all(Array.from({ length: 10 }, () => ask('wrong', '203.0.113.7')))
      const { status } = await ask(goodPassword, '198.51.100.9')
      await own.close()
      return status
    }
    const told = (caller: string) => ({ 'x-forwarded-for': caller })

    it('keeps out only who has guessed, where the proxy is trusted by number or by address', async () => {
      expect(await guess(1, told)).toBe(200)
      expect(await guess(['loopback'], told)).toBe(200)
    })

    it('keeps out all of them where it is not: what a caller says of themselves does not count', async () => {
      expect(await guess(undefined, told)).toBe(429)
      expect(await guess(['10.0.0.0/8'], told)).toBe(429)
    })

    it('takes no more of the chain than the proxies have written', async () => {
      expect(await guess(1, (caller) => ({ 'x-forwarded-for': `${caller}, 192.0.2.1` }))).toBe(429)
    })
  })
})

describe('a request with a session', () => {
  it('that changes something is refused unless our own page sent it', async () => {
    const { browser } = await signIn()
    const post = (headers: Record<string, string>) =>
      api.call<ProblemBody>('POST', '/api/v1/customers', {
        key: null,
        headers: { cookie: browser.cookie, ...headers },
        body: { externalId: 'x', email: 'x@example.com' },
      })
    const marked = { 'x-regulars-console': '1' }
    const host = new URL(api.url).host
    const refused: Record<string, string>[] = [
      {},
      marked,
      { 'sec-fetch-site': 'same-origin' },
      { ...marked, 'sec-fetch-site': 'cross-site' },
      { ...marked, 'sec-fetch-site': 'same-site' },
      { ...marked, 'sec-fetch-site': 'none' },
      { ...marked, 'sec-fetch-site': 'cross-site', origin: `http://${host}` },
      { ...marked, origin: 'https://evil.example' },
      { ...marked, origin: 'null' },
      { ...marked, origin: `http://${host}.evil.example` },
    ]
    for (const headers of refused) {
      const answer = await post(headers)
      expect([answer.status, answer.body.code], JSON.stringify(headers)).toEqual([403, 'cross_site_request'])
    }
    expect(await api.pool`SELECT FROM customers`).toHaveLength(0)
    expect((await post({ ...marked, 'sec-fetch-site': 'same-origin' })).status).toBe(201)
    // Browsers say no Sec-Fetch-Site on plain HTTP.
    expect((await post({ ...marked, origin: `http://${host}` })).status).toBe(200)
  })

  it('may read from its own page and from an address that was typed in, and not from another site’s', async () => {
    const { browser } = await signIn()
    const get = async (site: string) =>
      (await api.call('GET', '/api/v1/customers', { key: null, headers: { cookie: browser.cookie, 'sec-fetch-site': site } })).status
    expect([await get('same-origin'), await get('none'), await get('cross-site'), await get('same-site')]).toEqual([200, 200, 403, 403])
  })

  it('cannot be begun or ended by another site', async () => {
    const body = { email: 'ada@example.com', password: goodPassword }
    const headers = { 'sec-fetch-site': 'cross-site', 'x-regulars-console': '1' }
    const login = await api.call<ProblemBody>('POST', '/api/v1/session', { key: null, headers, body })
    expect([login.status, login.body.code]).toEqual([403, 'cross_site_request'])
    const { browser } = await signIn()
    expect((await browser.call('DELETE', '/api/v1/session', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403)
    expect((await browser.call('GET', '/api/v1/session')).status).toBe(200)
  })

  it('counts for nothing beside an API key, which says who calls', async () => {
    const { browser } = await signIn()
    const headers = { cookie: browser.cookie }
    expect((await api.call<ProblemBody>('GET', '/api/v1/session', { headers })).body.code).toBe('members_only')
    expect((await api.call('GET', '/api/v1/customers', { headers, key: 'reg_wrong' })).status).toBe(401)
  })

  it('is logged with the member’s id, and neither name, address nor cookie', async () => {
    const { browser } = await signIn()
    await browser.call('GET', '/api/v1/customers', { headers: { 'x-request-id': 'who-asked' } })
    const lines = api.logLines.filter((line) => line.includes('who-asked'))
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([expect.objectContaining({ memberId: adaId })])
    const all = api.logLines.join('')
    for (const secret of ['ada@example.com', goodPassword, browser.cookie.split('=')[1] ?? '']) expect(all).not.toContain(secret)
  })
})
