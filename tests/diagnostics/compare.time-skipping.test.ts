import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publishVersion } from '../../db/queries/autopilots/autopilots.ts'
import { recordConsents } from '../../db/queries/consents.ts'
import { recordReceipts } from '../../db/queries/receipts/record-receipts.ts'
import type { Step } from '../../domain/journeys/journey-definition.ts'
import { planJourney } from '../../domain/journeys/journey-plan.ts'
import { autopilotPaused, autopilotResumed, cancelJourney, getJourney, migrateJourney, skipWait } from '../../workflows/journey-messages.ts'
import { makeDefinition, makeSend } from '../journeys/definition-fixture.ts'
import { type JourneyStack, startJourneyStack } from '../journeys/journey-stack.ts'
import { addCustomers } from '../send-path/send-fixture.ts'
import { askTwice, outline, type Twice } from './told-twice.ts'

let stack: JourneyStack
let twice: Twice
beforeAll(async () => {
  stack = await startJourneyStack()
  twice = await askTwice({ pool: stack.pool, withTemporal: stack.api, clock: () => stack.sendPath.clock.now })
})
afterAll(async () => {
  await twice.close()
  await stack.close()
})

const hour = 3_600_000
const day = 24 * hour
let names = 0

async function start(
  steps: Step[],
  overrides: Parameters<typeof makeDefinition>[1] = {},
  customer: Parameters<typeof addCustomers>[2][number] = {},
) {
  const name = `Told ${(names += 1)}`
  const ids = await stack.addAutopilot(makeDefinition(steps, { trigger: { kind: 'event', event: { kind: 'event', name } }, ...overrides }))
  const [customerId = ''] = await addCustomers(stack.pool, 'email', [customer])
  await stack.report(customerId, name)
  const [journey] = await stack.journeysOf(customerId)
  if (journey === undefined) throw new Error('There is no journey')
  return { ...ids, name, customerId, journey, handle: stack.handleOf(journey) }
}

type Started = Awaited<ReturnType<typeof start>>

async function untilStage({ handle }: Started, stage: string): Promise<void> {
  await expect.poll(async () => (await handle.query(getJourney)).stage, { timeout: 60_000 }).toBe(stage)
}

/** The ledger has heard of where it waits. */
async function untilNoted({ journey }: Started): Promise<void> {
  await expect
    .poll(async () => (await stack.pool`SELECT FROM journeys WHERE id = ${journey.id} AND waiting_until IS NOT NULL`).length, {
      timeout: 60_000,
    })
    .toBe(1)
}

const pause: Step = { id: 'pause', kind: 'wait', duration: '3d', next: 'mail' }

describe('the history and the ledger tell the same of a journey', () => {
  it('that waits, sends and is over', async () => {
    const started = await start([pause, makeSend('mail', ['email'])])
    await untilStage(started, 'wait')
    await untilNoted(started)
    const waiting = await twice.tell(started.journey.id)
    expect(waiting).toMatchObject({ standing: 'will_get_it', next: { kind: 'wait', waitingFor: 'time', step: 'pause' } })
    await started.handle.result()
    const ended = await twice.tell(started.journey.id)
    expect(outline(ended)).toEqual([
      'matched',
      'started',
      'waiting pause time',
      'verdict mail email send',
      'sent mail email accepted',
      'ended last_step',
    ])
    expect(ended).toMatchObject({ standing: 'got_it', channel: 'email', next: null })
  })

  it('that ends with an order, and one that an operator cancels', async () => {
    const ordered = await start([pause, makeSend('mail', ['email'])], { exitRules: [{ kind: 'ordered' }] })
    await untilStage(ordered, 'wait')
    await stack.order(ordered.customerId)
    await ordered.handle.result()
    const told = await twice.tell(ordered.journey.id)
    expect(outline(told)).toEqual(['matched', 'started', 'waiting pause time', 'ordered', 'told pause ordered', 'ended pause ordered'])
    expect(told).toMatchObject({ standing: 'did_not_get_it', reason: 'ordered' })
    const cancelled = await start([pause, makeSend('mail', ['email'])])
    await untilStage(cancelled, 'wait')
    await cancelled.handle.executeUpdate(cancelJourney)
    await cancelled.handle.result()
    expect(outline(await twice.tell(cancelled.journey.id)).at(-1)).toBe('ended pause cancelled_by_operator')
    const away = await start([pause, makeSend('mail', ['email'])])
    await untilStage(away, 'wait')
    await away.handle.cancel()
    await away.handle.result()
    expect(outline(await twice.tell(away.journey.id)).at(-1)).toBe('ended pause cancelled_in_temporal')
  })

  it('whose message is put off by a cooldown, closed by consent, and falls through by its receipt', async () => {
    const at = new Date(await stack.environment.currentTimeMs())
    const started = await start([makeSend('any', ['sms', 'email', 'push'])], {}, { lastContactAt: new Date(at.getTime() - hour) })
    await untilStage(started, 'cooldown')
    const deferred = await twice.tell(started.journey.id)
    expect(outline(deferred).slice(2)).toEqual(['verdict any sms skip no_address', 'verdict any email defer cooldown'])
    expect(deferred.next).toMatchObject({ kind: 'wait', waitingFor: 'cooldown', step: 'any' })
    expect(deferred.timeline.at(-1)?.details['inputs']).toMatchObject({ consent: 'subscribed' })
    await stack.environment.sleep(23.2 * hour)
    await untilStage(started, 'receipt')
    await expect
      .poll(async () => (await stack.pool`SELECT FROM journey_events WHERE journey_id = ${started.journey.id} AND kind = 'sent'`).length)
      .toBe(1)
    expect((await twice.tell(started.journey.id)).next).toMatchObject({ waitingFor: 'receipt', step: 'any' })
    const [message] = await stack.pool<[{ sendId: string }]>`
      SELECT send_id AS "sendId" FROM deliveries WHERE customer_id = ${started.customerId} AND channel = 'email'`
    const receipt = {
      delivery: { sendId: message.sendId, customerId: started.customerId },
      channel: 'email',
      eventId: `bounce-${started.customerId}`,
      kind: 'bounced',
      occurredAt: new Date(await stack.environment.currentTimeMs()),
      errorCode: 'unknown_user',
    } as const
    await recordReceipts(stack.pool, [{ provider: 'resend', receipt }], new Date())
    await stack.relay()
    await started.handle.result()
    const told = await twice.tell(started.journey.id)
    expect(outline(told).filter((line) => line.startsWith('fell_through'))).toEqual(['fell_through any email'])
    expect(outline(told)).toContain('verdict any push skip no_address')
    expect(told.standing).toBe('did_not_get_it')
  })

  it('that is paused and goes on, is skipped on, is moved, and is told of an opt-out', async () => {
    const started = await start([
      pause,
      makeSend('mail', ['email'], { next: 'last' }),
      { id: 'last', kind: 'wait', duration: '2d', next: null },
    ])
    await untilStage(started, 'wait')
    await stack.environment.sleep(day)
    await started.handle.signal(autopilotPaused)
    await stack.environment.sleep(day)
    await started.handle.signal(autopilotResumed, { waiting: 'restart_delay' })
    await untilStage(started, 'wait')
    await started.handle.executeUpdate(skipWait)
    await expect.poll(async () => (await started.handle.query(getJourney)).step).toBe('last')
    const definition = makeDefinition([
      { id: 'other', kind: 'wait', duration: '1d', next: 'mail' },
      makeSend('mail', ['email'], { next: 'split' }),
      { id: 'split', kind: 'split', arms: [{ name: 'a', percent: 100, next: null }] },
    ])
    const version = await publishVersion(stack.pool, started.autopilotId, definition)
    await started.handle.executeUpdate(migrateJourney, {
      args: [{ versionId: version.id, versionNumber: 2, plan: planJourney(definition), step: 'other' }],
    })
    await recordConsents(stack.pool, [
      { customerId: started.customerId, channel: 'sms', status: 'unsubscribed', source: 'sms_keyword', occurredAt: new Date() },
    ])
    await stack.relay()
    await started.handle.result()
    const told = await twice.tell(started.journey.id)
    expect(outline(told).filter((line) => !/^(verdict|sent|matched)/.test(line))).toEqual([
      'started',
      'waiting pause time',
      'paused pause',
      'resumed pause',
      'waiting pause time',
      'wait_skipped pause',
      'waiting last time',
      'migrated other',
      'waiting other time',
      'opted_out other sms',
      'passed mail',
      'split split',
      'ended last_step',
    ])
    expect(told.timeline.find(({ kind }) => kind === 'started')?.details).toEqual({ version: 1 })
  })

  it('with a voucher that is accepted, one that is refused, branches, attributes and waits for events', async () => {
    const offerId = await makeOffer()
    const steps: Step[] = [
      { id: 'gift', kind: 'voucher', offerId, next: 'mail', otherwise: null },
      makeSend('mail', ['email'], { next: 'hope' }),
      { id: 'hope', kind: 'waitFor', event: { kind: 'voucher_accepted' }, atMost: '5d', next: 'mark', otherwise: null },
      { id: 'mark', kind: 'tag', attribute: 'took', value: true, next: 'choose' },
      {
        id: 'choose',
        kind: 'branch',
        branches: [{ rule: { field: 'attributes.took', op: '=', value: true }, next: 'again' }],
        otherwise: null,
      },
      { id: 'again', kind: 'voucher', offerId, next: null, otherwise: 'view' },
      { id: 'view', kind: 'waitFor', event: { kind: 'event', name: 'Seen' }, atMost: '1d', next: null, otherwise: 'out' },
      { id: 'out', kind: 'exit', reason: 'never_seen' },
    ]
    const started = await start(steps)
    await untilStage(started, 'waiting for voucher_accepted')
    await untilNoted(started)
    expect((await twice.tell(started.journey.id)).next).toMatchObject({ waitingFor: 'voucher_accepted', step: 'hope' })
    const [voucher] = await stack.pool<[{ code: string }]>`SELECT code FROM vouchers WHERE customer_id = ${started.customerId}`
    expect((await stack.api.call('POST', `/api/v1/vouchers/${voucher.code}/accept`, { body: {} })).status).toBe(200)
    await stack.relay()
    await started.handle.result()
    const told = await twice.tell(started.journey.id)
    expect(outline(told).toSorted()).toEqual(
      [
        'branched choose',
        'ended out never_seen',
        'happened hope voucher_accepted',
        'matched',
        'attribute_set mark',
        'sent mail email accepted',
        'started',
        'timed_out view step:view',
        'told hope voucher_accepted',
        'verdict mail email send',
        'voucher gift accepted',
        'voucher gift delivered',
        'voucher gift issued',
        'voucher_refused again limit_per_customer',
        'waiting hope voucher_accepted',
        'waiting view step:view',
      ].toSorted(),
    )
    expect(told).toMatchObject({ standing: 'got_it', channel: 'email' })
  })

  it('in the quiet hours of the night, and to the end of its time', async () => {
    const now = await stack.environment.currentTimeMs()
    // Somewhere it is three at night.
    const ahead = ((3 - Math.floor((now % day) / hour) + 36) % 24) - 12
    const zone = `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
    const started = await startSms(zone)
    await untilStage(started, 'quiet_hours')
    const waiting = await twice.tell(started.journey.id)
    expect(outline(waiting).slice(2)).toEqual(['verdict text sms defer quiet_hours'])
    expect(waiting).toMatchObject({ standing: 'will_get_it', next: { waitingFor: 'quiet_hours', step: 'text' } })
    await started.handle.result()
    const expired = await twice.tell(started.journey.id)
    expect(outline(expired).at(-1)).toBe('ended text ends_after')
    expect(expired).toMatchObject({ standing: 'did_not_get_it', reason: 'ends_after' })
  })
})

/** To somebody who may get SMS, in a zone, for an hour. */
async function startSms(timeZone: string): Promise<Started> {
  const name = `Told ${(names += 1)}`
  const trigger = { kind: 'event', event: { kind: 'event', name } } as const
  const ids = await stack.addAutopilot(makeDefinition([makeSend('text', ['sms'])], { trigger, endsAfter: '1h' }))
  const [customerId = ''] = await addCustomers(stack.pool, 'sms', [{ phone: '+4915112345679', timeZone }])
  await stack.report(customerId, name)
  const [journey] = await stack.journeysOf(customerId)
  if (journey === undefined) throw new Error('There is no journey')
  return { ...ids, name, customerId, journey, handle: stack.handleOf(journey) }
}

async function makeOffer(): Promise<string> {
  const { body, status } = await stack.api.call<{ id: string }>('POST', '/api/v1/offers', {
    body: {
      name: 'Come back',
      discount: { kind: 'amount', amount: { amountMinor: 500, currency: 'EUR' } },
      validity: { kind: 'afterDelivery', hours: 72 },
      limitPerCustomer: 1,
    },
  })
  expect([status, body]).toMatchObject([201, {}])
  return body.id
}
