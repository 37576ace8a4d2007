import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { findStatus, openStatuses, refuseUse, usableStatuses, voucherStatuses, voucherTransitions } from './voucher-transitions.ts'
import { endAfterDelivery, planValidity } from './voucher-validity.ts'

const instant = (hour: number) => new Date(Date.UTC(2026, 4, 1, hour))
const state = fc.record({
  status: fc.constantFrom(...voucherStatuses),
  validFrom: fc.nat({ max: 5 }).map(instant),
  validUntil: fc.integer({ min: 5, max: 20 }).map(instant),
  lockReference: fc.constantFrom('mine', 'theirs'),
  lockUntil: fc.nat({ max: 25 }).map(instant),
})

describe('what a voucher is', () => {
  it.prop([state, fc.nat({ max: 30 })])('is usable by exactly whom refuseUse lets through', (voucher, hour) => {
    const at = instant(hour)
    const status = findStatus(voucher, at)
    const isUsable = usableStatuses.some((usable) => usable === status)
    expect(refuseUse(voucher, { at, reference: 'mine' }) === undefined).toBe(
      isUsable && (status === 'locked' ? voucher.lockReference === 'mine' : voucher.validFrom <= at),
    )
  })

  it.prop([state, fc.nat({ max: 30 })])('does not come to life again as time goes by', (voucher, hour) => {
    const [now, later] = [findStatus(voucher, instant(hour)), findStatus(voucher, instant(hour + 3))]
    if (now === 'expired') expect(later).toBe('expired')
    if (!openStatuses.some((open) => open === voucher.status)) expect(later).toBe(voucher.status)
  })

  it('can leave every status that is open, and no end', () => {
    for (const status of voucherStatuses) {
      const exits = Object.values(voucherTransitions).filter(({ from }) => from.some((start) => start === status))
      const isEnd = ['expired', 'revoked', 'rolled_back'].includes(status)
      expect(exits.length > 0).toBe(!isEnd)
    }
  })
})

describe('a validity relative to delivery', () => {
  it.prop([fc.integer({ min: 1, max: 400 }), fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 4 })])(
    'only ever moves its end forward, whatever is heard in whatever order',
    (quarters, news) => {
      const hours = quarters / 4
      const planned = planValidity({ kind: 'afterDelivery', hours }, instant(0))
      if (planned === undefined) throw new Error('There is no validity')
      let { validUntil } = planned
      for (const hour of news) {
        const next = endAfterDelivery({ ...planned, validUntil }, instant(hour))
        expect(next.getTime()).toBeLessThanOrEqual(validUntil.getTime())
        validUntil = next
      }
      expect(validUntil.getTime()).toBeGreaterThanOrEqual(instant(0).getTime() + hours * 3_600_000)
    },
  )

  it('that is fixed is over when it ends, and begins with the issue where nothing else is said', () => {
    const until = '2026-05-01T02:00:00Z'
    expect(planValidity({ kind: 'fixed', until }, instant(2))).toBeUndefined()
    expect(planValidity({ kind: 'fixed', until }, instant(1))).toEqual({ validFrom: instant(1), validUntil: instant(2), validForMs: null })
  })
})
