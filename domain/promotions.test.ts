import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { channelNames } from './channels.ts'
import { deliveryStatuses, skipReasons } from './deliveries.ts'
import { checkPromotion, foldReach, type PromotionFacts } from './promotion-readiness.ts'
import { closingReasons, findReceiptsPauseMs, findReminderGapMs, findVoucherSkip, isClosed, type PromotionDraft } from './promotions.ts'
import { defaultSettings } from './settings.ts'
import { issueRefusals } from './voucher-refusals.ts'

const at = new Date('2026-05-01T10:00:00Z')
const hour = 3_600_000
const settled = { reason: null, acceptedAt: at, settledAt: new Date(at.getTime() + hour) }

describe('a channel', () => {
  it.each(deliveryStatuses)('is closed by a refusal, or by a receipt in time, and by nothing that may have arrived: %s', (status) => {
    const makesWay = ['failed', 'undeliverable', 'bounced'].includes(status)
    expect(isClosed({ ...settled, status }, hour)).toBe(makesWay)
    expect(isClosed({ ...settled, status }, hour - 1)).toBe(status === 'failed')
  })

  it.each(skipReasons)('is closed by a skip that says something about it alone: %s', (reason) => {
    const isFinal = ['holdout', 'excluded', 'cooldown', 'duplicate_address', 'expired', 'budget_exhausted', 'campaign_stopped'].includes(
      reason,
    )
    expect(isClosed({ ...settled, status: 'skipped', reason }, hour)).toBe(!isFinal)
  })
})

describe('a voucher that is not given', () => {
  it.each(Object.keys(issueRefusals) as (keyof typeof issueRefusals)[])('is the last word for its customer: %s', (refusal) => {
    expect(closingReasons).not.toContain(findVoucherSkip(refusal))
  })
})

describe('pauses', () => {
  test.prop([fc.integer({ min: 0, max: 31 * 24 * hour })])('are seconds to minutes, whatever the time that there is', (ms) => {
    expect(findReceiptsPauseMs(ms)).toBeGreaterThanOrEqual(2_000)
    expect(findReceiptsPauseMs(ms)).toBeLessThanOrEqual(300_000)
    expect(findReminderGapMs(ms)).toBeGreaterThanOrEqual(60_000)
    expect(findReminderGapMs(ms)).toBeLessThanOrEqual(900_000)
  })
})

describe('the reach of a promotion', () => {
  const row = fc.record({
    reasons: fc.tuple(...channelNames.map(() => fc.option(fc.constantFrom(...skipReasons)))),
    deferred: fc.tuple(...channelNames.map(() => fc.boolean())),
    members: fc.integer({ min: 1, max: 1_000 }),
  })
  test.prop([fc.array(row, { maxLength: 20 })])(
    'counts every member once: on the first channel that is open, or by the last word',
    (rows) => {
      const { audience, reach } = foldReach(channelNames, rows)
      const members = rows.reduce((sum, one) => sum + one.members, 0)
      const add = (counts: Record<string, number>) => Object.values(counts).reduce((sum, count) => sum + count, 0)
      expect(audience.members).toBe(members)
      expect(audience.reachable + add(audience.unreachable)).toBe(members)
      expect(reach.reduce((sum, { reachable }) => sum + reachable, 0)).toBe(audience.reachable)
      for (const one of reach) expect(one.reachable + add(one.unreachable)).toBe(one.candidates)
    },
  )
})

describe('an offer that ends at an instant', () => {
  const until = new Date(at.getTime() + 48 * hour)
  const listErrors = (schedule: PromotionDraft['schedule'], before: string) => {
    const messages = { push: { channel: 'push', title: 'For you', body: '{{ voucher.code }}', url: 'https://store.example' } } as const
    const promotion: PromotionDraft = {
      name: 'Spring',
      offerId: '01980000-0000-7000-8000-000000000001',
      audience: { include: [{ kind: 'everyone' }], exclude: [] },
      channels: ['push'],
      messages,
      schedule,
      fallThroughMs: hour,
      reminder: { before, channels: ['push'], messages },
      holdoutPercent: 0,
      expiresAt: null,
    }
    const facts: PromotionFacts = {
      promotion,
      store: defaultSettings.store,
      offer: { isArchived: false, validity: { kind: 'fixed', until: until.toISOString() } },
      problems: [],
      audience: { members: 1, reachable: 1, deferred: 0, unreachable: {} },
      sms: null,
      vouchers: undefined,
    }
    return checkPromotion(facts, at).flatMap(({ level, code }) => (level === 'error' ? [code] : []))
  }
  const startAfter = (hours: number) => ({ kind: 'at', at: new Date(at.getTime() + hours * hour).toISOString() }) as const

  it('must not be over before the promotion starts', () => {
    expect(listErrors(startAfter(47), '30m')).toEqual([])
    expect(listErrors(startAfter(48), '30m')).toContain('offer_ended')
  })

  it('leaves time for a reminder, or there can be none', () => {
    expect(listErrors({ kind: 'now' }, '47h')).toEqual([])
    expect(listErrors({ kind: 'now' }, '48h')).toEqual(['reminder_never_due'])
    expect(listErrors(startAfter(24), '24h')).toEqual(['reminder_never_due'])
  })
})
