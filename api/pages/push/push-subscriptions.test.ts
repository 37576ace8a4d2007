import { createECDH, randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  addCustomer,
  readConsents,
  secret,
  startSide,
  type StartedSide,
  vapidPublicKey,
} from '../../../tests/customer-side/started-side.ts'
import { createCustomerTokenSigner } from './customer-token.ts'

let side: StartedSide
beforeAll(async () => {
  side = await startSide()
})
afterAll(() => side.close())

const signCustomer = createCustomerTokenSigner(secret)
const tokenOf = (customerId: string, lifeMs = 60_000) => signCustomer({ customerId, expiresAt: new Date(Date.now() + lifeMs) })

function newSubscription(endpoint = `https://push.example/${randomUUID()}`) {
  return { endpoint, keys: { p256dh: createECDH('prime256v1').generateKeys('base64url'), auth: randomBytes(16).toString('base64url') } }
}
const call = (method: string, body: object) =>
  fetch(`${side.url}/push/subscriptions`, {
    method,
    headers: { 'content-type': 'application/json', 'user-agent': 'A browser' },
    body: JSON.stringify(body),
  })
const subscribe = (customerId: string, subscription = newSubscription()) => call('POST', { customer: tokenOf(customerId), subscription })
const readDevices = async (customerId: string) =>
  (await side.pool<{ endpoint: string }[]>`SELECT endpoint FROM push_subscriptions WHERE customer_id = ${customerId} ORDER BY id`).map(
    (row) => row.endpoint,
  )

describe('a browser that subscribes', () => {
  it('is kept for the customer whose link it has, with the consent and its evidence', async () => {
    const customerId = await addCustomer(side.pool, { consent: 'never' })
    const subscription = newSubscription()
    expect((await subscribe(customerId, subscription)).status).toBe(201)
    expect(await side.pool`SELECT endpoint, p256dh, auth, user_agent FROM push_subscriptions WHERE customer_id = ${customerId}`).toEqual([
      { endpoint: subscription.endpoint, ...subscription.keys, user_agent: 'A browser' },
    ])
    expect(await readConsents(side.pool, customerId)).toEqual({ email: 'never', sms: 'never', push: 'subscribed' })
    expect(await side.pool`SELECT source, address, wording_version FROM consent_events WHERE customer_id = ${customerId}`).toEqual([
      { source: 'push_page', address: subscription.endpoint, wording_version: 'push-page-1' },
    ])
  })

  it('sends what `toJSON()` of its subscription gives, whatever that says of an end', async () => {
    for (const expirationTime of [null, 1_800_000_000_000]) {
      const subscription = { ...newSubscription(), expirationTime }
      expect((await subscribe(await addCustomer(side.pool), subscription)).status).toBe(201)
    }
  })

  it('is one device, however often it subscribes', async () => {
    const customerId = await addCustomer(side.pool)
    const subscription = newSubscription()
    for (let time = 0; time < 3; time += 1) expect((await subscribe(customerId, subscription)).status).toBe(201)
    expect(await readDevices(customerId)).toHaveLength(1)
  })

  it('moves to whoever signs in on it last', async () => {
    const [first, second] = [await addCustomer(side.pool), await addCustomer(side.pool)]
    const subscription = newSubscription()
    await subscribe(first, subscription)
    await subscribe(second, subscription)
    expect([await readDevices(first), await readDevices(second)]).toEqual([[], [subscription.endpoint]])
  })

  it('cannot take over an endpoint whose keys it does not have', async () => {
    const [owner, other] = [await addCustomer(side.pool), await addCustomer(side.pool)]
    const subscription = newSubscription()
    await subscribe(owner, subscription)
    expect((await subscribe(other, newSubscription(subscription.endpoint))).status).toBe(409)
    expect(await readDevices(owner)).toEqual([subscription.endpoint])
  })

  it('subscribes nobody without a link, with one that has expired, or for a customer who is gone', async () => {
    const customerId = await addCustomer(side.pool)
    const subscription = newSubscription()
    const refused = ['', 'x', tokenOf(customerId, -1_000), tokenOf(randomUUID()), `${tokenOf(customerId)}A`]
    for (const customer of refused) expect((await call('POST', { customer, subscription })).status, customer).toBe(403)
    expect(await side.pool`SELECT 1 FROM push_subscriptions WHERE endpoint = ${subscription.endpoint}`).toHaveLength(0)
  })

  it.each([
    ['http beyond this machine', { endpoint: 'http://push.example/x' }],
    ['no URL', { endpoint: 'push' }],
    ['a wrong key', { keys: { p256dh: 'AAAA', auth: 'AAAAAAAAAAAAAAAAAAAAAA' } }],
    ['a field too many', { expires: null }],
  ])('is refused with %s', async (_, change) => {
    const customerId = await addCustomer(side.pool)
    const response = await subscribe(customerId, { ...newSubscription(), ...change })
    expect([response.status, response.headers.get('content-type')]).toEqual([422, 'application/problem+json; charset=utf-8'])
    expect(((await response.json()) as { errors: { path: string }[] }).errors[0]?.path).toMatch(/^subscription\./)
  })

  it('has at most twenty devices: the oldest go', async () => {
    const customerId = await addCustomer(side.pool)
    const all = Array.from({ length: 22 }, () => newSubscription())
    for (const subscription of all) await subscribe(customerId, subscription)
    expect(await readDevices(customerId)).toEqual(all.slice(2).map(({ endpoint }) => endpoint))
  })

  it('may be on any shop’s page', async () => {
    const preflight = await fetch(`${side.url}/push/subscriptions`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    })
    expect([
      preflight.status,
      preflight.headers.get('access-control-allow-origin'),
      preflight.headers.get('access-control-allow-methods'),
      preflight.headers.get('access-control-allow-headers'),
    ]).toEqual([204, '*', 'POST, DELETE', 'content-type'])
    const response = await subscribe(await addCustomer(side.pool))
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
  })
})

describe('a browser whose push service gives it another endpoint', () => {
  it('says so with the secret of the old one, and stays the same device', async () => {
    const customerId = await addCustomer(side.pool)
    const [old, fresh] = [newSubscription(), newSubscription()]
    await subscribe(customerId, old)
    expect((await call('POST', { replaces: { endpoint: old.endpoint, auth: old.keys.auth }, subscription: fresh })).status).toBe(200)
    expect(await readDevices(customerId)).toEqual([fresh.endpoint])
  })

  it('is not believed without it', async () => {
    const customerId = await addCustomer(side.pool)
    const [old, fresh] = [newSubscription(), newSubscription()]
    await subscribe(customerId, old)
    for (const replaces of [
      { endpoint: old.endpoint, auth: fresh.keys.auth },
      { endpoint: fresh.endpoint, auth: old.keys.auth },
    ]) {
      expect((await call('POST', { replaces, subscription: fresh })).status).toBe(403)
    }
    expect(await readDevices(customerId)).toEqual([old.endpoint])
  })
})

describe('a browser that unsubscribes', () => {
  it('is forgotten, and with the last one push is unsubscribed', async () => {
    const customerId = await addCustomer(side.pool)
    const [first, second] = [newSubscription(), newSubscription()]
    await subscribe(customerId, first)
    await subscribe(customerId, second)
    const end = ({ endpoint, keys }: typeof first) => call('DELETE', { endpoint, auth: keys.auth })
    expect((await end(first)).status).toBe(204)
    expect(await readConsents(side.pool, customerId)).toMatchObject({ push: 'subscribed' })
    expect((await end(second)).status).toBe(204)
    expect(await readConsents(side.pool, customerId)).toMatchObject({ push: 'unsubscribed' })
    expect((await end(second)).status).toBe(204)
    expect(await readDevices(customerId)).toEqual([])
  })

  it('must be the one that it says it is', async () => {
    const customerId = await addCustomer(side.pool)
    const subscription = newSubscription()
    await subscribe(customerId, subscription)
    expect((await call('DELETE', { endpoint: subscription.endpoint, auth: newSubscription().keys.auth })).status).toBe(403)
    expect(await readDevices(customerId)).toHaveLength(1)
  })
})

describe('what the pages are made of', () => {
  it('is served for any origin, with the store’s key in it', async () => {
    for (const path of ['/push/subscribe.js', '/push/service-worker.js', '/push/page.js']) {
      const response = await fetch(side.url + path)
      const script = await response.text()
      expect([response.status, response.headers.get('content-type'), response.headers.get('cross-origin-resource-policy')]).toEqual([
        200,
        'text/javascript; charset=utf-8',
        'cross-origin',
      ])
      expect(script).not.toMatch(/__[A-Z_]+__/)
    }
    expect(await (await fetch(`${side.url}/push/subscribe.js`)).text()).toContain(JSON.stringify(vapidPublicKey))
  })

  it('is a page for those who have a link, and for nobody else', async () => {
    const customer = tokenOf(await addCustomer(side.pool))
    expect((await fetch(`${side.url}/push?customer=${customer}`)).status).toBe(200)
    for (const query of ['', '?customer=x', `?customer=${customer}&customer=${customer}`])
      expect((await fetch(`${side.url}/push${query}`)).status).toBe(404)
  })
})
