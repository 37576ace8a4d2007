import { setTimeout as delay } from 'node:timers/promises'
import { Context } from '@temporalio/activity'
import type { WorkflowHandle } from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import { v7 as newUuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepAlive } from '../../activities/heartbeat.ts'
import type { Activities } from '../../activities/index.ts'
import { findWorkflows } from '../../workers/bundle.ts'
import { getExportProgress } from '../../workflows/audience-messages.ts'
import { keepHistory } from '../replay/keep-history.ts'
import { createTimeSkippingEnvironment } from '../support/temporal.ts'

let environment: TestWorkflowEnvironment
beforeAll(async () => {
  environment = await createTimeSkippingEnvironment()
})
afterAll(() => environment.teardown())

const dayMs = 86_400_000

async function run(
  workflow: string,
  input: object,
  activities: Partial<Activities>,
  whileItRuns?: (handle: WorkflowHandle) => Promise<void>,
): Promise<{ result: unknown; failure: unknown }> {
  const taskQueue = newUuid()
  const worker = await Worker.create({ connection: environment.nativeConnection, taskQueue, workflowsPath: findWorkflows(), activities })
  return worker.runUntil(async () => {
    const handle = await environment.client.workflow.start(workflow, { taskQueue, workflowId: `${workflow}:${newUuid()}`, args: [input] })
    await whileItRuns?.(handle)
    let failure: unknown
    const result: unknown = await handle.result().catch((error: unknown) => {
      failure = error
    })
    await keepHistory(`${workflow} ${expect.getState().currentTestName ?? ''}`, handle)
    return { result, failure }
  })
}

/** A file of a hundred members, written in slices of fifty. */
function createExport(calls: string[]) {
  let membersDone = 0
  let expiresAt = 0
  const slice = (kind: 'more' | 'finished' | 'ended') => ({ kind, members: 100, membersDone, rows: membersDone / 2, expiresAt })
  return {
    async selectExportMembers() {
      calls.push('select')
      expiresAt = (await environment.currentTimeMs()) + dayMs
      return slice('more')
    },
    async writeExportRows() {
      calls.push('write')
      membersDone += 50
      return slice(membersDone === 100 ? 'finished' : 'more')
    },
    async endExport({ status }) {
      calls.push(`end ${status}`)
    },
    async deleteExportFile() {
      calls.push(`delete ${(await environment.currentTimeMs()) >= expiresAt ? 'after a day' : 'too soon'}`)
    },
  } satisfies Partial<Activities>
}

describe('an export', () => {
  it('is written slice by slice, kept for a day, and deleted', async () => {
    const calls: string[] = []
    let progress: unknown
    const activities = createExport(calls)
    const { result } = await run('audienceExport', { exportId: newUuid() }, activities, async (handle) => {
      progress = await handle.query(getExportProgress)
    })
    expect(calls).toEqual(['select', 'write', 'write', 'delete after a day'])
    expect(result).toEqual({ stage: 'deleted', members: 100, membersDone: 100, rows: 50 })
    expect(progress).toMatchObject({ stage: expect.any(String) })
  })

  it('that is cancelled while it is written records that', async () => {
    const calls: string[] = []
    const activities = createExport(calls)
    let isSelecting: () => void = () => undefined
    const selecting = new Promise<void>((resolve) => (isSelecting = resolve))
    const { failure } = await run(
      'audienceExport',
      { exportId: newUuid() },
      {
        ...activities,
        selectExportMembers: () => {
          isSelecting()
          // As the real one, which ends with its transaction.
          return keepAlive(() => Context.current().cancelled)
        },
      },
      async (handle) => {
        await selecting
        await handle.cancel()
      },
    )
    expect(calls).toEqual(['end cancelled'])
    expect(failure).toMatchObject({ cause: { name: 'CancelledFailure' } })
  })

  it('whose file is no longer wanted deletes it at once', async () => {
    const calls: string[] = []
    const activities = createExport(calls)
    let isWritten: () => void = () => undefined
    const written = new Promise<void>((resolve) => (isWritten = resolve))
    const { failure } = await run(
      'audienceExport',
      { exportId: newUuid() },
      {
        ...activities,
        async writeExportRows() {
          const slice = await activities.writeExportRows()
          if (slice.kind === 'finished') isWritten()
          return slice
        },
      },
      async (handle) => {
        await written
        while ((await handle.query(getExportProgress)).stage !== 'keeping') await delay(20)
        await handle.cancel()
      },
    )
    expect(failure).toBeDefined()
    expect(calls).toEqual(['select', 'write', 'write', 'delete too soon'])
  })

  it('that somebody has cancelled in the database ends without a file', async () => {
    const calls: string[] = []
    const { result } = await run(
      'audienceExport',
      { exportId: newUuid() },
      {
        ...createExport(calls),
        selectExportMembers: async () => ({ kind: 'ended', members: 0, membersDone: 0, rows: 0, expiresAt: 0 }),
      },
    )
    expect(calls).toEqual(['end cancelled'])
    expect(result).toMatchObject({ stage: 'cancelled' })
  })
})

describe('the count of pinned audiences', () => {
  it('counts one after the other, and goes on when one cannot be counted', async () => {
    const ids = [newUuid(), newUuid(), newUuid()]
    const counted: string[] = []
    const { result } = await run(
      'audienceSizes',
      {},
      {
        listPinnedAudiences: async () => ids,
        countAudience: async ({ audienceId }) => {
          counted.push(audienceId)
          if (audienceId === ids[1]) throw ApplicationFailure.retryable('The activity failed', 'question_timed_out')
          return true
        },
      },
    )
    expect(counted).toEqual([ids[0], ids[1], ids[1], ids[1], ids[2]])
    expect(result).toEqual({ counted: 2, left: 1 })
  })

  it('counts one alone where it was just pinned', async () => {
    const audienceId = newUuid()
    const { result } = await run('audienceSizes', { audienceId }, { countAudience: async () => true })
    expect(result).toEqual({ counted: 1, left: 0 })
  })
})
