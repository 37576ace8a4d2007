import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import type { autopilotSchema } from '../../api/schemas/autopilots.ts'
import type { simulationSchema } from '../../api/schemas/simulations.ts'
import { projectAutopilot } from '../../db/queries/autopilots/autopilots.ts'
import { readJourneyEvents } from '../../db/queries/journeys/journeys.ts'
import { isTold } from '../../domain/journeys/journey-notes.ts'
import { formatId, parseId } from '../../domain/ids.ts'
import type { JourneyDefinition } from '../../domain/journeys/journey-definition.ts'
import { addCustomers, type TestCustomer } from '../send-path/send-fixture.ts'
import { makeDefinition, makeSend } from './definition-fixture.ts'
import { type JourneyStack, startJourneyStack } from './journey-stack.ts'

type Simulation = z.output<typeof simulationSchema>
type Problem = { code: string; errors?: unknown }

let stack: JourneyStack
beforeAll(async () => {
  stack = await startJourneyStack()
})
afterAll(() => stack.close())
beforeEach(async () => {
  await stack.pool`DELETE FROM orders`
})

const hour = 3_600_000
const day = 24 * hour
const path = '/api/v1/autopilots'
const post = <Body>(url: string, body: object = {}) => stack.api.call<Body & Problem>('POST', url, { body })

async function make(definition: JourneyDefinition): Promise<string> {
  const { body } = await post<z.output<typeof autopilotSchema>>(path, { name: 'Test', definition })
  return body.id
}

async function addQuiet(people: (TestCustomer & { days: number; orders?: number[] })[]): Promise<string[]> {
  const now = await stack.environment.currentTimeMs()
  stack.sendPath.clock.now = new Date(now)
  const ids = await addCustomers(stack.pool, 'email', people)
  for (const [index, { days, orders = [] }] of people.entries())
    for (const ago of [days, ...orders])
      await stack.pool`
        INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor)
        VALUES (${`${ids[index]}-${ago}`}, ${ids[index] ?? ''}, ${new Date(now - ago * day)}, 'paid', 'EUR', 1000)`
  return ids
}

describe('a dry run', () => {
  it('predicts each customer’s path, and on data that stand still it is what happens', async () => {
    await stack.pool`INSERT INTO settings (key, value) VALUES ('contact_policy', '{"quietHours": {"sms": {"from": "21:00", "until": "08:00"}}}') ON CONFLICT (key) DO UPDATE SET value = excluded.value`
    const now = await stack.environment.currentTimeMs()
    const ids = await addQuiet([
      { days: 70 },
      { days: 80, lastContactAt: new Date(now - 5 * hour) },
      { days: 90, consent: 'unsubscribed' },
      { days: 61, email: null, phone: '+4915112345678', timeZone: 'Asia/Tokyo' },
      { days: 65, timeZone: 'Europe/Sofia' },
      // Quiet only in the time to come.
      { days: 58 },
    ])
    await stack.pool`UPDATE contact_states SET sms_consent = 'subscribed' WHERE customer_id = ${ids[3] ?? ''}`
    const definition = makeDefinition(
      [
        {
          id: 'where',
          kind: 'branch',
          branches: [{ rule: { field: 'timeZone', op: '=', value: 'Europe/Sofia' }, next: 'morning' }],
          otherwise: 'half',
        },
        { id: 'morning', kind: 'wait', duration: '1d', untilHour: 9, next: 'hello' },
        {
          id: 'half',
          kind: 'split',
          arms: [
            { name: 'a', percent: 50, next: 'hello' },
            { name: 'b', percent: 50, next: 'short' },
          ],
        },
        { id: 'short', kind: 'wait', duration: '2h', next: 'hello' },
        makeSend('hello', ['email', 'sms'], { next: 'hope', otherwise: 'closed' }),
        { id: 'hope', kind: 'waitFor', event: { kind: 'ordered' }, atMost: '3d', next: null, otherwise: 'again' },
        makeSend('again', ['email', 'sms'], { next: null }),
        { id: 'closed', kind: 'exit', reason: 'closed' },
      ],
      {
        trigger: { kind: 'quiet_for', duration: '60d' },
        exitRules: [{ kind: 'rule', rule: { field: 'city', op: 'is set' } }],
        endsAfter: '20d',
      },
    )
    const id = await make(definition)
    const { body: predicted, status } = await post<Simulation>(`${path}/${id}/dry-run`, { days: 30 })
    expect([status, predicted.errors]).toEqual([200, undefined])
    expect(predicted).toMatchObject({ found: 6, admitted: 6, simulated: 6, stillRunning: 0 })
    expect(await stack.sendPath.sandbox.summarise()).toMatchObject({ accepted: 0 })

    await post(`${path}/${id}/publish`)
    const autopilotId = parseId('autopilot', id) ?? ''
    await projectAutopilot(stack.pool, { autopilotId, status: 'enabled', at: new Date(now) })
    await stack.sweep(autopilotId)
    await stack.environment.sleep(2 * day)
    await stack.sweep(autopilotId)
    for (const customerId of ids) {
      const [journey] = await stack.journeysOf(customerId)
      if (journey === undefined) throw new Error('There is no journey')
      await stack.handleOf(journey).result()
    }
    for (const [index, customerId] of ids.entries()) {
      const [journey] = await stack.journeysOf(customerId)
      const path = predicted.journeys.find((one) => one.customerId === formatId('customer', customerId))
      const happened = (await readJourneyEvents(stack.pool, journey?.id ?? '')).filter(({ kind }) => !isTold(kind))
      const tell = (events: { kind: string; step: string | null; channel: string | null; reason: string | null }[]) =>
        events.map(({ kind, step, channel, reason }) => [kind, step, channel, reason].filter(Boolean).join(' '))
      expect([index, tell(path?.events ?? [])]).toEqual([index, tell(happened)])
      expect({ outcome: path?.outcome, reason: path?.reason }).toEqual({ outcome: journey?.outcome, reason: journey?.reason })
      // A wait by when it ends: it begins once the message before it is known to have arrived.
      for (const [place, event] of happened.entries()) {
        const foreseen = path?.events[place]
        const [at, foreseenAt] =
          event.kind === 'waiting'
            ? [Number(event.details?.until), Date.parse(foreseen?.until ?? '')]
            : [event.at.getTime(), Date.parse(foreseen?.at ?? '')]
        expect([event.kind, Math.abs(at - foreseenAt) < hour / 4]).toEqual([event.kind, true])
      }
    }
  }, 120_000)

  it('says who is held out and refused, and simulates a part of many', async () => {
    await addQuiet(Array.from({ length: 40 }, () => ({ days: 70 })))
    const id = await make(
      makeDefinition([makeSend('hello', ['email'])], {
        trigger: { kind: 'quiet_for', duration: '60d' },
        holdoutPercent: 50,
        reentry: { kind: 'once' },
      }),
    )
    const { body } = await post<Simulation>(`${path}/${id}/dry-run`, { limit: 5 })
    expect(body.found).toBe(40)
    expect(body.heldOut + body.admitted).toBe(40)
    expect(body.heldOut).toBeGreaterThan(5)
    expect(body.simulated).toBe(5)
    expect(body.byDay.filter(({ kind }) => kind === 'sent')).toMatchObject([{ channel: 'email', journeys: 5 }])
  })
})

describe('a shadow run', () => {
  it('replays the past with its orders: who would have been found when, and whom an order would have stopped', async () => {
    // The first came back 20 days ago, a day after they would have been found; the second never did.
    await addQuiet([{ days: 81, orders: [20] }, { days: 81 }, { days: 3, orders: [10] }])
    const id = await make(
      makeDefinition([{ id: 'pause', kind: 'wait', duration: '3d', next: 'hello' }, makeSend('hello', ['email'])], {
        trigger: { kind: 'quiet_for', duration: '60d' },
        exitRules: [{ kind: 'ordered' }],
      }),
    )
    const { body } = await post<Simulation>(`${path}/${id}/shadow`, { days: 90 })
    expect(body).toMatchObject({ found: 2, simulated: 2, stillRunning: 0 })
    expect(body.outcomes).toEqual(
      expect.arrayContaining([
        { outcome: 'exited', reason: 'ordered', journeys: 1 },
        { outcome: 'completed', reason: 'last_step', journeys: 1 },
      ]),
    )
    const { body: refused } = await post(`${path}/${await make(makeDefinition([]))}/shadow`)
    expect(refused.code).toBe('definition_invalid')
  })
})
