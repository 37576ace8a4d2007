import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import type { pendingTriggerListSchema, pendingTriggerSchema } from '../../api/schemas/pending-triggers.ts'
import { formatId, workflowIds } from '../../domain/ids.ts'
import { endJourneyRow } from '../../db/queries/journeys/record-notes.ts'
import { startTestApi } from '../api/test-api.ts'
import { makeDefinition } from '../journeys/definition-fixture.ts'
import { addCustomers, addSend } from '../send-path/send-fixture.ts'
import { type OperationsStack, startOperationsStack } from './operations-stack.ts'

type Pending = z.output<typeof pendingTriggerSchema>
type PendingList = z.output<typeof pendingTriggerListSchema>

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

const pause = { id: 'pause', name: 'A pause', kind: 'wait', duration: '10d', next: null } as const
const hope = {
  id: 'hope',
  kind: 'waitFor',
  event: { kind: 'event', name: 'Cart Viewed' },
  atMost: '5d',
  next: null,
  otherwise: null,
} as const

async function list(query = ''): Promise<PendingList> {
  const { status, body } = await stack.call<PendingList>('GET', `/api/v1/pending-triggers${query}`)
  expect(status).toBe(200)
  return body
}
const listOf = async (autopilot: { publicId: string }, query = '') => list(`?campaign=${autopilot.publicId}${query}`)

/** Enabled, with one waiting journey each. */
async function addWaiting(steps: Parameters<typeof makeDefinition>[0], people: number, name = 'Waiting') {
  const event = `Started ${name}`
  const autopilot = await stack.addAutopilot(
    makeDefinition(steps, { trigger: { kind: 'event', event: { kind: 'event', name: event } } }),
    name,
  )
  const customers = await addCustomers(
    stack.pool,
    'email',
    Array.from({ length: people }, () => ({})),
  )
  await stack.report(customers, event)
  for (const customer of customers)
    await expect.poll(async () => (await stack.journeyOf(customer)).waitingFor, { timeout: 60_000 }).not.toBeNull()
  return { ...autopilot, customers, event }
}

describe('a waiting journey', () => {
  it('says where it is, since when, what for and until when, and where its run is', async () => {
    const autopilot = await addWaiting([pause], 1)
    const [person = ''] = autopilot.customers
    await stack.pool`UPDATE customers SET first_name = 'Ada', last_name = 'Byron' WHERE id = ${person}`
    const journey = await stack.journeyOf(person)
    const { data, totals, isTemporalAnswered } = await listOf(autopilot)
    const description = await stack.client.workflow.getHandle(journey.workflowId).describe()
    expect(data).toEqual([
      {
        id: journey.publicId,
        campaign: { kind: 'autopilot', id: autopilot.publicId, name: 'Waiting' },
        customer: { id: formatId('customer', person), externalId: person, name: 'Ada Byron' },
        state: 'waiting',
        stage: 'wait',
        sentence: expect.stringMatching(/^Waits for the end of its delay until \d{4}-\d\d-\d\d \d\d:\d\d UTC, since \d{4}-/),
        since: expect.any(String),
        waitingFor: 'time',
        waitingForWords: 'the end of its delay',
        waitingUntil: journey.waitingUntil?.toISOString(),
        stuck: null,
        matchedAt: journey.matchedAt.toISOString(),
        startedAt: journey.startedAt?.toISOString(),
        step: { id: 'pause', name: 'A pause' },
        versionNumber: 1,
        pages: null,
        actions: ['skip', 'cancel'],
        temporalUrl: expect.stringContaining(`${encodeURIComponent(journey.workflowId)}/${description.runId}/history`),
      },
    ])
    expect([totals?.journeys, totals?.byStage, isTemporalAnswered]).toEqual([1, [{ stage: 'wait', state: 'waiting', count: 1 }], true])
  })

  it('says which event it waits for, by its name', async () => {
    const autopilot = await addWaiting([hope], 1, 'Hoping')
    // Visibility is a moment behind.
    await expect
      .poll(async () => (await listOf(autopilot)).data[0])
      .toMatchObject({ stage: 'waiting for step:hope', waitingForWords: 'the event “Cart Viewed”' })
  })

  it('is late once its time is over and it does not move, and is not while its autopilot is disabled', async () => {
    const autopilot = await addWaiting([pause], 1, 'Late')
    stack.clock.aheadMs = 10 * day + 5 * minute
    expect((await listOf(autopilot)).data[0]).toMatchObject({
      state: 'late',
      sentence: expect.stringMatching(/was over 5 min ago, and it has not moved since\.$/),
    })
    expect((await listOf(autopilot, '&state=late')).data).toHaveLength(1)
    expect((await listOf(autopilot, '&state=waiting')).data).toHaveLength(0)
    await stack.pool`UPDATE autopilots SET status = 'disabled' WHERE id = ${autopilot.id}`
    expect((await listOf(autopilot)).data[0]).toMatchObject({ state: 'waiting', waitingFor: 'enabled' })
    expect((await listOf(autopilot, '&state=late')).data).toHaveLength(0)
  })
})

it('a match that has not started waits for its window', async () => {
  const opensAt = new Date(Date.now() + 3 * day)
  const definition = makeDefinition([pause], { activation: { from: opensAt.toISOString() } })
  const autopilot = await stack.addAutopilot(definition, 'Not yet')
  const [person = ''] = await addCustomers(stack.pool, 'email', [{}])
  await stack.report([person], 'Checkout Started')
  const { data } = await listOf(autopilot)
  expect(data).toMatchObject([
    {
      state: 'not_started',
      stage: 'matched',
      waitingFor: 'activation_window',
      startedAt: null,
      temporalUrl: null,
      actions: ['retry', 'cancel'],
    },
  ])
  expect(data[0]?.waitingUntil).toBe(opensAt.toISOString())
})

describe('where rows and Temporal disagree', () => {
  it('a run that was terminated is stuck, and is found among many', async () => {
    const autopilot = await addWaiting([pause], 3, 'Terminated')
    const journey = await stack.journeyOf(autopilot.customers[1] ?? '')
    await stack.client.workflow.getHandle(journey.workflowId).terminate()
    await expect
      .poll(async () => (await listOf(autopilot, '&state=stuck')).data)
      .toMatchObject([
        {
          id: journey.publicId,
          state: 'stuck',
          stuck: { code: 'run_terminated', message: expect.stringContaining('terminated') },
          actions: ['retry', 'cancel'],
        },
      ])
    const { data } = await listOf(autopilot)
    expect(data.map(({ state }) => state).toSorted()).toEqual(['stuck', 'waiting', 'waiting'])
  })

  it('a run that Temporal does not know is stuck', async () => {
    const autopilot = await addWaiting([pause], 1, 'Lost')
    const [person = ''] = autopilot.customers
    await stack.pool`UPDATE journeys SET occurrence = 'of another server', waiting_until = now() - interval '1 hour' WHERE customer_id = ${person}`
    for (const query of ['', '&state=stuck'])
      expect((await listOf(autopilot, query)).data).toMatchObject([{ state: 'stuck', stuck: { code: 'run_lost' } }])
  })

  it('a run that is open though its row has ended is stuck', async () => {
    const autopilot = await addWaiting([pause], 1, 'Ended')
    const journey = await stack.journeyOf(autopilot.customers[0] ?? '')
    await endJourneyRow(stack.pool, { journeyId: journey.id, outcome: 'failed', reason: 'run_lost', step: null, at: stack.now() })
    expect((await listOf(autopilot)).data).toHaveLength(0)
    // Other tests have left rows behind whose runs are gone: that there are more open runs than rows shows without them alone.
    await stack.pool`UPDATE journeys SET status = 'ended', ended_at = now(), outcome = 'failed' WHERE occurrence = 'of another server'`
    await expect
      .poll(async () => (await listOf(autopilot, '&state=stuck')).data)
      .toMatchObject([{ id: journey.publicId, state: 'stuck', stuck: { code: 'row_ended' }, actions: ['cancel'] }])
  })
})

describe('the list', () => {
  it('goes on by key, newest first, and nothing is shown twice or left out', async () => {
    const autopilot = await addWaiting([pause], 7, 'Pages')
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: PendingList = await listOf(autopilot, `&limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`)
      expect(page.totals === null).toBe(cursor !== '')
      seen.push(...page.data.map(({ id }) => id))
      cursor = page.nextCursor
    }
    const all = (await listOf(autopilot)).data.map(({ id }) => id)
    expect([seen.length, seen]).toEqual([7, all])
    expect(all).toEqual(all.toSorted().reverse())
  })

  it('takes filters', async () => {
    const autopilot = await addWaiting([pause], 2, 'Filtered')
    const [first = ''] = autopilot.customers
    const later = new Date(Date.now() + 30 * day).toISOString()
    await stack.pool`UPDATE journeys SET waiting_for = 'cooldown' WHERE customer_id = ${first}`
    const count = async (query: string) => (await listOf(autopilot, query)).totals?.journeys
    expect(await count(`&customer=${formatId('customer', first)}`)).toBe(1)
    expect(await count(`&customer=ext:${first}`)).toBe(1)
    expect((await stack.call('GET', '/api/v1/pending-triggers?customer=ext:nobody')).status).toBe(404)
    expect([await count('&stage=wait'), await count('&stage=cooldown'), await count('&waitingFor=cooldown')]).toEqual([1, 1, 1])
    expect([await count('&state=waiting'), await count('&state=acting')]).toEqual([2, 0])
    expect([await count(`&sinceFrom=${later}`), await count(`&sinceUntil=${later}`)]).toEqual([0, 2])
    expect([await count(`&untilFrom=${later}`), await count(`&untilUntil=${later}`)]).toEqual([0, 2])
    expect([await count('&kind=promotion'), await count('&kind=autopilot')]).toEqual([0, 2])
    expect(await stack.call('GET', '/api/v1/pending-triggers?campaign=brd_1')).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'query.campaign', message: 'Not an id of an autopilot or promotion' }] },
    })
    expect((await stack.call('GET', '/api/v1/pending-triggers?cursor=abc')).status).toBe(400)
  })

  it('tells of rows alone while Temporal is away, and cannot say then what is stuck', async () => {
    const away = await startTestApi({ temporal: undefined })
    try {
      const [autopilot] = await away.pool<
        [{ id: string }]
      >`INSERT INTO autopilots (name, status, definition) VALUES ('Alone', 'enabled', '{}') RETURNING id`
      const [version] = await away.pool<[{ id: string }]>`
        INSERT INTO journey_versions (autopilot_id, number, definition, listens) VALUES (${autopilot.id}, 1, '{"steps": []}', '{}') RETURNING id`
      await away.pool`
        INSERT INTO journeys (autopilot_id, customer_id, occurrence, run, version_id, status, matched_at, anchor_at, not_before, started_at)
        VALUES (${autopilot.id}, gen_random_uuid(), 'a', 1, ${version.id}, 'running', now(), now(), now(), now())`
      const { body } = await away.call<PendingList>('GET', '/api/v1/pending-triggers')
      expect(body).toMatchObject({
        isTemporalAnswered: false,
        data: [{ state: 'acting', stage: 'acting', stuck: null, customer: { name: null, externalId: null } }],
        totals: { openRuns: null },
      })
      expect((await away.call('GET', '/api/v1/pending-triggers?state=stuck')).status).toBe(503)
    } finally {
      await away.close()
    }
  })
})

describe('a promotion’s pages', () => {
  it('are summed up, come before journeys, and their customers can be reached', async () => {
    const [{ id }] = await stack.pool<[{ id: string }]>`
      INSERT INTO promotions (name, status, offer_id, offer_version, audience, channels, messages, fall_through_ms, launched_at)
      VALUES ('Spring', 'sending', gen_random_uuid(), 1, '{}', '{email}', '{}', 0, now()) RETURNING id`
    const people = (
      await addCustomers(
        stack.pool,
        'email',
        Array.from({ length: 7 }, () => ({})),
      )
    ).toSorted()
    const pages = [{ customerIds: people.slice(0, 2) }, { customerIds: people.slice(2, 5) }, { customerIds: people.slice(5) }]
    const send = await addSend(stack.pool, pages, { campaignKind: 'promotion', campaignId: id })
    await stack.pool`INSERT INTO promotion_sends (send_id, promotion_id, purpose, channel, place) VALUES (${send.id}, ${id}, 'offer', 'email', 0)`
    await stack.pool`UPDATE send_pages SET claimed_at = now() WHERE send_id = ${send.id} AND page = 0`
    const publicId = formatId('promotion', id)
    const { data, totals } = await list(`?campaign=${publicId}`)
    const sendId = formatId('send', send.id)
    expect(data).toMatchObject([
      {
        id: sendId,
        campaign: { kind: 'promotion', id: publicId, name: 'Spring' },
        customer: null,
        state: 'not_started',
        stage: 'sending',
        waitingFor: 'page_claim',
        pages: { purpose: 'offer', channel: 'email', pages: 2, customers: 5, dueCustomers: 5 },
        temporalUrl: expect.stringContaining(encodeURIComponent(workflowIds.promotion(id))),
      },
    ])
    expect(totals).toMatchObject({ journeys: 0, customersOnPages: 5 })
    expect((await list('?limit=1')).data[0]?.id).toBe(sendId)

    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const path: string = `${data[0]?.pages?.customersPath}?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`
      const { body } = await stack.call<{ data: { customer: Pending['customer'] }[]; nextCursor: string | null }>('GET', path)
      seen.push(...body.data.map(({ customer }) => customer?.id ?? ''))
      cursor = body.nextCursor
    }
    expect(seen).toEqual(people.slice(2).map((person) => formatId('customer', person)))

    expect((await list(`?customer=${formatId('customer', people[3] ?? '')}`)).data).toMatchObject([{ id: sendId, pages: { customers: 3 } }])
    expect((await list(`?customer=${formatId('customer', people[0] ?? '')}`)).data).toEqual([])
    stack.clock.aheadMs = 10 * minute
    expect((await list(`?campaign=${publicId}&state=late`)).data).toMatchObject([{ state: 'late' }])
    await stack.pool`UPDATE promotions SET status = 'paused' WHERE id = ${id}`
    expect((await list(`?campaign=${publicId}`)).data).toMatchObject([{ state: 'waiting', waitingFor: 'resume' }])
  })
})
