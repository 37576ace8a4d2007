import { v7 as newUuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertAutopilot, projectAutopilot, publishVersion } from '../../db/queries/autopilots/autopilots.ts'
import { formatId } from '../../domain/ids.ts'
import { hashToBucket } from '../../domain/holdout.ts'
import type { JourneyDefinition, Trigger } from '../../domain/journeys/journey-definition.ts'
import type { AudiencePart } from '../../domain/audiences.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { makeDefinition } from '../journeys/definition-fixture.ts'
import { addCustomers, addSend, type TestCustomer } from '../send-path/send-fixture.ts'
import type { Diagnostics } from './told-twice.ts'

const day = 86_400_000
const noon = new Date('2026-03-10T12:00:00Z')
const after = (days: number) => new Date(noon.getTime() + days * day)
let now = noon
let api: TestApi
beforeAll(async () => {
  api = await startTestApi({ clock: () => now })
})
afterAll(() => api.close())

async function addPerson(person: TestCustomer = {}): Promise<string> {
  const [id = ''] = await addCustomers(api.pool, 'email', [person])
  return id
}

async function enable(
  trigger: Trigger,
  overrides: Partial<JourneyDefinition> = {},
  status: 'enabled' | 'disabled' | 'draft' = 'enabled',
): Promise<string> {
  const definition = makeDefinition([{ id: 'wait', kind: 'wait', duration: '1d', next: null }], { trigger, ...overrides })
  const { id } = await insertAutopilot(api.pool, { name: 'Win-back', definition, template: null })
  await publishVersion(api.pool, id, definition)
  if (status !== 'draft') await projectAutopilot(api.pool, { autopilotId: id, status: 'enabled', at: noon })
  if (status === 'disabled') await projectAutopilot(api.pool, { autopilotId: id, status, at: noon })
  return id
}

async function order(customerId: string, placedAt: Date): Promise<void> {
  await api.pool`INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor) VALUES (${newUuid()}, ${customerId}, ${placedAt}, 'paid', 'EUR', 1000)`
}

async function ask(kind: 'autopilot' | 'broadcast' | 'promotion', campaignId: string, customerId: string, at = noon): Promise<Diagnostics> {
  now = at
  const path = `/api/v1/diagnostics?campaign=${formatId(kind, campaignId)}&customer=${formatId('customer', customerId)}`
  const { status, body } = await api.call<Diagnostics>('GET', path)
  expect([status, body]).toMatchObject([200, {}])
  return body
}

async function why(autopilotId: string, customerId: string, at = noon) {
  const { answer } = await ask('autopilot', autopilotId, customerId, at)
  return {
    standing: answer?.standing,
    kinds: answer?.obstacles.map(({ kind }) => kind),
    first: answer?.obstacles[0],
    sentence: answer?.sentence,
  }
}

describe('an autopilot says why it has not found somebody', () => {
  it('who has not been quiet for long enough, or has never ordered', async () => {
    const id = await enable({ kind: 'quiet_for', duration: '60d' })
    const [lively, never, quiet] = [await addPerson(), await addPerson(), await addPerson()]
    await order(lively, after(-20))
    await order(quiet, after(-90))
    expect(await why(id, lively)).toMatchObject({
      standing: 'not_selected',
      kinds: ['ordered_too_recently'],
      first: { details: { lastOrderAt: after(-20).toISOString(), dueAt: after(40).toISOString() } },
      sentence: 'Not selected. The trigger is not true: the last order is too recent.',
    })
    expect(await why(id, never)).toMatchObject({ kinds: ['no_order'] })
    expect(await why(id, quiet)).toMatchObject({ standing: 'will_get_it', kinds: ['not_looked_yet'] })
    expect(await why(id, lively, after(41))).toMatchObject({ standing: 'will_get_it' })
  })

  it('whose day is another, or is not known', async () => {
    const id = await enable({ kind: 'personal_date', date: 'birthday', daysBefore: 0, atHour: 9 })
    const [born, unknown] = [await addPerson({ timeZone: 'Europe/Berlin' }), await addPerson()]
    await api.pool`UPDATE customers SET birthday = '1990-04-01' WHERE id = ${born}`
    expect(await why(id, born)).toMatchObject({
      kinds: ['other_day'],
      first: { details: { date: 'birthday', dueAt: '2026-04-01T07:00:00.000Z' } },
    })
    expect(await why(id, unknown)).toMatchObject({ kinds: ['no_date'] })
    expect(await why(id, born, new Date('2026-04-01T10:00:00Z'))).toMatchObject({ standing: 'will_get_it' })
  })

  it('who is not in the segment, or was before', async () => {
    const id = await enable({ kind: 'segment_entered', segment: 'vip' })
    const [outside, before, entered] = [await addPerson(), await addPerson(), await addPerson()]
    for (const [customerId, at] of [
      [before, after(-5)],
      [entered, after(1)],
    ] as const) {
      await api.pool`INSERT INTO segment_changes (customer_id, changed_at, entered, exited) VALUES (${customerId}, ${at}, '{vip}', '{}')`
      await api.pool`
        INSERT INTO customer_metrics (customer_id, orders, net_minor, first_order_at, last_order_at, recent_orders, recency_score, frequency_score, monetary_score,
          aov_score, stage, tags, computed_at)
        VALUES (${customerId}, 3, 1000, ${at}, ${at}, 3, 5, 5, 5, 5, 'active', '{vip}', ${at})`
    }
    expect(await why(id, outside, after(2))).toMatchObject({
      kinds: ['not_in_segment'],
      first: { details: { segment: 'vip', segments: [] } },
    })
    expect(await why(id, before, after(2))).toMatchObject({
      kinds: ['entered_before'],
      first: { details: { at: after(-5).toISOString() } },
    })
    expect(await why(id, entered, after(2))).toMatchObject({ standing: 'will_get_it' })
  })

  it('who is not in the audience, and which of its conditions is not met, with what the customer has', async () => {
    const [audience] = await api.pool<[{ id: string }]>`
      INSERT INTO audiences (name, rule) VALUES ('Sofia', ${api.pool.json({
        all: [
          { field: 'timeZone', op: '=', value: 'Europe/Sofia' },
          { field: 'consent.email', op: '=', value: 'subscribed' },
        ],
      })}) RETURNING id`
    const audienceId = formatId('audience', audience.id)
    const entered = await enable({ kind: 'audience_entered', audienceId })
    const stayed = await enable({ kind: 'audience_stayed', audienceId, duration: '10d' })
    const [inside, outside] = [await addPerson({ timeZone: 'Europe/Sofia' }), await addPerson({ timeZone: 'Europe/Berlin' })]
    expect(await why(entered, outside)).toMatchObject({
      kinds: ['not_in_trigger_audience'],
      first: { conditions: [{ field: 'timeZone', actual: 'Europe/Berlin' }] },
    })
    for (const autopilotId of [entered, stayed])
      await api.pool`INSERT INTO autopilot_members (autopilot_id, customer_id, entered_at, is_first) VALUES (${autopilotId}, ${inside}, ${noon}, true)`
    expect(await why(entered, inside, after(1))).toMatchObject({ kinds: ['entered_before'] })
    expect(await why(stayed, inside, after(1))).toMatchObject({
      kinds: ['stays_too_short'],
      first: { details: { dueAt: after(10).toISOString() } },
    })
    expect(await why(stayed, inside, after(11))).toMatchObject({ standing: 'will_get_it' })
  })

  it('who has entered the audience and was not noticed yet: what else is asked stands in the way all the same', async () => {
    const [audience] = await api.pool<[{ id: string }]>`
      INSERT INTO audiences (name, rule) VALUES ('Plovdiv', ${api.pool.json({ field: 'timeZone', op: '=', value: 'Europe/Sofia' })}) RETURNING id`
    const audienceId = formatId('audience', audience.id)
    const entryRule = { field: 'externalId', op: '=', value: 'somebody else' } as const
    const open = await enable({ kind: 'audience_entered', audienceId })
    const closed = await enable({ kind: 'audience_entered', audienceId }, { entryRule })
    const stayed = await enable({ kind: 'audience_stayed', audienceId, duration: '10d' })
    const person = await addPerson({ timeZone: 'Europe/Sofia' })
    // Before the first look everyone in it is there from the beginning.
    expect(await why(open, person)).toMatchObject({ standing: 'not_selected', kinds: ['entered_before'] })
    await api.pool`UPDATE autopilots SET swept_at = ${noon} WHERE id IN ${api.pool([open, closed, stayed])}`
    expect(await why(open, person, after(1))).toMatchObject({
      standing: 'will_get_it',
      first: { kind: 'not_looked_yet', details: { lookedAt: noon.toISOString() } },
    })
    expect(await why(closed, person, after(1))).toMatchObject({ standing: 'not_selected', kinds: ['entry_rule'] })
    expect(await why(stayed, person, after(1))).toMatchObject({
      standing: 'not_selected',
      kinds: ['stays_too_short'],
      first: { details: { dueAt: after(11).toISOString() } },
    })
  })

  it('for whom no event has come since it was enabled, or not the right one', async () => {
    const where = { field: 'properties.value', op: '>', value: 50 } as const
    const id = await enable({ kind: 'event', event: { kind: 'event', name: 'Checkout Started', where } })
    const person = await addPerson()
    expect(await why(id, person, after(1))).toMatchObject({
      kinds: ['no_event'],
      first: { details: { event: 'Checkout Started', since: noon.toISOString() } },
    })
    await api.pool`INSERT INTO events (message_id, customer_id, name, occurred_at, properties) VALUES (${newUuid()}, ${person}, 'Checkout Started', ${after(1)}, '{"value": 10}')`
    expect(await why(id, person, after(2))).toMatchObject({ kinds: ['other_event'] })
    await api.pool`INSERT INTO events (message_id, customer_id, name, occurred_at, properties) VALUES (${newUuid()}, ${person}, 'Checkout Started', ${after(2)}, '{"value": 90}')`
    expect(await why(id, person, after(3))).toMatchObject({ kinds: ['not_looked_yet'] })
  })

  it('whom the entry rule, re-entry, holdout, window, budget or its own state keeps out', async () => {
    const trigger = { kind: 'quiet_for', duration: '60d' } as const
    const person = await addPerson({ timeZone: 'Europe/Berlin' })
    await order(person, after(-90))
    const ruled = await enable(trigger, {
      entryRule: {
        all: [
          { field: 'orders.count', op: '>=', value: 3 },
          { field: 'timeZone', op: 'is set' },
        ],
      },
    })
    expect(await why(ruled, person)).toMatchObject({
      kinds: ['entry_rule'],
      first: {
        sentence: 'The trigger is true, but the entry rule is not: one condition is not met (orders.count).',
        conditions: [{ field: 'orders.count', actual: 1 }],
      },
    })
    const again = await enable(trigger, { reentry: { kind: 'after', duration: '100d' } })
    const [version] = await api.pool<[{ id: string }]>`SELECT id FROM journey_versions WHERE autopilot_id = ${again}`
    const occurrence = String(after(-200).getTime())
    await api.pool`
      INSERT INTO journeys (autopilot_id, customer_id, occurrence, run, version_id, status, matched_at, anchor_at, not_before, started_at, ended_at, outcome, reason)
      VALUES (${again}, ${person}, ${occurrence}, 1, ${version.id}, 'ended', ${after(-50)}, ${after(-200)}, ${after(-50)}, ${after(-50)}, ${after(-49)}, 'completed', 'last_step')`
    // The journey itself is the answer; that nothing followed is told beside it.
    expect((await ask('autopilot', again, person)).runs).toHaveLength(1)
    expect(await why(again, person)).toMatchObject({
      kinds: ['entered_already'],
      first: { details: { mayEnterAt: after(50).toISOString() } },
    })
    const held = await enable(trigger, { holdoutPercent: 50 })
    const bucket = hashToBucket(held, person)
    expect((await why(held, person)).kinds).toEqual([bucket < 5_000 ? 'holdout' : 'not_looked_yet'])
    const closed = await enable(trigger, { activation: { until: after(-1).toISOString() } })
    expect(await why(closed, person)).toMatchObject({ kinds: ['window_closed'] })
    const later = await enable(trigger, { activation: { from: after(5).toISOString() } })
    expect(await why(later, person)).toMatchObject({ kinds: ['window_closed'], first: { details: { opensAt: after(5).toISOString() } } })
    expect(await why(await enable(trigger, {}, 'disabled'), person)).toMatchObject({
      kinds: ['not_enabled'],
      first: { details: { status: 'disabled' } },
    })
    expect(await why(await enable(trigger, {}, 'draft'), person)).toMatchObject({ kinds: ['not_enabled'] })
    const poor = await enable(trigger)
    await api.pool`INSERT INTO voucher_budgets (owner_kind, owner_id, max_vouchers, used_vouchers) VALUES ('autopilot', ${poor}, 5, 5)`
    expect(await why(poor, person)).toMatchObject({ kinds: ['budget_used_up'] })
    expect(await why(poor, newUuid())).toMatchObject({ kinds: ['no_customer'] })
  })
})

describe('a broadcast says why somebody is not among its recipients', () => {
  async function freeze(include: AudiencePart[], exclude: AudiencePart[] = []): Promise<string> {
    const [{ id }] = await api.pool<[{ id: string }]>`
      INSERT INTO broadcasts (name, channel, status, message, audience) VALUES ('March', 'email', 'sent', '{}', ${api.pool.json({ include, exclude } as never)}) RETURNING id`
    await addSend(api.pool, [], { id })
    await api.pool`UPDATE sends SET frozen_at = ${noon} WHERE id = ${id}`
    await api.pool`UPDATE customers SET created_at = ${after(-100)}`
    return id
  }

  it('by each kind of part', async () => {
    const person = await addPerson({ timeZone: 'Europe/Berlin' })
    const rule = { all: [{ field: 'timeZone', op: '=', value: 'Europe/Sofia' }] } as const
    const [group] = await api.pool<[{ id: string }]>`INSERT INTO groups (name, external_id) VALUES ('Staff', ${newUuid()}) RETURNING id`
    const parts: [AudiencePart, string | null][] = [
      [{ kind: 'rule', rule: rule as never }, 'timeZone'],
      [{ kind: 'segment', segment: 'vip' }, 'segment'],
      [{ kind: 'segment', segment: 'vip', asOf: noon.toISOString() }, null],
      [{ kind: 'rfmCell', recency: 5, fm: 5 }, 'rfm.recency'],
      [{ kind: 'group', groupId: group.id }, 'group'],
      [{ kind: 'customers', customerIds: [newUuid()] }, null],
    ]
    for (const [part, field] of parts) {
      const { answer } = await ask('broadcast', await freeze([part]), person)
      expect(answer).toMatchObject({ standing: 'not_selected', reason: 'not_in_audience' })
      expect(answer?.obstacles[0]?.conditions[0]?.field).toBe(field)
      expect(answer?.obstacles[0]?.conditions[0]?.words).not.toBe('')
    }
  })

  it('who is excluded, joined later, fulfils it only now, or waits on a page', async () => {
    const person = await addPerson({ timeZone: 'Europe/Berlin' })
    const berlin: AudiencePart = { kind: 'rule', rule: { field: 'timeZone', op: '=', value: 'Europe/Berlin' } }
    expect((await ask('broadcast', await freeze([{ kind: 'everyone' }], [berlin]), person)).answer).toMatchObject({ reason: 'excluded_by' })
    const all = await freeze([{ kind: 'everyone' }])
    expect((await ask('broadcast', all, person)).answer).toMatchObject({ reason: 'fulfils_it_now' })
    await api.pool`UPDATE customers SET created_at = ${after(1)} WHERE id = ${person}`
    expect((await ask('broadcast', all, person, after(2))).answer).toMatchObject({ reason: 'joined_later' })
    await api.pool`INSERT INTO send_pages (send_id, page, not_before, customer_ids) VALUES (${all}, 0, ${after(3)}, ARRAY[${person}]::uuid[])`
    expect((await ask('broadcast', all, person, after(2))).answer).toMatchObject({ standing: 'will_get_it', reason: 'page_waits' })
    const [draft] = await api.pool<[{ id: string }]>`
      INSERT INTO broadcasts (name, channel, message, audience) VALUES ('Draft', 'email', '{}', '{"include": [{"kind": "everyone"}], "exclude": []}') RETURNING id`
    expect((await ask('broadcast', draft.id, person)).answer).toMatchObject({ reason: 'not_launched' })
  })
})
