import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { type WorkerOptions, Worker } from '@temporalio/worker'
import type { WorkflowHandle } from '@temporalio/client'
import { v7 as newUuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Activities } from '../../activities/index.ts'
import type { JourneyDefinition, Step } from '../../domain/journeys/journey-definition.ts'
import { planJourney } from '../../domain/journeys/journey-plan.ts'
import type { ClaimAnswer, SendAnswer } from '../../domain/journeys/run-journey.ts'
import { findWorkflows } from '../../workers/bundle.ts'
import {
  disableAutopilot,
  enableAutopilot,
  getAutopilot,
  migrateJourneys,
  retireAutopilot,
  sweepRequested,
} from '../../workflows/autopilot-messages.ts'
import {
  autopilotPaused,
  autopilotResumed,
  customerOptedOut,
  customerOrdered,
  getJourney,
  messageSettled,
  migrateJourney,
  voucherAccepted,
} from '../../workflows/journey-messages.ts'
import { makeDefinition, makeSend } from '../journeys/definition-fixture.ts'
import { keepHistory } from '../replay/keep-history.ts'
import { createTimeSkippingEnvironment } from '../support/temporal.ts'

let environment: TestWorkflowEnvironment
beforeAll(async () => {
  environment = await createTimeSkippingEnvironment()
})
afterAll(() => environment.teardown())

const hour = 3_600_000
const claimed: ClaimAnswer = { kind: 'claimed', channel: 'email', sendId: newUuid(), page: 1, skips: [] }

/** A database and providers that say yes. */
function makeActivities(overrides: Partial<Activities> = {}): { activities: Partial<Activities>; calls: string[] } {
  const calls: string[] = []
  const log = (name: string) => void calls.push(name)
  const activities: Partial<Activities> = {
    noteJourney: async () => log('note'),
    evaluateJourneyBranch: async () => (log('evaluate'), 0),
    checkJourneyExits: async () => (log('exits'), false),
    findJourneyHour: async ({ after }) => (log('hour'), after + hour),
    issueJourneyVoucher: async () => (log('voucher'), { kind: 'issued' }),
    claimJourneyMessage: async () => (log('claim'), claimed),
    sendJourneyMessage: async (): Promise<SendAnswer> => (
      log('send'),
      { status: 'accepted', acceptedAt: await environment.currentTimeMs() }
    ),
    callJourneyWebhook: async () => (log('webhook'), 'taken'),
    setJourneyAttribute: async () => log('attribute'),
    checkJourneyReach: async () => (log('reach'), true),
    moveJourney: async () => log('move'),
    endJourney: async ({ outcome, reason }) => log(`end ${outcome} ${reason}`),
    projectAutopilot: async ({ status }) => log(status),
    sweepAutopilot: async () => (log('sweep'), { matched: 1, heldOut: 0, started: 1, everyMs: hour }),
    tellJourneys: async ({ told }) => (log(`tell ${told.kind}`), { told: 1 }),
    migrateJourneys: async ({ toNumber }) => (log(`migrate ${toNumber}`), { moved: 1 }),
    ...overrides,
  }
  return { activities, calls }
}

async function withWorker<Result>(
  activities: NonNullable<WorkerOptions['activities']>,
  work: (taskQueue: string) => Promise<Result>,
): Promise<Result> {
  const taskQueue = newUuid()
  const worker = await Worker.create({ connection: environment.nativeConnection, taskQueue, workflowsPath: findWorkflows(), activities })
  return worker.runUntil(() => work(taskQueue))
}

async function runJourney(
  definition: JourneyDefinition,
  overrides: Partial<Activities>,
  whileItRuns: (handle: WorkflowHandle, calls: string[]) => Promise<void> = async () => undefined,
) {
  const { activities, calls } = makeActivities(overrides)
  return withWorker(activities, async (taskQueue) => {
    const ids = { journeyId: newUuid(), autopilotId: newUuid(), customerId: newUuid() }
    const handle = await environment.client.workflow.start('journey', {
      taskQueue,
      workflowId: `journey:${newUuid()}`,
      args: [{ ...ids, versionNumber: 1, plan: planJourney(definition) }],
    })
    await whileItRuns(handle, calls)
    const result: unknown = await handle.result()
    await keepHistory(`journey ${expect.getState().currentTestName ?? ''}`, handle)
    return { result, calls, handle, events: (await handle.fetchHistory()).events?.length ?? 0 }
  })
}

async function until(handle: WorkflowHandle, stage: string): Promise<void> {
  await expect.poll(async () => (await handle.query(getJourney)).stage, { timeout: 60_000 }).toBe(stage)
}

const winBack: Step[] = [
  { id: 'gift', kind: 'voucher', offerId: '', next: 'mail', otherwise: null },
  makeSend('mail', ['email'], { next: 'hope' }),
  { id: 'hope', kind: 'waitFor', event: { kind: 'voucher_accepted' }, atMost: '5d', next: null, otherwise: null },
]

describe('a journey', () => {
  it('of voucher, message and acceptance is as many events as it has acts and waits', async () => {
    const { result, calls, events } = await runJourney(makeDefinition(winBack), {}, async (handle, made) => {
      await expect.poll(() => made.at(-1), { timeout: 60_000 }).toBe('note')
      await handle.signal(voucherAccepted, { voucherId: newUuid() })
    })
    expect(result).toMatchObject({ outcome: 'completed' })
    expect(calls).toEqual(['voucher', 'claim', 'send', 'note', 'end completed last_step'])
    // 1 start; 3 decisions of 3 events; voucher, claim, note and end; 3 of the sending; stage, timer and signal; the end.
    expect(events).toBe(21)
  })

  it('waits out a cooldown, and costs seven events more', async () => {
    let claims = 0
    const { calls, events } = await runJourney(
      makeDefinition(winBack),
      {
        claimJourneyMessage: async () => {
          claims += 1
          if (claims > 1) return claimed
          return {
            kind: 'deferred',
            channel: 'email',
            reason: 'cooldown',
            until: (await environment.currentTimeMs()) + 20 * hour,
            skips: [],
          }
        },
      },
      async (handle, made) => {
        await expect.poll(() => claims, { timeout: 60_000 }).toBe(1)
        await environment.sleep(21 * hour)
        await expect.poll(() => made.at(-1), { timeout: 60_000 }).toBe('note')
        await handle.signal(voucherAccepted, { voucherId: newUuid() })
      },
    )
    expect(claims).toBe(2)
    expect(calls.at(-1)).toBe('end completed last_step')
    // The claim again, the stage, a timer's two, a decision's three.
    expect(events).toBe(28)
  })

  it('asks again at an opt-out while its message is put off, and falls through when it does not arrive', async () => {
    const sendIds = [newUuid(), newUuid()]
    let claims = 0
    const { calls } = await runJourney(
      makeDefinition([makeSend('any', ['sms', 'email', 'push'])]),
      {
        claimJourneyMessage: async ({ fromChannel }) => {
          claims += 1
          const at = await environment.currentTimeMs()
          if (claims === 1) return { kind: 'deferred', channel: 'sms', reason: 'quiet_hours', until: at + 200 * hour, skips: [] }
          if (fromChannel === 0)
            return { ...claimed, channel: 'email', sendId: sendIds[0] ?? '', skips: [{ channel: 'sms', reason: 'not_subscribed' }] }
          return { ...claimed, channel: 'push', sendId: sendIds[1] ?? '' }
        },
      },
      async (handle) => {
        await until(handle, 'quiet_hours')
        await handle.signal(customerOptedOut, { channel: 'sms' })
        await until(handle, 'receipt')
        await handle.signal(messageSettled, { sendId: sendIds[0] ?? '', isDelivered: false })
      },
    )
    expect(calls.filter((call) => call !== 'note')).toEqual(['reach', 'send', 'send', 'end completed last_step'])
  })

  it('ends at an order that comes while its message is on its way, and has sent it', async () => {
    const { result, calls } = await runJourney(
      makeDefinition([makeSend('mail', ['email'], { next: 'pause' }), { id: 'pause', kind: 'wait', duration: '9d', next: null }], {
        exitRules: [{ kind: 'ordered' }],
      }),
      {
        sendJourneyMessage: async () => {
          const [handle] = handles
          await handle?.signal(customerOrdered, { orderId: 'o', keys: ['ordered'] })
          await handle?.signal(customerOrdered, { orderId: 'o', keys: ['ordered'] })
          return { status: 'accepted', acceptedAt: await environment.currentTimeMs() }
        },
      },
      async (handle) => void handles.push(handle),
    )
    expect(result).toMatchObject({ outcome: 'exited', reason: 'ordered' })
    expect(calls).toEqual(['claim', 'end exited ordered'])
  })

  it('stands still in a pause, goes on in another version, and is cancelled in the Temporal UI', async () => {
    const definition = makeDefinition([
      { id: 'pause', kind: 'wait', duration: '3d', next: 'tag' },
      { id: 'tag', kind: 'tag', attribute: 'x', value: 1, next: null },
    ])
    const other = planJourney(makeDefinition([{ id: 'long', kind: 'wait', duration: '90d', untilHour: 9, next: null }]))
    const { result, calls } = await runJourney(definition, {}, async (handle) => {
      await until(handle, 'wait')
      await handle.signal(autopilotPaused)
      await environment.sleep(100 * hour)
      expect(await handle.query(getJourney)).toMatchObject({ isPaused: true, step: 'pause' })
      await handle.signal(autopilotResumed, { waiting: 'restart_delay' })
      await until(handle, 'wait')
      await handle.executeUpdate(migrateJourney, { args: [{ versionId: newUuid(), versionNumber: 2, plan: other, step: 'long' }] })
      await expect.poll(async () => (await handle.query(getJourney)).step).toBe('long')
      await handle.cancel()
    })
    expect(result).toMatchObject({ outcome: 'cancelled', reason: 'cancelled_in_temporal', step: 'long' })
    expect(calls.filter((call) => call !== 'note')).toEqual(['move', 'hour', 'end cancelled cancelled_in_temporal'])
  })
})

const handles: WorkflowHandle[] = []

describe('an autopilot', () => {
  it('looks at its pace while it is enabled, tells its journeys of a pause, and goes on in new runs', async () => {
    const { activities, calls } = makeActivities()
    await withWorker(activities, async (taskQueue) => {
      const handle = await environment.client.workflow.start('autopilot', {
        taskQueue,
        workflowId: `autopilot:${newUuid()}`,
        args: [{ autopilotId: newUuid() }],
      })
      await handle.executeUpdate(enableAutopilot)
      await environment.sleep(5.5 * hour)
      expect(calls).toEqual(['enabled', 'tell resumed', ...Array.from({ length: 6 }, () => 'sweep')])
      await handle.signal(sweepRequested)
      await expect.poll(() => calls.length).toBe(9)
      await handle.executeUpdate(disableAutopilot, { args: [{ waiting: 'active_time' }] })
      await environment.sleep(20 * hour)
      expect(calls.slice(9)).toEqual(['disabled', 'tell paused'])
      await handle.executeUpdate(migrateJourneys, { args: [{ toNumber: 2, steps: {} }] })
      await expect.poll(() => calls.at(-1)).toBe('migrate 2')
      await handle.executeUpdate(enableAutopilot)
      await environment.sleep(400 * hour)
      expect((await handle.query(getAutopilot)).sweeps).toBeGreaterThan(400)
      await handle.executeUpdate(retireAutopilot, { args: [{ journeys: 'end' }] })
      expect(await handle.result()).toMatchObject({ stage: 'retired' })
      expect(calls.slice(-2)).toEqual(['retired', 'tell retired'])
      const runs = environment.client.workflow.getHandle(handle.workflowId, handle.firstExecutionRunId)
      await keepHistory(`autopilot ${expect.getState().currentTestName ?? ''}`, runs)
    })
  }, 120_000)
})

describe('the watch over journeys', () => {
  it('is one look, and says what it has found', async () => {
    const found = { looked: 7, ended: 1, restarted: 2 }
    await withWorker({ watchJourneyRuns: async () => found }, async (taskQueue) => {
      const handle = await environment.client.workflow.start('journeyWatch', { taskQueue, workflowId: `journeyWatch:${newUuid()}` })
      expect(await handle.result()).toEqual(found)
      await keepHistory(`journeyWatch ${expect.getState().currentTestName ?? ''}`, handle)
    })
  })
})
