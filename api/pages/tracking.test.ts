import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { machineReactionMs } from '../../domain/bots.ts'
import type { DeliveryKey } from '../../domain/ids.ts'
import { addDelivery, startSide, type StartedSide } from '../../tests/customer-side/started-side.ts'

const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148'
const links = [
  'https://shop.example/shoes?ref=mail',
  'https://shop.example/for/{{ customer.first_name | default: "you" }}?to={{ customer.attributes.next }}',
  'not a link',
]

let side: StartedSide
beforeAll(async () => {
  side = await startSide()
})
afterAll(() => side.close())

async function newDelivery(options: Parameters<typeof addDelivery>[1] = {}): Promise<DeliveryKey & { token: string }> {
  const delivery = await addDelivery(side.pool, options)
  const message = {
    message: { channel: 'email', subject: '', html: '' },
    links,
    fields: [],
    store: { name: 'Shop', postalAddress: 'x', timeZone: 'UTC', currency: 'EUR' },
  }
  await side.pool`
    INSERT INTO sends (id, campaign_kind, campaign_id, channel, message, policy)
    VALUES (${delivery.sendId}, 'broadcast', ${delivery.sendId}, 'email', ${side.pool.json(message)}, '{}')`
  return { ...delivery, token: side.token('email', delivery) }
}
const visit = (path: string, init: { method?: string; headers?: Record<string, string> } = {}) =>
  fetch(side.url + path, { redirect: 'manual', ...init, headers: { 'user-agent': phone, ...init.headers } })
const readEvents = ({ sendId }: DeliveryKey) =>
  side.pool`SELECT type, link, is_bot FROM delivery_events WHERE send_id = ${sendId} ORDER BY id`

describe('the picture', () => {
  it('is one pixel, never kept by anybody, and an open is recorded', async () => {
    const delivery = await newDelivery()
    const response = await visit(`/o/${delivery.token}`)
    expect([
      response.status,
      response.headers.get('content-type'),
      response.headers.get('cache-control'),
      response.headers.get('set-cookie'),
    ]).toEqual([200, 'image/gif', 'no-store', null])
    expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    expect((await response.arrayBuffer()).byteLength).toBeLessThan(50)
    expect(await readEvents(delivery)).toEqual([{ type: 'opened', link: null, is_bot: false }])
  })

  it('tells machines from people', async () => {
    const delivery = await newDelivery()
    await visit(`/o/${delivery.token}`, { headers: { 'user-agent': 'Mozilla/5.0' } })
    await visit(`/o/${delivery.token}`, { method: 'HEAD' })
    expect(await readEvents(delivery)).toEqual([
      { type: 'opened', link: null, is_bot: true },
      { type: 'opened', link: null, is_bot: true },
    ])
  })

  it('takes nobody for a person who is there before mail can be read', async () => {
    const fast = await newDelivery({ acceptedAt: new Date(Date.now() - machineReactionMs / 10) })
    await visit(`/o/${fast.token}`)
    expect(await readEvents(fast)).toMatchObject([{ is_bot: true }])
    const slower = await newDelivery({ acceptedAt: new Date(Date.now() - machineReactionMs) })
    await visit(`/o/${slower.token}`)
    expect(await readEvents(slower)).toMatchObject([{ is_bot: false }])
  })

  it('of nobody’s token is not found, and leaves no trace', async () => {
    const { count } = await side.pool`SELECT 1 FROM delivery_events`
    expect((await visit('/o/nonsense')).status).toBe(404)
    expect((await visit(`/o/${side.token('email', { sendId: randomUUID(), customerId: randomUUID() })}`)).status).toBe(200)
    expect((await side.pool`SELECT 1 FROM delivery_events`).count).toBe(count)
  })
})

describe('a tracked link', () => {
  it('leads where the message says, tells the next site nothing, and is recorded', async () => {
    const delivery = await newDelivery()
    const response = await visit(`/c/${delivery.token}/0`)
    expect([response.status, response.headers.get('location')]).toEqual([302, 'https://shop.example/shoes?ref=mail'])
    expect([response.headers.get('referrer-policy'), response.headers.get('cache-control'), response.headers.get('set-cookie')]).toEqual([
      'no-referrer',
      'no-store',
      null,
    ])
    expect(await readEvents(delivery)).toEqual([{ type: 'clicked', link: 0, is_bot: false }])
  })

  it('has the recipient’s own fields in it, which cannot lead anywhere else', async () => {
    const delivery = await newDelivery({
      mergeFields: { first_name: '/../../@evil.example', attributes: { next: 'https://evil.example/#&x=1\r\nSet-Cookie: a=b' } },
    })
    const response = await visit(`/c/${delivery.token}/1`)
    const target = new URL(response.headers.get('location') ?? '')
    expect(target.origin).toBe('https://shop.example')
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(target.searchParams.get('to')).toContain('https://evil.example/#&x=1')
  })

  it('falls back on its defaults when the customer was erased', async () => {
    const delivery = await newDelivery()
    expect((await visit(`/c/${delivery.token}/1`)).headers.get('location')).toBe('https://shop.example/for/you?to=')
  })

  it('by HEAD leads there too, and is nobody’s click', async () => {
    const delivery = await newDelivery()
    expect((await visit(`/c/${delivery.token}/0`, { method: 'HEAD' })).status).toBe(302)
    expect(await readEvents(delivery)).toEqual([{ type: 'clicked', link: 0, is_bot: true }])
  })

  it('takes no address from the request', async () => {
    const delivery = await newDelivery()
    for (const query of ['?url=https://evil.example', '?link=https://evil.example', '#https://evil.example']) {
      expect((await visit(`/c/${delivery.token}/0${query}`)).headers.get('location')).toBe('https://shop.example/shoes?ref=mail')
    }
  })

  it.each(['3', '-1', '00', '0x0', '1e0', 'https%3A%2F%2Fevil.example', '%2F%2Fevil.example', '99999999999999999999', '2'])(
    'with %s for its number does not exist',
    async (number) => {
      const delivery = await newDelivery()
      const response = await visit(`/c/${delivery.token}/${number}`)
      expect([response.status, response.headers.get('location')]).toEqual([404, null])
      expect(await readEvents(delivery)).toEqual([])
    },
  )

  it('with an altered token does not exist', async () => {
    const { token } = await newDelivery()
    const response = await visit(`/c/${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}/0`)
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
  })

  it('is not open to other methods', async () => {
    const { token } = await newDelivery()
    expect((await visit(`/c/${token}/0`, { method: 'POST' })).status).toBe(405)
  })
})
