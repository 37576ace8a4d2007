import { v7 as newUuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import type { pendingActionResultSchema, pendingTriggerListSchema } from '../../api/schemas/pending-triggers.ts'
import { readJourney, readJourneyEvents } from '../../db/queries/journeys/journeys.ts'
import { formatId } from '../../domain/ids.ts'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { makeDefinition, makeSend } from '../journeys/definition-fixture.ts'
import { addCustomers } from '../send-path/send-fixture.ts'
import { type OperationsStack, startOperationsStack } from './operations-stack.ts'

type Answer = z.output<typeof pendingActionResultSchema>

const day = 86_400_000

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

async function act(action: 'retry' | 'skip' | 'cancel', body: object, key: string = newUuid()) {
  return stack.call<Answer>('POST', `/api/v1/pending-triggers/${action}`, { body, headers: { 'idempotency-key': key } })
}
const codesOf = ({ body }: Awaited<ReturnType<typeof act>>) => body.results.map(({ outcome, code }) => `${outcome} ${code}`)

async function addJourneys(
  steps: Parameters<typeof makeDefinition>[0],
  people: number,
  overrides: Parameters<typeof makeDefinition>[1] = {},
) {
  const event = newUuid()
  const autopilot = await stack.addAutopilot(
    makeDefinition(steps, { trigger: { kind: 'event', event: { kind: 'event', name: event } }, ...overrides }),
    'Acted on',
  )
  const customers = await addCustomers(
    stack.pool,
    'email',
    Array.from({ length: people }, () => ({})),
  )
  await stack.report(customers, event)
  return { ...autopilot, journeys: await Promise.all(customers.map((customer) => stack.journeyOf(customer))) }
}
async function addWaiting(people: number) {
  const added = await addJourneys([pause], people)
  await expect
    .poll(
      async () =>
        (await Promise.all(added.journeys.map(({ id }) => readJourney(stack.pool, id)))).every((one) => one?.waitingFor === 'time'),
      { timeout: 60_000 },
    )
    .toBe(true)
  return added
}

describe('cancel', () => {
  it('ends one, many at once, and those that the filter found and somebody confirmed', async () => {
    const { publicId, journeys } = await addWaiting(5)
    const ids = journeys.map((journey) => journey.publicId)
    const [first = '', second = '', third = ''] = ids
    expect(codesOf(await act('cancel', { ids: [first] }))).toEqual(['done cancelled'])
    expect((await act('cancel', { ids: [first, second, third, second, formatId('journey', newUuid())] })).body).toMatchObject({
      results: [
        { id: first, code: 'journey_ended' },
        { id: second, code: 'cancelled' },
        { id: third, code: 'cancelled' },
        { code: 'unknown_id' },
      ],
      done: 2,
      refused: 2,
      notAnswered: 0,
    })
    const filter = { campaign: publicId, state: 'waiting' }
    const wrong = await act('cancel', { filter, confirmedCount: 3 })
    expect([wrong.status, wrong.body]).toMatchObject([409, { code: 'pending_count_changed', detail: 'There are 2 now.' }])
    expect(codesOf(await act('cancel', { filter, confirmedCount: 2 }))).toEqual(['done cancelled', 'done cancelled'])
    for (const { id } of journeys)
      expect(await readJourney(stack.pool, id)).toMatchObject({ status: 'ended', outcome: 'cancelled', reason: 'cancelled_by_operator' })
  })

  it('drops a match that has not started', async () => {
    const { journeys } = await addJourneys([pause], 1, { activation: { from: '2099-01-01T00:00:00Z' } })
    const [journey] = journeys
    expect(codesOf(await act('skip', { ids: [journey?.publicId] }))).toEqual(['refused not_started'])
    expect(codesOf(await act('cancel', { ids: [journey?.publicId] }))).toEqual(['done dropped'])
    expect(await readJourney(stack.pool, journey?.id ?? '')).toMatchObject({ status: 'ended', outcome: 'dropped' })
  })

  it('ends one whose run is gone', async () => {
    const { journeys } = await addWaiting(1)
    const [journey] = journeys
    await stack.client.workflow.getHandle(journey?.workflowId ?? '').terminate()
    expect(codesOf(await act('cancel', { ids: [journey?.publicId] }))).toEqual(['done cancelled'])
    expect(await readJourney(stack.pool, journey?.id ?? '')).toMatchObject({ status: 'ended', outcome: 'cancelled' })
  })
})

describe('skip', () => {
  it('ends the wait, and refuses a cooldown and one that has ended', async () => {
    const { journeys } = await addWaiting(1)
    const ids = journeys.map((journey) => journey.publicId)
    expect(codesOf(await act('skip', { ids }))).toEqual(['done wait_ended'])
    await expect.poll(async () => (await readJourney(stack.pool, journeys[0]?.id ?? ''))?.outcome).toBe('completed')
    expect(codesOf(await act('skip', { ids }))).toEqual(['refused journey_ended'])

    const cooling = await addCooling()
    expect(codesOf(await act('skip', { ids: [cooling.publicId] }))).toEqual(['refused journey_not_waiting'])
  })

  async function addCooling() {
    const event = newUuid()
    await stack.addAutopilot(
      makeDefinition([makeSend('mail', ['email'])], { trigger: { kind: 'event', event: { kind: 'event', name: event } } }),
      'Cooling',
    )
    const [person = ''] = await addCustomers(stack.pool, 'email', [{ lastContactAt: new Date() }])
    await stack.report([person], event)
    await expect.poll(async () => (await stack.journeyOf(person)).waitingFor).toBe('cooldown')
    return stack.journeyOf(person)
  }
})

describe('retry', () => {
  it('goes on with a run that was terminated, under the same id, and sends nothing twice', async () => {
    const { publicId, journeys } = await addJourneys([makeSend('mail', ['email'], { next: 'pause' }), pause], 1)
    const [journey] = journeys
    if (journey === undefined) throw new Error('There is one')
    const waits = async () => (await readJourney(stack.pool, journey.id))?.waitingUntil
    await expect.poll(waits, { timeout: 60_000 }).not.toBeNull()
    const before = await readJourney(stack.pool, journey.id)
    await stack.client.workflow.getHandle(journey.workflowId).terminate()

    const key = newUuid()
    expect(codesOf(await act('retry', { ids: [journey.publicId] }, key))).toEqual(['done requested'])
    // The same request once more, and another one: it is started once.
    expect((await act('retry', { ids: [journey.publicId] }, key)).headers.get('idempotency-replayed')).toBe('true')
    expect(codesOf(await act('retry', { ids: [journey.publicId] }))).toEqual(['done requested'])
    await stack.relay()
    const { status, runId } = await stack.client.workflow.getHandle(journey.workflowId).describe()
    expect(status.name).toBe('RUNNING')
    const { body } = await stack.call<z.output<typeof pendingTriggerListSchema>>('GET', `/api/v1/pending-triggers?campaign=${publicId}`)
    expect(body.data).toMatchObject([{ id: journey.publicId, state: 'waiting' }])
    expect(body.data[0]?.temporalUrl).toContain(runId)
    expect(body.data[0]?.waitingUntil).toBe(before?.waitingUntil?.toISOString())

    expect(codesOf(await act('skip', { ids: [journey.publicId] }))).toEqual(['done wait_ended'])
    await expect.poll(async () => (await readJourney(stack.pool, journey.id))?.outcome).toBe('completed')
    const sent = (await readJourneyEvents(stack.pool, journey.id)).filter(({ kind }) => kind === 'sent')
    expect(sent).toHaveLength(1)
    expect(codesOf(await act('retry', { ids: [journey.publicId] }))).toEqual(['refused not_restartable'])
  })

  it('starts a match whose start was lost', async () => {
    const { journeys } = await addJourneys([pause], 1, { activation: { from: new Date(Date.now() + day).toISOString() } })
    const [journey] = journeys
    if (journey === undefined) throw new Error('There is one')
    await stack.pool`UPDATE journeys SET not_before = now() - interval '1 minute' WHERE id = ${journey.id}`
    expect(codesOf(await act('retry', { ids: [journey.publicId] }))).toEqual(['done requested'])
    await stack.relay()
    await expect.poll(async () => (await readJourney(stack.pool, journey.id))?.startedAt).not.toBeNull()
  })
})

describe('a request', () => {
  it('needs its scope, a key, and either ids or a filter with its number', async () => {
    const [id] = [formatId('journey', newUuid())]
    expect((await stack.call('POST', '/api/v1/pending-triggers/cancel', { body: { ids: [id] } })).status).toBe(400)
    for (const body of [
      {},
      { ids: [] },
      { ids: [id], confirmedCount: 1 },
      { filter: {} },
      { ids: [id], filter: {}, confirmedCount: 1 },
      { ids: Array.from({ length: 1_001 }, () => id) },
    ])
      expect((await act('cancel', body)).status, JSON.stringify(Object.keys(body))).toBe(422)
    expect((await act('cancel', { filter: { kind: 'promotion' }, confirmedCount: 1 })).status).toBe(422)
    const { key } = await createApiKey(stack.pool, { name: 'reader', scopes: ['operations:read'] })
    expect(
      (await stack.call('POST', '/api/v1/pending-triggers/cancel', { body: { ids: [id] }, key, headers: { 'idempotency-key': 'a' } }))
        .status,
    ).toBe(403)
  })

  it('leaves a promotion’s pages to the promotion', async () => {
    expect(codesOf(await act('cancel', { ids: [formatId('send', newUuid())] }))).toEqual(['refused steered_by_promotion'])
  })

  it('says of each journey that nobody answered, and does not wait for each while every worker is away', async () => {
    const { journeys } = await addWaiting(45)
    await stack.stopWorker()
    try {
      const startedAt = performance.now()
      const answer = await act('cancel', { ids: journeys.map(({ publicId }) => publicId) })
      expect(new Set(codesOf(answer))).toEqual(new Set(['not_answered no_answer', 'not_answered time_over']))
      expect(answer.body.notAnswered).toBe(45)
      expect(performance.now() - startedAt).toBeLessThan(15_000)
    } finally {
      await stack.startWorker()
    }
    // What was asked for is not forgotten: it is done once, whoever asks again.
    await expect
      .poll(
        async () =>
          codesOf(await act('cancel', { ids: journeys.map(({ publicId }) => publicId) })).every((code) =>
            /cancelled|journey_ended/.test(code),
          ),
        { timeout: 60_000 },
      )
      .toBe(true)
  }, 60_000)
})
