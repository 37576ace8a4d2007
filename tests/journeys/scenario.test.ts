/** A store's app and its win-back, from nothing to the last report, by the API alone: the whole program as it is built, and the sandbox for the providers. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JourneyDefinition, Step } from '../../domain/journeys/journey-definition.ts'
import { findBuiltProgram } from '../support/built-program.ts'
import { type Stack, startStack } from '../support/stack.ts'

let stack: Stack
let api: { url: string; key: string }
beforeAll(async () => {
  await findBuiltProgram()
  stack = await startStack()
  api = await stack.startApi()
  await stack.startWorker()
}, 180_000)
afterAll(() => stack.stop())

type Json = Record<string, never>

async function call<Body = Json>(method: string, path: string, body?: object): Promise<Body> {
  const response = await fetch(`${api.url}/api/v1/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${api.key}`,
      'content-type': 'application/json',
      ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return JSON.parse(text || 'null') as Body
}

const euros = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })

/** An SMS provider that refuses, and a browser that shows what comes: the outside world, and no part of the program. */
async function setUpTheWorld(): Promise<{ endpoint: string; keys: { p256dh: string; auth: string } }> {
  const control = async (method: string, path: string, body: object) =>
    (await fetch(`${stack.sandboxUrl}/_sandbox/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).then((response) => response.json())) as { data: { endpoint: string; keys: { p256dh: string; auth: string } }[] }
  await control('PUT', 'faults', { faults: [{ provider: 'vonage', kind: 'invalid_recipient' }] })
  const { data } = await control('POST', 'push/subscriptions', { count: 1 })
  const [browser] = data
  if (browser === undefined) throw new Error('The sandbox gave no subscription')
  return { endpoint: browser.endpoint, keys: browser.keys }
}

async function makeWinBack(): Promise<string> {
  const offer = await call<{ id: string }>('POST', 'offers', {
    name: 'Five euros',
    discount: { kind: 'amount', amount: euros(500) },
    validity: { kind: 'afterDelivery', hours: 48 },
  })
  const { id, definition } = await call<{ id: string; definition: JourneyDefinition }>('POST', 'autopilots', {
    name: 'Win-back',
    template: 'win_back',
    budget: { maxVouchers: 10, maxMoney: euros(5_000) },
  })
  const steps = definition.steps.map((step): Step => {
    if (step.kind === 'voucher') return { ...step, offerId: offer.id }
    if (step.kind !== 'send') return step
    const { sms, push } = step.messages
    return { ...step, channels: ['sms', 'push'], messages: { sms, push } }
  })
  // An order alone must not end it before the voucher is known to be used: the story is told to its end.
  await call('PATCH', `autopilots/${id}`, { definition: { ...definition, holdoutPercent: 0, exitRules: [], steps } })
  await call('POST', `autopilots/${id}/publish`)
  return id
}

interface Journey {
  id: string
  status: string
  outcome: string | null
  waitingFor: string | null
}

interface Diagnosed {
  answer: { standing: string; reason: string | null; channel: string | null }
  runs: { timeline: { kind: string; channel: string | null; reason: string | null }[] }[]
}

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()

describe('a quiet customer', () => {
  it(
    'is won back: SMS refused, push accepted, voucher accepted and redeemed on an order, and everything tells so',
    { timeout: 180_000 },
    async () => {
      const browser = await setUpTheWorld()
      await call('PATCH', 'settings/contact-policy', { quietHours: {} })
      const { id: customerId } = await call<{ id: string }>('POST', 'customers', {
        externalId: 'anna',
        phone: '+4915112345678',
        consents: { sms: { status: 'subscribed', source: 'checkout' } },
      })
      await call('POST', 'push-subscriptions', { customerExternalId: 'anna', ...browser, consent: { status: 'subscribed', source: 'app' } })
      await call('POST', 'orders', { externalId: 'o-1', customerExternalId: 'anna', placedAt: daysAgo(61), total: euros(4_000) })
      await call('POST', 'customers', { externalId: 'ben', email: 'ben@example.com' })
      await call('POST', 'orders', { externalId: 'o-2', customerExternalId: 'ben', placedAt: daysAgo(3), total: euros(4_000) })

      const autopilotId = await makeWinBack()
      await call('POST', `autopilots/${autopilotId}/enable`)

      const readJourney = async () => {
        const { data } = await call<{ data: Journey[] }>('GET', `journeys?customerId=${customerId}`)
        return data[0]
      }
      await expect.poll(async () => (await readJourney())?.waitingFor, { timeout: 60_000 }).toBe('voucher_accepted')

      const { data: vouchers } = await call<{ data: { code: string; status: string }[] }>('GET', 'customers/ext:anna/vouchers')
      expect(vouchers).toMatchObject([{ status: 'delivered' }])
      const code = vouchers[0]?.code ?? ''
      await call('POST', `vouchers/${code}/accept`, { customer: 'ext:anna' })
      await expect.poll(async () => (await readJourney())?.waitingFor, { timeout: 30_000 }).toBe('voucher_redeemed')

      const basket = { items: [{ productExternalId: 'tea', quantity: 2, price: euros(1_500) }] }
      const checked = await call<{ quote: object }>('POST', `vouchers/${code}/validate`, {
        customer: 'ext:anna',
        basket,
      })
      expect(checked.quote).toMatchObject({ discount: euros(500) })
      await call('POST', `vouchers/${code}/redeem`, { customer: 'ext:anna', order: 'o-3', basket })
      await call('POST', 'orders', {
        externalId: 'o-3',
        customerExternalId: 'anna',
        placedAt: new Date().toISOString(),
        total: euros(2_500),
      })
      await expect.poll(async () => (await readJourney())?.status, { timeout: 30_000 }).toBe('ended')

      const journey = await readJourney()
      expect(journey).toMatchObject({ outcome: 'completed' })
      const story = await call<{
        events: { kind: string; step: string; channel: string | null }[]
        verdicts: { channel: string; verdict: string }[]
      }>('GET', `journeys/${journey?.id}`)
      const told = story.events
        .filter(({ kind }) => kind !== 'told')
        .map(({ kind, step, channel }) => [kind, step, channel].filter(Boolean).join(' '))
      expect(told).toEqual([
        'voucher_issued voucher',
        'sent invite sms',
        'sent invite push',
        'waiting accepted',
        'happened accepted',
        'waiting redeemed',
        'happened redeemed',
      ])
      const { data: ofBen } = await call<{ data: Journey[] }>('GET', 'journeys?customerId=ext:ben')
      expect(ofBen).toEqual([])

      const diagnosed = await call<Diagnosed>('GET', `diagnostics?customer=ext:anna&campaign=${autopilotId}`)
      expect(diagnosed.answer).toMatchObject({ standing: 'got_it', channel: 'push' })
      expect(diagnosed.runs).toHaveLength(1)
      const lines = diagnosed.runs[0]?.timeline.map(({ kind, channel, reason }) => [kind, channel, reason].filter(Boolean).join(' '))
      const [refused, taken] = [lines?.indexOf('sent sms provider_rejected') ?? -1, lines?.indexOf('sent push') ?? -1]
      expect(refused).toBeGreaterThan(0)
      expect(taken).toBeGreaterThan(refused)
      const ofOther = await call<Diagnosed>('GET', `diagnostics?customer=ext:ben&campaign=${autopilotId}`)
      expect(ofOther).toMatchObject({ answer: { standing: 'not_selected', reason: 'ordered_too_recently' }, runs: [] })

      const once = { issued: 1, delivered: 1, accepted: 1, redeemed: 1 }
      const report = (name: string) => call<Record<string, unknown>>('GET', `reports/voucher-campaigns/${name}`)
      expect(await report('overview')).toMatchObject({
        total: { now: { ...once, messages: 1, orders: 1, revenue: [euros(2_500)], discount: [euros(500)] } },
      })
      const engagement = await report('customer-engagement')
      expect(engagement).toMatchObject({ byCampaign: [{ campaign: { kind: 'autopilot', id: autopilotId, name: 'Win-back' }, ...once }] })
      const channels = engagement['byChannel'] as { channel: string | null; issued: number }[]
      expect(channels.filter(({ issued }) => issued > 0)).toMatchObject([{ channel: 'push', ...once }])
      expect(await report('campaign-perf')).toMatchObject({ campaigns: [{ campaign: { id: autopilotId }, now: { ...once, orders: 1 } }] })
      // Calls are counted by the worker, and written down a moment later.
      const readCalls = async () => {
        const calls = (await report('api-perf'))['channels'] as { now: { channel: string; calls: number; errors: number }[] }
        return calls.now.filter((one) => one.calls > 0).map((one) => [one.channel, one.calls, one.errors])
      }
      await expect.poll(readCalls, { timeout: 90_000, interval: 500 }).toEqual([
        ['sms', 1, 1],
        ['push', 1, 0],
      ])
    },
  )
})
