import { randomUUID } from 'node:crypto'
import { fc, it } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { findFreePort } from '../../cli/start/ports.ts'
import { connect } from '../../db/client.ts'
import type { ChannelName } from '../../domain/channels.ts'
import { addCustomer, addDelivery, readConsents, startSide, type StartedSide } from '../../tests/customer-side/started-side.ts'

let side: StartedSide
beforeAll(async () => {
  side = await startSide()
  await side.pool`INSERT INTO settings (key, value) VALUES ('store', '{"name": "Fish & <Chips>"}')`
})
afterAll(() => side.close())

async function newLink(channel: ChannelName = 'email') {
  const customerId = await addCustomer(side.pool, { email: `${randomUUID()}@shop.example`, phone: '+4915112345678' })
  const delivery = await addDelivery(side.pool, { channel, customerId })
  const token = side.token(channel, delivery)
  return { customerId, delivery, token, url: `${side.url}/u/${token}` }
}
const oneClick = (url: string, init: RequestInit = { body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) }) =>
  fetch(url, { method: 'POST', redirect: 'manual', ...init })
const readEvidence = (customerId: string) =>
  side.pool`SELECT channel, status, source, send_id, wording_version FROM consent_events WHERE customer_id = ${customerId} ORDER BY recorded_at`
const readEvents = (sendId: string) => side.pool`SELECT type, channel FROM delivery_events WHERE send_id = ${sendId}`

describe('one click (RFC 8058)', () => {
  it.each(['email', 'sms', 'push'] as const)(
    'unsubscribes from %s alone, without cookie or redirect, and keeps the evidence',
    async (channel) => {
      const { customerId, delivery, url } = await newLink(channel)
      const response = await oneClick(url)
      expect(response.status).toBe(200)
      expect([response.headers.get('set-cookie'), response.headers.get('location')]).toEqual([null, null])
      const expected = { email: 'subscribed', sms: 'subscribed', push: 'subscribed', [channel]: 'unsubscribed' }
      expect(await readConsents(side.pool, customerId)).toEqual(expected)
      expect(await readEvidence(customerId)).toEqual([
        { channel, status: 'unsubscribed', source: 'one_click', send_id: delivery.sendId, wording_version: 'rfc8058' },
      ])
      expect(await readEvents(delivery.sendId)).toEqual([{ type: 'unsubscribed', channel }])
    },
  )

  it('is taken as a multipart form as well', async () => {
    const { customerId, url } = await newLink()
    const body = new FormData()
    body.set('List-Unsubscribe', 'One-Click')
    expect((await oneClick(url, { body })).status).toBe(200)
    expect(await readConsents(side.pool, customerId)).toMatchObject({ email: 'unsubscribed' })
  })

  it('counts once, however often it is clicked, also at the same moment', async () => {
    const { customerId, delivery, url } = await newLink()
    const answers = await Promise.all(Array.from({ length: 6 }, () => oneClick(url)))
    expect(answers.map((response) => response.status)).toEqual(Array(6).fill(200))
    expect(await readEvidence(customerId)).toHaveLength(1)
    expect(await readEvents(delivery.sendId)).toHaveLength(1)
  })

  it('answers 200 when the customer was erased, and for a test send that has none', async () => {
    const { customerId, url } = await newLink()
    await side.pool`DELETE FROM customers WHERE id = ${customerId}`
    expect((await oneClick(url)).status).toBe(200)
    const stranger = side.token('email', { sendId: randomUUID(), customerId: randomUUID() })
    expect((await oneClick(`${side.url}/u/${stranger}`)).status).toBe(200)
  })
})

describe('the page', () => {
  it('asks, and does nothing until its form is sent', async () => {
    const { customerId, url } = await newLink()
    for (const method of ['GET', 'HEAD']) {
      const response = await fetch(url, { method })
      expect(response.status).toBe(200)
      expect(response.headers.get('set-cookie')).toBeNull()
    }
    const page = await (await fetch(url)).text()
    expect(page).toContain('<form method="post">')
    expect(page).toContain('Stop emails from Fish &amp; &lt;Chips&gt;?')
    expect(await readConsents(side.pool, customerId)).toMatchObject({ email: 'subscribed' })
    expect(await readEvidence(customerId)).toHaveLength(0)
  })

  it('unsubscribes when it is confirmed', async () => {
    const { customerId, url, delivery } = await newLink('sms')
    const response = await oneClick(url, { body: new URLSearchParams({ confirm: 'yes' }) })
    expect(await response.text()).toContain('You are unsubscribed')
    expect(await readConsents(side.pool, customerId)).toEqual({ email: 'subscribed', sms: 'unsubscribed', push: 'subscribed' })
    expect(await readEvidence(customerId)).toEqual([
      {
        channel: 'sms',
        status: 'unsubscribed',
        source: 'unsubscribe_link',
        send_id: delivery.sendId,
        wording_version: 'unsubscribe-page-1',
      },
    ])
    expect(await (await fetch(url)).text()).not.toContain('<form')
  })

  it('shows no more of the address than its owner needs, and fetches nothing', async () => {
    const { url, customerId } = await newLink()
    const [customer] = await side.pool<{ email: string }[]>`SELECT email FROM customers WHERE id = ${customerId}`
    const response = await fetch(url)
    const page = await response.text()
    expect(page).not.toContain(customer?.email)
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
    expect(page).toContain('<html lang="en">')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it.each([{}, { confirm: 'no' }, { 'List-Unsubscribe': 'Two-Clicks' }, { 'list-unsubscribe': 'one-click' }])(
    'leaves a form that says %j without effect',
    async (fields) => {
      const { customerId, url } = await newLink()
      expect((await oneClick(url, { body: new URLSearchParams(fields as Record<string, string>) })).status).toBe(400)
      expect(await readConsents(side.pool, customerId)).toMatchObject({ email: 'subscribed' })
    },
  )

  it('takes no other method and no other body', async () => {
    const { url, customerId } = await newLink()
    for (const method of ['PUT', 'DELETE', 'PATCH']) expect((await fetch(url, { method })).status).toBe(405)
    expect(
      (await oneClick(url, { body: '{"List-Unsubscribe":"One-Click"}', headers: { 'content-type': 'application/json' } })).status,
    ).toBe(415)
    expect(
      (await oneClick(url, { body: 'x'.repeat(20_000), headers: { 'content-type': 'application/x-www-form-urlencoded' } })).status,
    ).toBe(413)
    expect((await oneClick(url, { body: 'x', headers: { 'content-type': 'multipart/form-data; boundary=y' } })).status).toBe(400)
    expect(await readConsents(side.pool, customerId)).toMatchObject({ email: 'subscribed' })
  })
})

describe('a link that was altered', () => {
  it.prop([fc.nat({ max: 65 }), fc.constantFrom(...Array.from('ABCDabcd0189-_~é')), fc.constantFrom('u', 'p')], { numRuns: 60 })(
    'is none, and changes nothing',
    async (place, letter, page) => {
      const { token, customerId } = await newLink()
      fc.pre(token.charAt(place) !== letter)
      const altered = token.slice(0, place) + letter + token.slice(place + 1)
      const url = `${side.url}/${page}/${encodeURIComponent(altered)}`
      expect((await fetch(url)).status).toBe(404)
      expect((await oneClick(url)).status).toBe(404)
      expect(await readConsents(side.pool, customerId)).toMatchObject({ email: 'subscribed' })
    },
  )

  it('says so in a sentence', async () => {
    const response = await fetch(`${side.url}/u/nonsense`)
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(await response.text()).toContain('This link does not work')
  })
})

describe('an opt-out', () => {
  it('is not answered with 200 before it has committed', async () => {
    const { customerId, url } = await newLink()
    const blocker = await side.pool.reserve()
    await blocker`BEGIN`
    await blocker`SELECT 1 FROM contact_states WHERE customer_id = ${customerId} FOR UPDATE`
    let isAnswered = false
    const answer = oneClick(url).then((response) => {
      isAnswered = true
      return response
    })
    while ((await side.pool`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).length === 0)
      await new Promise((resolve) => setImmediate(resolve))
    expect(isAnswered).toBe(false)
    await blocker`COMMIT`
    blocker.release()
    expect((await answer).status).toBe(200)
    expect(await readConsents(side.pool, customerId)).toMatchObject({ email: 'unsubscribed' })
  })

  it('is answered with 503 while the database is away, so that the mail program comes again', async () => {
    const away = await startSide({ pool: connect(`postgres://nobody:x@127.0.0.1:${await findFreePort()}/x`, { max: 1 }) })
    try {
      const { token } = await newLink()
      expect((await oneClick(`${away.url}/u/${token}`)).status).toBe(503)
      const page = await fetch(`${away.url}/u/${token}`)
      expect([page.status, await page.text()]).toEqual([503, expect.stringContaining('Please try again')])
    } finally {
      await away.close()
    }
  })
})
