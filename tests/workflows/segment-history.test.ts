import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import { v7 as newUuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Activities } from '../../activities/index.ts'
import type { DayCountProgress } from '../../activities/segments.ts'
import { findWorkflows } from '../../workers/bundle.ts'
import { historyRequested } from '../../workflows/segment-messages.ts'
import { keepHistory } from '../replay/keep-history.ts'
import { createTimeSkippingEnvironment } from '../support/temporal.ts'

let environment: TestWorkflowEnvironment
beforeAll(async () => {
  environment = await createTimeSkippingEnvironment()
})
afterAll(() => environment.teardown())

/** The run's result, when each call of the activity comes to one of `slices`; `asks` is how often it is signalled while the first call is at work. */
async function run(slices: DayCountProgress[], asks = 0): Promise<{ result: unknown; calls: number }> {
  let calls = 0
  let release: () => void = () => undefined
  const isAsked = new Promise<void>((resolve) => {
    release = resolve
  })
  let begin: () => void = () => undefined
  const hasBegun = new Promise<void>((resolve) => {
    begin = resolve
  })
  const activities: Partial<Activities> = {
    countSegmentDays: async () => {
      calls += 1
      begin()
      await isAsked
      return slices[calls - 1] ?? { counted: 0, missing: 0 }
    },
  }
  const taskQueue = newUuid()
  const worker = await Worker.create({ connection: environment.nativeConnection, taskQueue, workflowsPath: findWorkflows(), activities })
  return worker.runUntil(async () => {
    const handle = await environment.client.workflow.start('segmentHistory', {
      taskQueue,
      workflowId: `segmentHistory:${newUuid()}`,
      args: [],
    })
    // Who asks before it begins is answered by its first look.
    await hasBegun
    for (let ask = 0; ask < asks; ask += 1) await handle.signal(historyRequested)
    release()
    const result: unknown = await handle.result()
    await keepHistory(`segmentHistory ${expect.getState().currentTestName ?? ''}`, handle)
    return { result, calls }
  })
}

describe('a count of past days', () => {
  it('goes on slice by slice until none is missing', async () => {
    const slices = [
      { counted: 300, missing: 430 },
      { counted: 400, missing: 30 },
      { counted: 30, missing: 0 },
    ]
    expect(await run(slices)).toEqual({ result: { counted: 730 }, calls: 3 })
  })

  it('looks once more when it is asked to while it counts, however many ask', async () => {
    expect(await run([{ counted: 730, missing: 0 }], 3)).toEqual({ result: { counted: 730 }, calls: 2 })
  })

  it('ends when a slice was told to stop', async () => {
    expect(await run([{ counted: 0, missing: 9 }])).toEqual({ result: { counted: 0 }, calls: 1 })
  })
})
