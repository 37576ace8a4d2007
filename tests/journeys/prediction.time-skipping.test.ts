/** On data that stand still, what a dry run predicts is what happens: for each trigger that time alone can pull, over customers of every kind. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import type { simulationSchema } from '../../api/schemas/simulations.ts'
import { projectAutopilot } from '../../db/queries/autopilots/autopilots.ts'
import { readJourneyEvents } from '../../db/queries/journeys/journeys.ts'
import { refreshSegments } from '../../db/queries/segments/refresh-segments.ts'
import { formatId, parseId } from '../../domain/ids.ts'
import type { Trigger } from '../../domain/journeys/journey-definition.ts'
import { isTold } from '../../domain/journeys/journey-notes.ts'
import { makeDefinition, makeSend } from './definition-fixture.ts'
import { type JourneyStack, startJourneyStack } from './journey-stack.ts'

type Simulation = z.output<typeof simulationSchema>

let stack: JourneyStack
beforeAll(async () => {
  stack = await startJourneyStack()
  await stack.pool`
    INSERT INTO settings (key, value) VALUES ('contact_policy', '{"quietHours": {"sms": {"from": "21:00", "until": "08:00"}}, "cooldownMs": 86400000}')
    ON CONFLICT (key) DO UPDATE SET value = excluded.value`
})
afterAll(() => stack.close())

const hour = 3_600_000
const day = 24 * hour
const customers = 200
const days = 12

/** Of every kind, by their number: zones, addresses, consents, suppressions, contacts, birthdays, and orders that end their spells one after the other. */
beforeEach(async () => {
  const { pool, environment } = stack
  // At noon, whenever this runs: how many come into quiet hours and out of them depends on the hour at which it begins.
  const now = new Date((Math.floor((await environment.currentTimeMs()) / day) + 1.5) * day)
  await environment.sleep(now.getTime() - (await environment.currentTimeMs()))
  stack.sendPath.clock.now = now
  await pool`TRUNCATE customers, orders, autopilots, journeys, journey_events, journey_messages, deliveries, suppressions, segment_changes, customer_metrics, segment_cutoffs, outbox CASCADE`
  await pool`
    INSERT INTO customers (external_id, email, phone, time_zone, birthday)
    SELECT 'c' || n, CASE WHEN n % 5 <> 1 THEN 'c' || n || '@example.test' END, CASE WHEN n % 3 <> 1 THEN '+4915' || (100000000 + n) END,
      (ARRAY['Europe/Berlin', 'Asia/Tokyo', 'America/New_York', 'UTC'])[n % 4 + 1], ((${now}::timestamptz)::date + (n % 40) - 15000 - n) FROM generate_series(1, ${customers}::int) AS n`
  await pool`
    UPDATE contact_states s SET email_consent = (ARRAY['subscribed', 'subscribed', 'unsubscribed', 'never', 'pending']::consent_status[])[n % 5 + 1],
      sms_consent = (ARRAY['subscribed', 'never', 'subscribed']::consent_status[])[n / 5 % 3 + 1],
      last_contact_at = CASE WHEN n % 7 = 0 THEN ${new Date(now.getTime() - 5 * hour)}::timestamptz END
    FROM (SELECT id, substr(external_id, 2)::int AS n FROM customers) AS c WHERE c.id = s.customer_id`
  await pool`INSERT INTO suppressions (channel, address, reason, source) SELECT 'email', email, 'hard_bounce', 'test' FROM customers WHERE email IS NOT NULL AND substr(external_id, 2)::int % 11 = 0`
  await pool`
    INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor)
    SELECT external_id || '-' || k, id, ${now}::timestamptz - make_interval(days => (20 + substr(external_id, 2)::int % 45) * k, mins => 330), 'paid', 'EUR', 1000 + substr(external_id, 2)::int * 10
    FROM customers CROSS JOIN generate_series(1, 3) AS k`
  await pool`UPDATE customers SET birthday = (${now}::timestamptz)::date - interval '30 years' + make_interval(days => substr(external_id, 2)::int % 40 - 5)`
})

const steps = [
  {
    id: 'where',
    kind: 'branch' as const,
    branches: [{ rule: { field: 'timeZone', op: '=' as const, value: 'Asia/Tokyo' }, next: 'morning' }],
    otherwise: 'hello',
  },
  { id: 'morning', kind: 'wait' as const, duration: '1d' as const, untilHour: 9, next: 'hello' },
  makeSend('hello', ['sms', 'email'], { next: 'pause', otherwise: 'closed' }),
  { id: 'pause', kind: 'wait' as const, duration: '2d' as const, next: 'again' },
  makeSend('again', ['email'], { otherwise: 'closed' }),
  { id: 'closed', kind: 'exit' as const, reason: 'closed' },
]

async function addAudience(): Promise<string> {
  const { body } = await stack.api.call<{ id: string }>('POST', '/api/v1/audiences', {
    body: { name: `Quiet ${Math.random()}`, rule: { field: 'orders.last', op: 'before', value: '30d ago' } },
  })
  return body.id
}

const triggers: [string, () => Promise<Trigger>][] = [
  ['quiet_for', async () => ({ kind: 'quiet_for', duration: '30d' })],
  ['personal_date', async () => ({ kind: 'personal_date', date: 'birthday', daysBefore: 1, atHour: 9 })],
  ['segment_entered', async () => ({ kind: 'segment_entered', segment: 'at_risk' })],
  ['audience_entered', async () => ({ kind: 'audience_entered', audienceId: await addAudience() })],
  ['audience_stayed', async () => ({ kind: 'audience_stayed', audienceId: await addAudience(), duration: '60h' })],
]

describe('a dry run', () => {
  it.each(triggers)('predicts who goes which way, and why not: %s', { timeout: 120_000 }, async (kind, makeTrigger) => {
    const now = stack.sendPath.clock.now
    await refreshSegments(stack.pool, now)
    const definition = makeDefinition(steps, {
      trigger: await makeTrigger(),
      holdoutPercent: 10,
      reentry: { kind: 'once' },
      endsAfter: '9d',
    })
    const { body: made } = await stack.api.call<{ id: string }>('POST', '/api/v1/autopilots', { body: { name: kind, definition } })
    const post = <Body>(action: string, body: object = {}) =>
      stack.api.call<Body>('POST', `/api/v1/autopilots/${made.id}/${action}`, { body })
    await post('publish')
    const { body: predicted, status } = await post<Simulation>('dry-run', { days, of: 'published' })
    expect(status).toBe(200)
    expect(predicted.admitted).toBeGreaterThan(2)

    const autopilotId = parseId('autopilot', made.id) ?? ''
    await projectAutopilot(stack.pool, { autopilotId, status: 'enabled', at: now })
    // The same looks, hour by hour; segments are scored anew once a day, as the dry run does it.
    for (let at = 0; at <= days * 24; at += 1) {
      if (at > 0) await stack.environment.sleep(now.getTime() + at * hour - (await stack.environment.currentTimeMs()))
      const looksDaily = kind === 'segment_entered' || kind.startsWith('audience')
      if (kind === 'segment_entered' && at > 0 && at % 24 === 0) await refreshSegments(stack.pool, new Date(now.getTime() + at * hour))
      if (!looksDaily || at % 24 === 0) await stack.sweep(autopilotId)
    }
    // Whoever is still on their way ends before the next store is made.
    await stack.environment.sleep(10 * day)
    const rows = await stack.pool<{ id: string; customerId: string; status: string; outcome: string; reason: string }[]>`
      SELECT id, customer_id AS "customerId", status, outcome, reason FROM journeys WHERE autopilot_id = ${autopilotId}`
    expect(rows.filter(({ outcome }) => outcome === 'holdout')).toHaveLength(predicted.heldOut)
    const treated = rows.filter(({ outcome }) => outcome !== 'holdout')
    expect(treated).toHaveLength(predicted.admitted)
    const reasons = new Set<string>()
    for (const path of predicted.journeys) {
      const journey = treated.find(({ customerId }) => formatId('customer', customerId) === path.customerId)
      if (path.outcome === null || path.endedAt === null || Date.parse(path.endedAt) > now.getTime() + (days - 1) * day) continue
      const happened = (await readJourneyEvents(stack.pool, journey?.id ?? '')).filter((event) => !isTold(event.kind))
      const tell = (events: { kind: string; step: string | null; channel: string | null; reason: string | null }[]) =>
        events.map((event) => [event.kind, event.step, event.channel, event.reason].filter(Boolean).join(' '))
      expect([path.customerId, tell(happened), journey?.outcome, journey?.reason]).toEqual([
        path.customerId,
        tell(path.events),
        path.outcome,
        path.reason,
      ])
      for (const { kind: what, reason } of happened) if (reason !== null) reasons.add(`${what} ${reason}`)
    }
    if (kind === 'quiet_for')
      expect([...reasons].toSorted()).toEqual([
        'deferred cooldown',
        'deferred quiet_hours',
        'skipped no_address',
        'skipped not_subscribed',
        'skipped suppressed',
      ])
  })
})
