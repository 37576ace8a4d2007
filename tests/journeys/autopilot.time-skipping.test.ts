import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import type { autopilotSchema, definitionCheckSchema, migrationPreviewSchema, versionSchema } from '../../api/schemas/autopilots.ts'
import type { journeyDetailSchema, journeySchema } from '../../api/schemas/journeys.ts'
import { formatId, workflowIds } from '../../domain/ids.ts'
import type { JourneyDefinition, Step } from '../../domain/journeys/journey-definition.ts'
import { isTold } from '../../domain/journeys/journey-notes.ts'
import { templates } from '../../domain/journeys/templates.ts'
import { getAutopilot } from '../../workflows/autopilot-messages.ts'
import { getJourney } from '../../workflows/journey-messages.ts'
import { addCustomers } from '../send-path/send-fixture.ts'
import { makeDefinition, makeSend } from './definition-fixture.ts'
import { type JourneyStack, startJourneyStack } from './journey-stack.ts'

type Autopilot = z.output<typeof autopilotSchema>
type Journeys = { data: z.output<typeof journeySchema>[] }
type Problem = { code: string; errors?: { path: string; message: string }[] }

let stack: JourneyStack
beforeAll(async () => {
  stack = await startJourneyStack()
  await stack.pool`INSERT INTO settings (key, value) VALUES ('contact_policy', '{"quietHours": {}, "cooldownMs": 0}') ON CONFLICT (key) DO UPDATE SET value = excluded.value`
})
afterAll(() => stack.close())
// Nobody is quiet but those of the test itself.
beforeEach(async () => {
  await stack.pool`DELETE FROM orders`
})

const hour = 3_600_000
const day = 24 * hour
const path = '/api/v1/autopilots'
const post = <Body>(url: string, body: object = {}) => stack.api.call<Body & Problem>('POST', url, { body })

async function makeOffer(overrides: object = {}): Promise<string> {
  const { body } = await post<{ id: string }>('/api/v1/offers', {
    name: 'Five euros',
    discount: { kind: 'amount', amount: { amountMinor: 500, currency: 'EUR' } },
    validity: { kind: 'afterDelivery', hours: 48 },
    ...overrides,
  })
  return body.id
}

async function make(definition: JourneyDefinition, more: object = {}): Promise<Autopilot> {
  const { body, status } = await post<Autopilot>(path, { name: 'Test', definition, ...more })
  expect([status, body]).toEqual([201, body])
  return body
}

async function publish(id: string) {
  const { status, body } = await post<z.output<typeof versionSchema>>(`${path}/${id}/publish`)
  expect([status, body.code, body.errors]).toEqual([201, undefined, undefined])
  return body
}

async function addCustomer(lastOrderDaysAgo?: number): Promise<string> {
  const [id = ''] = await addCustomers(stack.pool, 'email', [{}])
  const at = (await stack.environment.currentTimeMs()) - (lastOrderDaysAgo ?? 0) * day
  if (lastOrderDaysAgo !== undefined)
    await stack.pool`
      INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor) VALUES (${id}, ${id}, ${new Date(at)}, 'paid', 'EUR', 1000)`
  return id
}

async function listOf(customerId: string) {
  const { body } = await stack.api.call<Journeys>('GET', `/api/v1/journeys?customerId=${formatId('customer', customerId)}`)
  return body.data
}

async function untilJourney(customerId: string) {
  // That it was started is marked with all who start together: the clock is not to skip before.
  const standing = async () => (await listOf(customerId)).map(({ status, startedAt }) => [status, startedAt !== null])
  await expect.poll(standing, { timeout: 60_000 }).toEqual([['running', true]])
  const [journey] = await stack.journeysOf(customerId)
  if (journey === undefined) throw new Error('There is no journey')
  return journey
}

describe('an autopilot through the API', () => {
  it('wins a quiet customer back: voucher, message with its code, accepted, redeemed on an order', async () => {
    const offerId = await makeOffer()
    const win = templates.find(({ name }) => name === 'win_back')
    const steps = win?.definition.steps.map((step): Step => {
      if (step.kind === 'voucher') return { ...step, offerId }
      return step.kind === 'send'
        ? { ...step, channels: ['sms', 'email'], messages: { sms: step.messages.sms, email: step.messages.email } }
        : step
    })
    const autopilot = await make(
      { ...(win?.definition as JourneyDefinition), holdoutPercent: 0, steps: steps ?? [] },
      { budget: { maxVouchers: 10, maxMoney: { amountMinor: 5_000, currency: 'EUR' } } },
    )
    const customerId = await addCustomer(61)
    await publish(autopilot.id)
    const { body: enabled } = await post<Autopilot>(`${path}/${autopilot.id}/enable`)
    expect(enabled).toMatchObject({ status: 'enabled', publishedNumber: 1 })
    const journey = await untilJourney(customerId)
    const handle = stack.handleOf(journey)
    await expect.poll(async () => (await handle.query(getJourney)).stage, { timeout: 60_000 }).toBe('waiting for voucher_accepted')

    const { body: vouchers } = await stack.api.call<{ data: { code: string; status: string }[] }>(
      'GET',
      `/api/v1/customers/${formatId('customer', customerId)}/vouchers`,
    )
    expect(vouchers.data).toMatchObject([{ status: 'delivered' }])
    const [voucher] = vouchers.data
    const sent =
      await stack.pool`SELECT merge_fields -> 'voucher' ->> 'code' AS code FROM deliveries WHERE customer_id = ${customerId} AND status = 'accepted'`
    expect(sent).toEqual([{ code: voucher?.code.replaceAll('-', '') }])

    const accepted = await post(`/api/v1/vouchers/${voucher?.code}/accept`)
    expect(accepted.status).toBe(200)
    await stack.relay()
    await expect.poll(async () => (await handle.query(getJourney)).stage, { timeout: 60_000 }).toBe('waiting for voucher_redeemed')
    await stack.order(customerId)
    expect(await handle.result()).toMatchObject({ outcome: 'exited', reason: 'ordered' })

    const { body: detail } = await stack.api.call<z.output<typeof journeyDetailSchema>>(
      'GET',
      `/api/v1/journeys/${formatId('journey', journey.id)}`,
    )
    expect(
      detail.events.filter(({ kind }) => !isTold(kind)).map(({ kind, step, channel }) => [kind, step, channel].filter(Boolean).join(' ')),
    ).toEqual([
      'voucher_issued voucher',
      'skipped invite sms',
      'sent invite email',
      'waiting accepted',
      'happened accepted',
      'waiting redeemed',
    ])
    expect(detail.verdicts.map(({ channel, verdict, reason }) => [channel, verdict, reason])).toEqual([
      ['sms', 'skip', 'no_address'],
      ['email', 'send', null],
    ])
    const { body: read } = await stack.api.call<Autopilot>('GET', `${path}/${autopilot.id}`)
    expect(read.budget).toMatchObject({ usedVouchers: 1, maxVouchers: 10 })
    await post(`${path}/${autopilot.id}/retire`, { journeys: 'end' })
  })

  it('gives nobody a voucher beyond its budget, and takes the other way for those', async () => {
    const offerId = await makeOffer()
    const autopilot = await make(
      makeDefinition(
        [
          { id: 'gift', kind: 'voucher', offerId, next: 'got', otherwise: 'none' },
          { id: 'got', kind: 'exit', reason: 'got_one' },
          { id: 'none', kind: 'exit', reason: 'got_none' },
        ],
        { trigger: { kind: 'quiet_for', duration: '100d' } },
      ),
      { budget: { maxVouchers: 3 } },
    )
    const customers = await Promise.all(Array.from({ length: 8 }, () => addCustomer(120)))
    await publish(autopilot.id)
    await post(`${path}/${autopilot.id}/enable`)
    await expect
      .poll(async () => (await Promise.all(customers.map(listOf))).flat().filter(({ status }) => status === 'ended').length, {
        timeout: 60_000,
      })
      .toBe(8)
    const reasons = (await Promise.all(customers.map(listOf))).flat().map(({ reason }) => reason)
    expect(reasons.filter((reason) => reason === 'got_one')).toHaveLength(3)
    await post(`${path}/${autopilot.id}/retire`, { journeys: 'finish' })
  })

  it('is refused until everything is right, and says what is wrong, where', async () => {
    const draft = await make(
      makeDefinition(
        [
          { id: 'a', kind: 'voucher', offerId: 'off_nothing', next: 'b', otherwise: 'a' },
          makeSend('b', ['email', 'sms'], {
            messages: { email: { channel: 'email', subject: '{{ customer.frist_name }}', html: '<p>Hi</p>' } },
          }),
          { id: 'c', kind: 'split', arms: [{ name: 'x', percent: 30, next: 'nowhere' }] },
        ],
        {
          entryRule: { field: 'nothing', op: '=', value: 1 },
          endsAfter: 'soon',
          trigger: { kind: 'audience_entered', audienceId: 'aud_none' },
        },
      ),
    )
    const { body: checked } = await post<z.output<typeof definitionCheckSchema>>(`${path}/${draft.id}/check`)
    expect(checked.errors.map((error) => error.path)).toEqual(
      expect.arrayContaining([
        'entryRule.field',
        'endsAfter',
        'steps[1].messages.sms',
        'steps[2].arms',
        'steps[2].arms[0].next',
        'steps[1].messages.email.subject',
      ]),
    )
    const refused = await post(`${path}/${draft.id}/publish`)
    expect(refused).toMatchObject({ status: 422, body: { code: 'definition_invalid' } })
    expect(await post(`${path}/${draft.id}/enable`)).toMatchObject({ status: 409, body: { code: 'autopilot_not_published' } })
    const references = await make(
      makeDefinition([{ id: 'a', kind: 'voucher', offerId: 'off_nothing', next: null, otherwise: null }], {
        trigger: { kind: 'audience_entered', audienceId: 'aud_none' },
      }),
    )
    const { body } = await post(`${path}/${references.id}/publish`)
    expect(body.errors?.map((error) => error.path)).toEqual(['trigger.audienceId', 'steps[0].offerId'])
    expect((await stack.api.call('DELETE', `${path}/${draft.id}`)).status).toBe(204)
  })

  it('holds its journeys up while it is disabled, and lets them go on as was said', async () => {
    const autopilot = await make(
      makeDefinition([{ id: 'pause', kind: 'wait', duration: '3h', next: null }], { trigger: { kind: 'quiet_for', duration: '200d' } }),
    )
    const customerId = await addCustomer(201)
    await publish(autopilot.id)
    await post(`${path}/${autopilot.id}/enable`)
    const journey = await untilJourney(customerId)
    const handle = stack.handleOf(journey)
    expect(await post(`${path}/${autopilot.id}/disable`, { waiting: 'never' })).toMatchObject({ status: 422 })
    await post(`${path}/${autopilot.id}/disable`, { waiting: 'active_time' })
    await expect.poll(async () => (await handle.query(getJourney)).isPaused, { timeout: 60_000 }).toBe(true)
    await addCustomer(300)
    await stack.environment.sleep(10 * hour)
    expect((await handle.query(getJourney)).isPaused).toBe(true)
    await post(`${path}/${autopilot.id}/enable`)
    await expect.poll(async () => (await handle.query(getJourney)).isPaused, { timeout: 60_000 }).toBe(false)
    await handle.result()
    const [ended] = await listOf(customerId)
    expect(Math.round((Date.parse(ended?.endedAt ?? '') - Date.parse(ended?.startedAt ?? '')) / hour)).toBe(13)
    const run = stack.client.workflow.getHandle(workflowIds.autopilot((await stack.journeysOf(customerId))[0]?.autopilotId ?? ''))
    expect(await run.query(getAutopilot)).toMatchObject({ stage: 'enabled' })
    expect((await post<Autopilot>(`${path}/${autopilot.id}/retire`, { journeys: 'end' })).body.status).toBe('retired')
    expect(await run.result()).toMatchObject({ stage: 'retired' })
    expect(await post(`${path}/${autopilot.id}/enable`)).toMatchObject({ status: 409, body: { code: 'autopilot_retired' } })
  })

  it('shows who would move to a new version, and moves them', async () => {
    const steps: Step[] = [
      { id: 'pause', kind: 'wait', duration: '30d', next: 'later' },
      { id: 'later', kind: 'wait', duration: '30d', next: null },
    ]
    const trigger = { kind: 'quiet_for', duration: '300d' } as const
    const autopilot = await make(makeDefinition(steps, { trigger }))
    const customers = [await addCustomer(310), await addCustomer(320)]
    await publish(autopilot.id)
    await post(`${path}/${autopilot.id}/enable`)
    for (const customerId of customers) {
      const journey = await untilJourney(customerId)
      await expect.poll(async () => (await stack.handleOf(journey).query(getJourney)).stage, { timeout: 60_000 }).toBe('wait')
    }
    const renamed = makeDefinition([{ id: 'hold', kind: 'exit', reason: 'moved' }], {
      trigger,
      exitRules: [{ kind: 'rule', rule: { any: [] } }],
    })
    expect((await stack.api.call<Autopilot>('PATCH', `${path}/${autopilot.id}`, { body: { definition: renamed } })).status).toBe(200)
    await publish(autopilot.id)
    const preview = async (body: object) =>
      (await post<z.output<typeof migrationPreviewSchema>>(`${path}/${autopilot.id}/migration-preview`, body)).body
    expect(await preview({})).toMatchObject({ toNumber: 2, stays: 2, couldMove: 0 })
    expect(await preview({ steps: { pause: 'hold' } })).toMatchObject({
      couldMove: 2,
      stays: 0,
      wouldLeave: 0,
      steps: [{ fromNumber: 1, step: 'pause', journeys: 2, goesOnAt: 'hold' }],
    })
    for (const action of ['migration-preview', 'migrate'])
      expect(await post(`${path}/${autopilot.id}/${action}`, { steps: { pause: 'nowhere' } }), action).toMatchObject({
        status: 422,
        body: { errors: [{ path: 'steps.pause' }] },
      })
    expect((await post(`${path}/${autopilot.id}/migrate`, { steps: { pause: 'hold' } })).status).toBe(202)
    await expect
      .poll(async () => (await Promise.all(customers.map(listOf))).flat().map(({ reason, versionNumber }) => [reason, versionNumber]), {
        timeout: 60_000,
      })
      .toEqual([
        ['moved', 2],
        ['moved', 2],
      ])
    await post(`${path}/${autopilot.id}/retire`, { journeys: 'end' })
  })

  it.each(templates.map(({ name }) => name))(
    'has a ready-made one that can be published once its offer or audience is chosen: %s',
    async (template) => {
      const offerId = await makeOffer()
      const { body: autopilot } = await post<Autopilot>(path, { name: template, template })
      const definition = autopilot.definition as JourneyDefinition
      const steps = definition.steps.map((step) => (step.kind === 'voucher' ? { ...step, offerId } : step))
      const trigger =
        definition.trigger.kind === 'audience_entered'
          ? {
              ...definition.trigger,
              audienceId: (await post<{ id: string }>('/api/v1/audiences', { name: template, rule: definition.entryRule })).body.id,
            }
          : definition.trigger
      await stack.api.call('PATCH', `${path}/${autopilot.id}`, { body: { definition: { ...definition, trigger, steps } } })
      expect((await publish(autopilot.id)).number).toBe(1)
    },
  )
})
