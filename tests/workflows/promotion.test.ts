import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { applyReceipts } from '../../db/queries/receipts/apply-receipts.ts'
import { parseId, workflowIds } from '../../domain/ids.ts'
import { ensureVoucherExpiry } from '../../workflows/clients/start-voucher-expiry.ts'
import { getPromotionProgress, type PromotionProgress } from '../../workflows/promotion-messages.ts'
import { followProgress } from '../api/broadcasts/progress-stream.ts'
import { keepHistory } from '../replay/keep-history.ts'
import { type JourneyStack, startJourneyStack } from '../journeys/journey-stack.ts'
import { addCustomers } from '../send-path/send-fixture.ts'

interface View {
  id: string
  status: string
  finishReason: string | null
}

interface ProgressView {
  status: string
  stage: string
  byStatus: Record<string, number>
  skippedByReason: Record<string, number>
  vouchers: { issued: number; byStatus: Record<string, number> }
}

const hour = 3_600_000
const day = 24 * hour
const email = { channel: 'email', subject: 'For you', html: '<p>{{ voucher.code }}</p>' }
const sms = { channel: 'sms', text: '{{ voucher.code }} Reply STOP to opt out' }

let stack: JourneyStack
beforeAll(async () => {
  stack = await startJourneyStack()
  await stack.pool`INSERT INTO settings (key, value) VALUES ('contact_policy', '{"quietHours": {}, "cooldownMs": 0}')`
  await ensureVoucherExpiry(stack.client)
})
afterAll(() => stack.close())
beforeEach(async () => {
  await stack.pool`DELETE FROM customers`
  await stack.sendPath.sandbox.reset()
  stack.sendPath.clock.now = new Date(await stack.environment.currentTimeMs())
})

async function call<Body>(method: string, path: string, body?: unknown): Promise<Body> {
  const answer = await stack.api.call<Body>(method, `/api/v1${path}`, { body, headers: { 'Idempotency-Key': randomUUID() } })
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
  return answer.body
}

/** Subscribed to both channels; of `count`, the first have no email. */
async function addMembers(count: number, withoutEmail = 0): Promise<string[]> {
  const ids = await addCustomers(
    stack.pool,
    'email',
    Array.from({ length: count }, (_, at) => ({
      ...(at < withoutEmail && { email: null }),
      phone: `+49151${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`,
      timeZone: 'Europe/Berlin',
    })),
  )
  await stack.pool`UPDATE contact_states SET sms_consent = 'subscribed'`
  return ids
}

async function launch(changes: object = {}, offer: object = {}) {
  const made = await call<{ id: string }>('POST', '/offers', {
    name: 'Ten percent',
    discount: { kind: 'percent', percent: 10 },
    cap: { amountMinor: 500, currency: 'EUR' },
    validity: { kind: 'afterDelivery', hours: 72 },
    ...offer,
  })
  const draft = await call<View>('POST', '/promotions', {
    name: 'Spring',
    offerId: made.id,
    audience: { include: [{ kind: 'everyone' }], exclude: [] },
    channels: ['email', 'sms'],
    messages: { email, sms },
    fallThroughWithin: '1h',
    ...changes,
  })
  await call('POST', `/promotions/${draft.id}/launch`, {})
  const id = parseId('promotion', draft.id) ?? ''
  const handle = stack.client.workflow.getHandle<() => Promise<PromotionProgress>>(workflowIds.promotion(id))
  return { publicId: draft.id, id, handle }
}

async function untilStage({ handle }: Awaited<ReturnType<typeof launch>>, stage: string): Promise<void> {
  await expect.poll(async () => (await handle.query(getPromotionProgress)).stage, { timeout: 60_000 }).toBe(stage)
}

const progressOf = (publicId: string) => call<ProgressView>('GET', `/promotions/${publicId}/progress`)

describe('a promotion', () => {
  it('waits for its time, falls through to the next channel, and stays until its last voucher has expired', async () => {
    await addMembers(5, 2)
    const at = new Date((await stack.environment.currentTimeMs()) + 2 * hour)
    const run = await launch({ schedule: { kind: 'at', at: at.toISOString() } })
    await untilStage(run, 'scheduled')
    await stack.environment.sleep(2 * hour + 60_000)
    await untilStage(run, 'active')
    expect(await stack.sendPath.sandbox.summarise()).toMatchObject({ accepted: 5, duplicates: 0 })
    expect(await progressOf(run.publicId)).toMatchObject({
      status: 'active',
      byStatus: { accepted: 5, pending: 0, skipped: 0 },
      vouchers: { issued: 5, byStatus: { delivered: 5 } },
    })
    expect(await run.handle.result()).toMatchObject({ stage: 'ended' })
    expect(await progressOf(run.publicId)).toMatchObject({ status: 'ended', vouchers: { byStatus: { expired: 5 } } })
    const { events } = await run.handle.fetchHistory()
    expect(events?.length).toBeLessThan(90)
    await keepHistory('promotion falls through and expires', run.handle)
  })

  it('is followed by a stream of events from its launch to the end of its last voucher', async () => {
    const members = await addMembers(2)
    const run = await launch()
    const path = `/api/v1/promotions/${run.publicId}/progress/stream`
    const following = followProgress(stack.api, path, 60_000)
    await untilStage(run, 'active')
    const codes = await stack.pool<{ code: string }[]>`SELECT code FROM vouchers WHERE campaign_id = ${run.id}`
    for (const { code } of codes)
      await call('POST', `/vouchers/${code}/redeem`, {
        order: randomUUID(),
        basket: { items: [{ productExternalId: 'tea', quantity: 1, price: { amountMinor: 1000, currency: 'EUR' } }] },
      })
    await stack.relay()
    expect(await run.handle.result()).toMatchObject({ stage: 'ended' })
    const events = await following
    const [last] = events.splice(-1)
    expect(last).toMatchObject({
      event: 'end',
      data: {
        ...{ promotionId: run.publicId, status: 'ended', isFinished: true, recipients: members.length },
        byStatus: { accepted: members.length, pending: 0 },
        vouchers: { issued: members.length, byStatus: { redeemed: members.length } },
      },
    })
    expect(events.map(({ event }) => event)).toEqual(events.map(() => 'progress'))
    // Each tells of a change.
    const told = events.map(({ data }) => JSON.stringify(data))
    expect(told.filter((one, at) => one === told[at - 1])).toEqual([])
    // An EventSource that comes back after the end is told to stay away.
    const back = await stack.api.call('GET', path, { headers: { 'last-event-id': '1' } })
    expect(back.status).toBe(204)
  }, 90_000)

  it('brings whoever a receipt calls undeliverable to the next channel as soon as it is told', async () => {
    const [customerId = ''] = await addMembers(2)
    const run = await launch({ fallThroughWithin: '6h' })
    await untilStage(run, 'active')
    const [send] = await stack.pool<[{ sendId: string }]>`
      SELECT send_id AS "sendId" FROM promotion_sends WHERE promotion_id = ${run.id} AND channel = 'email'`
    await applyReceipts(stack.pool, [
      {
        delivery: { sendId: send.sendId, customerId },
        channel: 'email',
        kind: 'bounced',
        occurredAt: new Date((await stack.environment.currentTimeMs()) + 60_000),
        eventId: randomUUID(),
      },
    ])
    await stack.relay()
    await stack.environment.sleep(hour)
    await expect.poll(async () => (await stack.sendPath.sandbox.summarise()).accepted, { timeout: 60_000 }).toBe(3)
    expect(await progressOf(run.publicId)).toMatchObject({ byStatus: { accepted: 2, bounced: 0 }, vouchers: { issued: 2 } })
    await call('POST', `/promotions/${run.publicId}/stop`, { vouchers: 'keep' })
    expect(await run.handle.result()).toMatchObject({ stage: 'stopped' })
  })

  it('ends as soon as its last voucher is redeemed', async () => {
    await addMembers(2)
    const run = await launch()
    await untilStage(run, 'active')
    const startedAt = await stack.environment.currentTimeMs()
    const codes = await stack.pool<{ code: string }[]>`SELECT code FROM vouchers WHERE campaign_id = ${run.id}`
    for (const { code } of codes)
      await call('POST', `/vouchers/${code}/redeem`, {
        order: randomUUID(),
        basket: { items: [{ productExternalId: 'tea', quantity: 1, price: { amountMinor: 1000, currency: 'EUR' } }] },
      })
    await stack.relay()
    expect(await run.handle.result()).toMatchObject({ stage: 'ended' })
    expect((await stack.environment.currentTimeMs()) - startedAt).toBeLessThan(hour)
    await keepHistory('promotion ends with its last redemption', run.handle)
  })

  it('reminds those who have not redeemed, in time, and nobody else', async () => {
    const members = await addMembers(3)
    const run = await launch({
      reminder: { before: '24h', channels: ['email'], messages: { email: { ...email, subject: 'Two days left' } } },
    })
    await untilStage(run, 'active')
    const [first] = await stack.pool<[{ code: string; customerId: string }]>`
      SELECT code, customer_id AS "customerId" FROM vouchers WHERE campaign_id = ${run.id} LIMIT 1`
    await call('POST', `/vouchers/${first.code}/redeem`, {
      order: randomUUID(),
      basket: { items: [{ productExternalId: 'tea', quantity: 1, price: { amountMinor: 1000, currency: 'EUR' } }] },
    })
    await stack.relay()
    await stack.environment.sleep(2 * day - hour)
    expect(await stack.sendPath.sandbox.summarise()).toMatchObject({ accepted: 3 })
    await stack.environment.sleep(2 * hour)
    await expect.poll(async () => (await stack.sendPath.sandbox.summarise()).accepted, { timeout: 60_000 }).toBe(5)
    const reminded = await stack.pool<{ customerId: string }[]>`
      SELECT d.customer_id AS "customerId" FROM promotion_sends s JOIN deliveries d ON d.send_id = s.send_id WHERE s.promotion_id = ${run.id} AND s.purpose = 'reminder'`
    expect(reminded.map(({ customerId }) => customerId).toSorted()).toEqual(members.filter((id) => id !== first.customerId).toSorted())
    expect(await run.handle.result()).toMatchObject({ stage: 'ended' })
    expect(await stack.sendPath.sandbox.summarise()).toMatchObject({ accepted: 5, duplicates: 0 })
    await keepHistory('promotion reminds', run.handle)
  })

  it('holds while it is paused, and goes on', async () => {
    await addMembers(2)
    const at = new Date((await stack.environment.currentTimeMs()) + hour)
    const run = await launch({ schedule: { kind: 'at', at: at.toISOString() } })
    await untilStage(run, 'scheduled')
    expect(await call<ProgressView>('POST', `/promotions/${run.publicId}/pause`, {})).toMatchObject({ status: 'paused' })
    await stack.environment.sleep(2 * hour)
    expect(await stack.sendPath.sandbox.summarise()).toMatchObject({ accepted: 0 })
    // Its time has come: by the answer, lists do not show it as waiting for that any more.
    expect((await call<ProgressView>('POST', `/promotions/${run.publicId}/resume`, {})).status).not.toBe('scheduled')
    await untilStage(run, 'active')
    expect(await stack.sendPath.sandbox.summarise()).toMatchObject({ accepted: 2 })
    await call('POST', `/promotions/${run.publicId}/stop`, { vouchers: 'revoke' })
    expect(await run.handle.result()).toMatchObject({ stage: 'stopped' })
    expect(await call('GET', `/promotions/${run.publicId}`)).toMatchObject({ status: 'stopped', finishReason: 'revoked' })
    expect(await progressOf(run.publicId)).toMatchObject({ vouchers: { byStatus: { revoked: 2, delivered: 0 } } })
    await keepHistory('promotion pauses and is stopped', run.handle)
  })

  it('is stopped though it is paused, and a page of it has not left yet', async () => {
    await addMembers(2)
    // Whoever claims the page waits for its members.
    let letGo: () => void = () => {}
    const holding = stack.pool.begin(async (sql) => {
      await sql`SELECT FROM contact_states FOR UPDATE`
      await new Promise<void>((resolve) => (letGo = resolve))
    })
    try {
      const run = await launch()
      const countWaiting = () =>
        stack.pool`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`.then((rows) => rows.length)
      await expect.poll(countWaiting, { timeout: 60_000 }).toBe(1)
      expect(await call<ProgressView>('POST', `/promotions/${run.publicId}/pause`, {})).toMatchObject({ status: 'paused' })
      await call('POST', `/promotions/${run.publicId}/stop`, { vouchers: 'revoke' })
      letGo()
      expect(await run.handle.result()).toMatchObject({ stage: 'stopped' })
      expect(await progressOf(run.publicId)).toMatchObject({ status: 'stopped', byStatus: { pending: 0, sending: 0 } })
    } finally {
      letGo()
      await holding
    }
  })

  it('ends like a stop that keeps when it is cancelled in Temporal', async () => {
    await addMembers(2)
    const run = await launch()
    await untilStage(run, 'active')
    await run.handle.cancel()
    expect(await run.handle.result()).toMatchObject({ stage: 'stopped' })
    expect(await progressOf(run.publicId)).toMatchObject({ status: 'stopped', vouchers: { byStatus: { delivered: 2 } } })
    await keepHistory('promotion is cancelled', run.handle)
  })

  it('skips everyone when it is stopped before its time, and refuses what comes later', async () => {
    await addMembers(2)
    const run = await launch({ schedule: { kind: 'at', at: new Date((await stack.environment.currentTimeMs()) + day).toISOString() } })
    await untilStage(run, 'scheduled')
    await call('POST', `/promotions/${run.publicId}/stop`, { vouchers: 'keep' })
    expect(await run.handle.result()).toMatchObject({ stage: 'stopped' })
    const late = await stack.api.call<{ code: string }>('POST', `/api/v1/promotions/${run.publicId}/resume`, { body: {} })
    expect(late).toMatchObject({ status: 409, body: { code: 'promotion_not_running' } })
  })
})
