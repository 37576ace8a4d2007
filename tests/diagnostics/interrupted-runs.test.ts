import { v7 as newUuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { publishVersion } from '../../db/queries/autopilots/autopilots.ts'
import { insertEvents } from '../../db/queries/events.ts'
import { requestJourneyRestart } from '../../db/queries/journeys/request-restart.ts'
import { settleMissingRun } from '../../activities/journey-watch.ts'
import type { Step } from '../../domain/journeys/journey-definition.ts'
import { createJourneyRuns } from '../../workers/journey-runs.ts'
import { customerOrdered, getJourney, skipWait } from '../../workflows/journey-messages.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { makeDefinition, makeSend } from '../journeys/definition-fixture.ts'
import { type LiveStack, startLiveStack } from '../journeys/live-stack.ts'
import { addCustomers } from '../send-path/send-fixture.ts'
import { askTwice, outline, type Twice } from './told-twice.ts'

let stack: LiveStack
let withTemporal: TestApi
let twice: Twice
beforeAll(async () => {
  stack = await startLiveStack()
  const started = await startTestApi({ pool: stack.pool, temporal: stack.client })
  withTemporal = { ...started, key: (await createApiKey(stack.pool, { name: 'test', scopes: ['operations:read'] })).key }
  twice = await askTwice({ pool: stack.pool, withTemporal, clock: () => new Date() })
}, 60_000)
afterAll(async () => {
  await twice.close()
  await withTemporal.close()
  await stack.close()
})

const steps: Step[] = [
  { id: 'pause', kind: 'wait', duration: '3d', next: 'mail' },
  makeSend('mail', ['email'], { next: 'hold' }),
  { id: 'hold', kind: 'wait', duration: '3d', next: null },
]
/** From here on the server suggests to go on in a new run. */
const mostEvents = 4_096
let names = 0

/** One that waits at its first step. */
async function start() {
  const name = `Interrupted ${(names += 1)}`
  const trigger = { kind: 'event', event: { kind: 'event', name } } as const
  const autopilotId = await stack.addAutopilot(makeDefinition(steps, { trigger }))
  const [customerId = ''] = await addCustomers(stack.pool, 'email', [{}])
  await insertEvents(stack.pool, [{ messageId: newUuid(), customerId, name, occurredAt: new Date(), properties: {} }])
  expect(await stack.relay()).toEqual([])
  const journey = await stack.findOnly(customerId)
  await untilAt(customerId, 'pause')
  return { ...journey, autopilotId, trigger }
}

/** Its run waits there, and the ledger has heard of it. */
async function untilAt(customerId: string, step: string): Promise<void> {
  const { handle } = await stack.findOnly(customerId)
  const standing = async () => {
    const { step: at, waitingFor } = await stack.findOnly(customerId)
    const run = await handle.query(getJourney)
    return [at, waitingFor, run.step, run.stage]
  }
  await expect.poll(standing, { timeout: 30_000 }).toEqual([step, 'time', step, 'wait'])
}

async function settle(customerId: string): Promise<void> {
  const journey = await stack.findOnly(customerId)
  const dependencies = { pool: stack.pool, now: () => new Date(), journeyRuns: createJourneyRuns(stack.client) }
  expect(await settleMissingRun(dependencies, journey)).toBe('ended')
}

describe('the history and the ledger tell the same of a journey', () => {
  it('whose run was terminated, and which was started again to go on where it stood', { timeout: 120_000 }, async () => {
    const { id, customerId, handle } = await start()
    await handle.terminate('by hand')
    await settle(customerId)
    const gone = await twice.tell(id)
    expect(outline(gone)).toEqual(['matched', 'started', 'waiting pause time', 'ended pause terminated_in_temporal'])
    expect(gone).toMatchObject({ standing: 'did_not_get_it', reason: 'terminated_in_temporal', next: null })
    expect(await requestJourneyRestart(stack.pool, { journeyId: id, at: new Date() })).toBe('requested')
    expect(await stack.relay()).toEqual([])
    await untilAt(customerId, 'pause')
    expect(outline(await twice.tell(id))).toEqual([
      'matched',
      'started',
      'waiting pause time',
      'interrupted terminated_in_temporal',
      'restarted terminated_in_temporal',
    ])
    await handle.executeUpdate(skipWait)
    await untilAt(customerId, 'hold')
    await handle.executeUpdate(skipWait)
    await handle.result()
    const told = await twice.tell(id)
    expect(outline(told).slice(3)).toEqual([
      'interrupted terminated_in_temporal',
      'restarted terminated_in_temporal',
      'wait_skipped pause',
      'verdict mail email send',
      'sent mail email accepted',
      'waiting hold time',
      'wait_skipped hold',
      'ended last_step',
    ])
    expect(told.timeline[3]).toMatchObject({ sentence: 'The journey stopped: its run was terminated in Temporal.' })
    expect(told.standing).toBe('got_it')
  })

  it('whose run failed', { timeout: 60_000 }, async () => {
    const { id, customerId, autopilotId, trigger, handle } = await start()
    // As if the row had been moved to a version that knows nothing of the run's step.
    const other = await publishVersion(stack.pool, autopilotId, makeDefinition([{ id: 'out', kind: 'exit', reason: 'over' }], { trigger }))
    await stack.pool`UPDATE journeys SET version_id = ${other.id} WHERE id = ${id}`
    await handle.executeUpdate(skipWait)
    await expect(handle.result()).rejects.toThrow()
    await settle(customerId)
    const told = await twice.tell(id)
    expect(outline(told)).toEqual(['matched', 'started', 'waiting pause time', 'wait_skipped pause', 'ended pause run_failed'])
    expect(told).toMatchObject({ standing: 'did_not_get_it', reason: 'run_failed', next: null })
  })

  it('that went on in a new run, since its history had grown', { timeout: 240_000 }, async () => {
    const { id, customerId, handle } = await start()
    const { runId } = await handle.describe()
    // Nothing to the journey, but more events than a run is to have.
    while ((await handle.describe()).historyLength < mostEvents) {
      await Promise.all(Array.from({ length: 200 }, () => handle.signal(customerOrdered, { orderId: newUuid(), keys: [] })))
      // It has taken them before more come.
      await handle.query(getJourney)
    }
    await handle.executeUpdate(skipWait)
    await untilAt(customerId, 'hold')
    expect((await handle.describe()).runId).not.toBe(runId)
    const story = ['matched', 'started', 'waiting pause time', 'wait_skipped pause', 'verdict mail email send', 'sent mail email accepted']
    // Temporal has two seconds to answer; on a busy machine the ledger answers first.
    const tell = () => vi.waitFor(() => twice.tell(id), { timeout: 60_000, interval: 1_000 })
    expect(outline(await tell())).toEqual([...story, 'waiting hold time'])
    await handle.executeUpdate(skipWait)
    await handle.result()
    expect(outline(await tell())).toEqual([...story, 'waiting hold time', 'wait_skipped hold', 'ended last_step'])
  })
})
