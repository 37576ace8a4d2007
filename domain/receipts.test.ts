import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { deliveryStatuses } from './deliveries.ts'
import { applyReceipt, type DeliveryState, type Receipt, receiptKinds } from './receipts.ts'

const noon = new Date('2026-03-01T12:00:00Z')
const after = (seconds: number) => new Date(noon.getTime() + seconds * 1_000)

const sending: DeliveryState = {
  status: 'sending',
  reason: null,
  errorCode: null,
  acceptedAt: null,
  settledAt: null,
  messageId: null,
  smsParts: null,
  costMicros: null,
  costCurrency: null,
}

const applyAll = (state: DeliveryState, receipts: Receipt[]) => receipts.reduce(applyReceipt, state)

// Receipts of one message: those that name its id, parts or cost name the same.
const messageFacts = { messageId: 'm-1', smsParts: 2, cost: { micros: 66_600n, currency: 'EUR' } }
const receipt: fc.Arbitrary<Receipt> = fc
  .record({
    kind: fc.constantFrom(...receiptKinds),
    occurredAt: fc.integer({ min: 0, max: 5 }).map(after),
    errorCode: fc.constantFrom('vonage_1190', 'vonage_1180', undefined),
    facts: fc.subarray(Object.keys(messageFacts) as (keyof typeof messageFacts)[]),
  })
  .map(({ kind, occurredAt, errorCode, facts }) => ({
    kind,
    occurredAt,
    ...(kind === 'undeliverable' && errorCode !== undefined ? { errorCode } : {}),
    ...Object.fromEntries(facts.map((fact) => [fact, messageFacts[fact]])),
  }))
const start: fc.Arbitrary<DeliveryState> = fc.record({
  ...Object.fromEntries(Object.entries(sending).map(([key, value]) => [key, fc.constant(value)])),
  status: fc.constantFrom(...deliveryStatuses),
  reason: fc.constantFrom(null, 'not_subscribed'),
  acceptedAt: fc.constantFrom(null, after(2)),
  settledAt: fc.constantFrom(null, after(2)),
}) as fc.Arbitrary<DeliveryState>

describe('receipts', () => {
  it.prop([
    start,
    fc
      .array(receipt, { minLength: 1, maxLength: 7 })
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
  ])('lead to the same row in any order', (state, [inOrder, shuffled]) => {
    expect(applyAll(state, shuffled)).toEqual(applyAll(state, inOrder))
  })

  it.prop([start, fc.array(receipt, { minLength: 1, maxLength: 5 })])('change nothing when all of them come again', (state, receipts) => {
    const once = applyAll(state, receipts)
    expect(applyAll(once, receipts)).toEqual(once)
  })

  it.prop([start, receipt])('always leave a row that some provider has confirmed, without a reason not to send', (state, one) => {
    const { status, reason, acceptedAt } = applyReceipt(state, one)
    expect(['accepted', 'delivered', 'undeliverable', 'bounced']).toContain(status)
    expect(reason).toBeNull()
    expect(acceptedAt).not.toBeNull()
  })

  it.each([
    ['nobody knew of', 'unknown'],
    ['was given up for an opt-out after the attempt', 'skipped'],
    ['an operator called failed', 'failed'],
  ] as const)('settle a message that %s', (_, status) => {
    expect(
      applyReceipt({ ...sending, status, reason: 'not_subscribed', errorCode: 'connection_lost' }, { kind: 'accepted', occurredAt: noon }),
    ).toMatchObject({
      status: 'accepted',
      reason: null,
      errorCode: null,
      acceptedAt: noon,
      settledAt: noon,
    })
  })

  it.each<[string, Receipt['kind'][], Partial<DeliveryState>]>([
    [
      'a bounce after delivery: mail servers accept first and refuse later',
      ['delivered', 'bounced'],
      { status: 'bounced', errorCode: 'hard_bounce' },
    ],
    ['a soft bounce alone', ['accepted', 'soft_bounced'], { status: 'bounced', errorCode: 'soft_bounce' }],
    [
      'an out-of-office answer, which comes as a soft bounce, after delivery',
      ['delivered', 'soft_bounced'],
      { status: 'delivered', errorCode: null },
    ],
    ['a complaint: the message was delivered', ['complained'], { status: 'delivered' }],
    ['a delay: accepted, and no more than that', ['delayed'], { status: 'accepted' }],
    ['giving up after "submitted"', ['accepted', 'undeliverable'], { status: 'undeliverable', errorCode: 'undeliverable' }],
  ])('read %s', (_, kinds, expected) => {
    expect(
      applyAll(
        sending,
        kinds.map((kind, index) => ({ kind, occurredAt: after(index) })),
      ),
    ).toMatchObject(expected)
  })

  it('say when the status was reached by its first receipt, and when the message was accepted by the first of all', () => {
    const row = applyAll(sending, [
      { kind: 'delivered', occurredAt: after(9) },
      { kind: 'delivered', occurredAt: after(7) },
      { kind: 'accepted', occurredAt: after(1) },
    ])
    expect(row).toMatchObject({ status: 'delivered', settledAt: after(7), acceptedAt: after(1) })
  })
})
