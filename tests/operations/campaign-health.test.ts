import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { setBudget } from '../../db/queries/vouchers/budgets.ts'
import { issueVouchers } from '../../db/queries/vouchers/issue-vouchers.ts'
import type { campaignHealthListSchema, campaignHealthSchema } from '../../api/schemas/campaign-health.ts'
import type { JourneyDefinition, Trigger } from '../../domain/journeys/journey-definition.ts'
import { formatId, workflowIds } from '../../domain/ids.ts'
import { addCustomers, addSend } from '../send-path/send-fixture.ts'
import { makeDefinition, makeSend } from '../journeys/definition-fixture.ts'
import { readAutopilot } from '../../db/queries/autopilots/autopilots.ts'
import { changeOffer, insertOffer } from '../../db/queries/offers/offers.ts'
import { termsOf } from '../vouchers/voucher-fixture.ts'
import { startTestApi } from '../api/test-api.ts'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { commandAutopilot } from '../../workflows/clients/command-autopilot.ts'
import { type OperationsStack, startOperationsStack } from './operations-stack.ts'

type Health = z.output<typeof campaignHealthSchema>
type HealthList = z.output<typeof campaignHealthListSchema>

const minute = 60_000
const day = 24 * 60 * minute

let stack: OperationsStack
beforeAll(async () => {
  stack = await startOperationsStack()
  await stack.startWorker()
}, 60_000)
afterAll(() => stack.close())
beforeEach(() => {
  stack.clock.aheadMs = 0
})

const pause = { id: 'pause', kind: 'wait', duration: '10d', next: null } as const
const waiting = (overrides: Partial<JourneyDefinition> = {}) => makeDefinition([pause], overrides)

async function read(publicId: string): Promise<Health> {
  const { status, body } = await stack.call<Health>('GET', `/api/v1/voucher-campaigns/health/${publicId}`)
  expect(status).toBe(200)
  return body
}
/** Worth 5.00 EUR. */
const validity = { kind: 'fixed', until: '2099-01-01T00:00:00Z' } as const
const fiveOff = { name: 'Five off', terms: termsOf({ discount: { kind: 'amount', amountMinor: 500 }, capMinor: null, validity }) }
const addOffer = async () => (await insertOffer(stack.pool, fiveOff)).id
const uncapped = { ...fiveOff, terms: { ...fiveOff.terms, discount: { kind: 'percent', basisPoints: 1_000 } }, archivedAt: null } as const
const saidOf = ({ level, reasons }: Health) => [level, ...reasons.map(({ code }) => code)]
const list = async (query = '') => (await stack.call<HealthList>('GET', `/api/v1/voucher-campaigns/health${query}`)).body

/** Enabled so long ago, and has looked just now. */
const enabledSince = (id: string, ms: number) =>
  stack.pool`UPDATE autopilots SET enabled_at = ${new Date(stack.now().getTime() - ms)}, swept_at = ${stack.now()} WHERE id = ${id}`

describe('an autopilot with waiting journeys', () => {
  it('is green, with its numbers, and red once its run was terminated', async () => {
    const { id, publicId } = await stack.addAutopilot(waiting(), 'Checkout')
    const people = await addCustomers(stack.pool, 'email', [{}, {}, {}])
    await stack.report(people, 'Checkout Started')
    await expect.poll(async () => (await read(publicId)).journeys.running).toBe(3)
    const health = await read(publicId)
    expect(health).toMatchObject({
      campaign: { kind: 'autopilot', id: publicId, name: 'Checkout' },
      status: 'enabled',
      isOn: true,
      level: 'green',
      reasons: [],
      isDormant: false,
      trigger: 'event',
      lastDeliveryAt: null,
      backlog: { notStarted: 0 },
      journeys: { running: 3, late: 0, failed24h: 0 },
      run: { state: 'open', stage: 'enabled' },
    })
    expect(Math.abs(Date.now() - Date.parse(health.lastTriggerAt ?? ''))).toBeLessThan(minute)
    expect(health.run.temporalUrl).toContain(encodeURIComponent(workflowIds.autopilot(id)))

    await stack.client.workflow.getHandle(workflowIds.autopilot(id)).terminate()
    // Visibility may still show it open for a moment.
    await expect.poll(async () => saidOf(await read(publicId))).toEqual(['red', 'run_missing'])
    expect(await read(publicId)).toMatchObject({ isDormant: true, dormantBecause: ['run_missing'], run: { state: 'missing' } })
    // Enabled again, it has a run again.
    await commandAutopilot(stack.client, id, { kind: 'enable' })
    await expect.poll(async () => saidOf(await read(publicId))).toEqual(['green'])
    expect((await read(publicId)).run.state).toBe('open')
    await stack.pool`UPDATE autopilots SET status = 'retired' WHERE id = ${id}`
    expect((await stack.call('GET', `/api/v1/voucher-campaigns/health/${publicId}`)).status).toBe(404)
  })

  it('has late timers when their time is over and nobody works', async () => {
    const { publicId } = await stack.addAutopilot(waiting(), 'Nobody works')
    const [person = ''] = await addCustomers(stack.pool, 'email', [{}])
    await stack.report([person], 'Checkout Started')
    await expect.poll(async () => (await stack.journeyOf(person)).waitingFor).toBe('time')
    await stack.stopWorker()
    try {
      stack.clock.aheadMs = 10 * day + 5 * minute
      const health = await read(publicId)
      expect(health.journeys).toMatchObject({ running: 1, late: 1 })
      expect(health.reasons.find(({ code }) => code === 'timers_late')).toEqual({
        code: 'timers_late',
        level: 'amber',
        message: 'The wait of 1 journey is over and it does not move, the oldest since 5 min',
      })
      // Nobody looks for customers either.
      expect(saidOf(health)).toContain('sweep_late')
    } finally {
      await stack.startWorker()
    }
  })

  it('that is disabled stands still, and is late in nothing', async () => {
    const { id, publicId } = await stack.addAutopilot(waiting(), 'Disabled')
    const [person = ''] = await addCustomers(stack.pool, 'email', [{}])
    await stack.report([person], 'Checkout Started')
    await expect.poll(async () => (await stack.journeyOf(person)).waitingFor).toBe('time')
    await stack.pool`UPDATE autopilots SET status = 'disabled' WHERE id = ${id}`
    stack.clock.aheadMs = 11 * day
    expect(saidOf(await read(publicId))).toEqual(['amber', 'standing_still'])
  })
})

describe('an autopilot that gives nothing', () => {
  it('says that its budget is used up, also when what is left does not pay for one voucher', async () => {
    const offer = await addOffer()
    const gift = { id: 'gift', kind: 'voucher', offerId: formatId('offer', offer), next: null, otherwise: null } as const
    const { id, publicId } = await stack.addAutopilot(makeDefinition([gift]), 'Gifts')
    const budget = (limits: { maxVouchers: number | null; maxMoneyMinor: number | null }) =>
      setBudget(stack.pool, { kind: 'autopilot', id }, { ...limits, currency: 'EUR' })
    await budget({ maxVouchers: 1, maxMoneyMinor: null })
    expect(saidOf(await read(publicId))).toEqual(['green'])
    const [person = ''] = await addCustomers(stack.pool, 'email', [{}])
    await issueVouchers(stack.pool, {
      offerId: offer,
      campaign: { kind: 'autopilot', id },
      occurrence: '00000000-0000-0000-0000-000000000000:gift:1',
      customerIds: [person],
      at: stack.now(),
      as: 'issued',
      actor: { source: 'campaign' },
    })
    expect(await read(publicId)).toMatchObject({
      level: 'red',
      isDormant: true,
      dormantBecause: ['budget_exhausted'],
      budgets: [{ owner: 'campaign', vouchersLeft: 0, maxVouchers: 1, moneyLeft: null, isExhausted: true }],
      offers: [{ state: 'given' }],
    })
    await budget({ maxVouchers: null, maxMoneyMinor: 999 })
    expect(await read(publicId)).toMatchObject({
      dormantBecause: ['budget_exhausted'],
      budgets: [{ moneyLeft: { amountMinor: 499, currency: 'EUR' } }],
    })
    await budget({ maxVouchers: null, maxMoneyMinor: 1_000 })
    expect((await read(publicId)).isDormant).toBe(false)
    // A limit that no voucher of the offer can keep to is not used up, and nobody gets one either.
    await stack.pool`UPDATE voucher_budgets SET currency = 'USD' WHERE owner_id = ${id}`
    expect(await read(publicId)).toMatchObject({ dormantBecause: ['budget_other_currency'], budgets: [{ isExhausted: true }] })
    await stack.pool`UPDATE voucher_budgets SET currency = 'EUR' WHERE owner_id = ${id}`
    await changeOffer(stack.pool, offer, uncapped)
    expect(await read(publicId)).toMatchObject({ dormantBecause: ['budget_needs_cap'] })
    await stack.pool`UPDATE offers SET archived_at = now() WHERE id = ${offer}`
    expect(saidOf(await read(publicId))).toContain('offer_archived')
  })

  it('says that nobody can be looked for, and why', async () => {
    const { id, publicId } = await stack.addAutopilot(waiting(), 'Broken audience')
    await stack.pool`UPDATE autopilots SET sweep_error = 'audience_missing', swept_at = ${stack.now()} WHERE id = ${id}`
    const { reasons, dormantBecause } = await read(publicId)
    expect([reasons[0]?.message, dormantBecause]).toEqual(['Nobody can be looked for: audience_missing', ['sweep_fails']])
  })

  it('says that its window is over, or opens later', async () => {
    const { publicId } = await stack.addAutopilot(waiting({ activation: { until: '2026-01-01T00:00:00Z' } }), 'Over')
    expect(saidOf(await read(publicId))).toEqual(['amber', 'window_over'])
    const later = await stack.addAutopilot(waiting({ activation: { from: '2099-01-01T00:00:00Z' } }), 'Later')
    expect(saidOf(await read(later.publicId))).toEqual(['green', 'window_closed'])
  })

  it('says whether its trigger finds nobody, or its entry rule excludes all, or all have been in it', async () => {
    const quiet: Trigger = { kind: 'quiet_for', duration: '60d' }
    const nobody = await stack.addAutopilot(waiting({ trigger: quiet }), 'Nobody is quiet')
    await enabledSince(nobody.id, 30 * day)
    // Its own look is over: the next one is minutes away.
    await expect.poll(async () => (await readAutopilot(stack.pool, nobody.id))?.sweptAt ?? null).not.toBeNull()
    expect(await read(nobody.publicId)).toMatchObject({ dormantBecause: ['trigger_finds_nobody'], probe: { found: 0, entering: 0 } })

    const people = await addCustomers(stack.pool, 'email', [{ timeZone: 'Europe/Berlin' }, { timeZone: 'Asia/Tokyo' }])
    for (const id of people)
      await stack.pool`INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor) VALUES (${id}, ${id}, ${new Date(Date.now() - 100 * day)}, 'paid', 'EUR', 1000)`
    expect(await read(nobody.publicId)).toMatchObject({ probe: { found: 2, entering: 2 }, dormantBecause: ['reentry_excludes_all'] })

    const strict = await stack.addAutopilot(
      waiting({ trigger: quiet, entryRule: { field: 'timeZone', op: '=', value: 'Europe/Paris' } }),
      'Paris',
    )
    await enabledSince(strict.id, 30 * day)
    expect(await read(strict.publicId)).toMatchObject({ dormantBecause: ['entry_excludes_all'], probe: { found: 2, entering: 0 } })

    const event = await stack.addAutopilot(
      waiting({ trigger: { kind: 'event', event: { kind: 'event', name: 'Never Reported' } } }),
      'Unheard',
    )
    await enabledSince(event.id, 30 * day)
    expect(await read(event.publicId)).toMatchObject({ dormantBecause: ['trigger_finds_nobody'] })
  })

  it('says that no provider is set up for its channels', async () => {
    // The stack has providers for email and SMS.
    const { publicId } = await stack.addAutopilot(makeDefinition([makeSend('note', ['push'])]), 'Push only')
    expect(await read(publicId)).toMatchObject({ dormantBecause: ['channel_not_set_up'], channels: { used: ['push'], notSetUp: ['push'] } })
    const some = await stack.addAutopilot(makeDefinition([makeSend('note', ['push', 'email'])]), 'Push or mail')
    expect(saidOf(await read(some.publicId))).toEqual(['amber', 'channel_not_set_up_some'])
  })
})

describe('a promotion', () => {
  async function addPromotion(
    status: string,
    overrides: { schedule?: object; launchedAt?: Date } = {},
  ): Promise<{ id: string; publicId: string }> {
    const offer = await addOffer()
    const [{ id }] = await stack.pool<[{ id: string }]>`
      INSERT INTO promotions (name, status, offer_id, offer_version, audience, channels, messages, schedule, fall_through_ms, launched_at)
      VALUES ('Spring', ${status}, ${offer}, 1, '{}', '{email}', '{}', ${stack.pool.json((overrides.schedule ?? { kind: 'now' }) as never)}, 0, ${overrides.launchedAt ?? stack.now()})
      RETURNING id`
    return { id, publicId: formatId('promotion', id) }
  }

  it('shows its pages, its failure rate and that its run is gone', async () => {
    const { id, publicId } = await addPromotion('sending', { launchedAt: new Date(Date.now() - 10 * minute) })
    const people = await addCustomers(
      stack.pool,
      'email',
      Array.from({ length: 30 }, () => ({})),
    )
    const send = await addSend(stack.pool, [{ customerIds: people }, { customerIds: people.slice(0, 5) }], {
      campaignKind: 'promotion',
      campaignId: id,
    })
    await stack.pool`INSERT INTO promotion_sends (send_id, promotion_id, purpose, channel, place) VALUES (${send.id}, ${id}, 'offer', 'email', 0)`
    await stack.pool`UPDATE send_pages SET claimed_at = now() WHERE send_id = ${send.id} AND page = 0`
    await stack.pool`UPDATE send_pages SET not_before = now() - interval '10 minutes' WHERE send_id = ${send.id} AND page = 1`
    await stack.pool`
      INSERT INTO deliveries (send_id, customer_id, channel, page, status, claimed_at, accepted_at)
      SELECT ${send.id}, c, 'email', 0, (CASE WHEN n <= 3 THEN 'failed' WHEN n = 4 THEN 'bounced' WHEN n <= 10 THEN 'skipped' ELSE 'delivered' END)::delivery_status, now(),
        CASE WHEN n > 10 THEN now() END
      FROM unnest(${people}::uuid[]) WITH ORDINALITY AS p (c, n)`
    const health = await read(publicId)
    expect(health).toMatchObject({
      campaign: { kind: 'promotion', name: 'Spring' },
      messages: { last24h: { settled: 24, failures: 4, byStatus: { delivered: 20, failed: 3, bounced: 1, skipped: 6 } } },
      backlog: { unclaimed: 5, unclaimedDue: 5 },
    })
    expect(health.messages.last24h.failureRate).toBeCloseTo(4 / 24)
    expect(health.lastDeliveryAt).not.toBeNull()
    expect(saidOf(health)).toEqual(['red', 'run_missing', 'pages_late', 'messages_fail'])
    // What was claimed more than a week ago is in no rate, and was delivered all the same.
    await stack.pool`UPDATE deliveries SET claimed_at = now() - interval '9 days', accepted_at = accepted_at - interval '9 days' WHERE send_id = ${send.id}`
    const later = await read(publicId)
    expect([later.messages.last7d.settled, Date.now() - Date.parse(later.lastDeliveryAt ?? '') > 8 * day]).toEqual([0, true])
  })

  it('that was just launched has no run yet, and is late when it does not begin', async () => {
    const { publicId } = await addPromotion('scheduled')
    expect(await read(publicId)).toMatchObject({ level: 'green', run: { state: 'not_expected' } })
    stack.clock.aheadMs = 7 * minute
    expect(saidOf(await read(publicId))).toEqual(['red', 'run_missing', 'launch_late'])
  })
})

describe('the list', () => {
  it('has the worst first, takes filters, and answers while Temporal is away', async () => {
    const { data, totals, dormant } = await list()
    const levels = data.map(({ level }) => ['red', 'amber', 'green'].indexOf(level))
    expect(levels).toEqual(levels.toSorted((a, b) => a - b))
    expect(totals.red + totals.amber + totals.green).toBe(data.length)
    expect(dormant).toBe(data.filter(({ isDormant }) => isDormant).length)
    expect(new Set((await list('?kind=promotion')).data.map(({ campaign }) => campaign.kind))).toEqual(new Set(['promotion']))
    expect(new Set((await list('?status=disabled')).data.map(({ status }) => status))).toEqual(new Set(['disabled']))
    expect((await list('?level=red')).data).toHaveLength(totals.red)
    expect((await stack.call('GET', '/api/v1/voucher-campaigns/health?status=wrong')).status).toBe(422)

    const away = await startTestApi({ temporal: undefined })
    try {
      await away.pool`INSERT INTO autopilots (name, status, definition) VALUES ('Alone', 'enabled', '{}')`
      const { body } = await away.call<HealthList>('GET', '/api/v1/voucher-campaigns/health')
      expect(body.data[0]?.reasons.map(({ code }) => code)).toEqual(['run_unknown'])
    } finally {
      await away.close()
    }
  })

  it('needs its scope', async () => {
    const { key } = await createApiKey(stack.pool, { name: 'other', scopes: ['autopilots:*'] })
    for (const path of ['voucher-campaigns/health', 'pending-triggers', 'system-health'])
      expect((await stack.call('GET', `/api/v1/${path}`, { key })).status, path).toBe(403)
  })
})
