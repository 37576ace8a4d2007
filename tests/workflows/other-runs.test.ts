import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import { v7 as newUuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Activities } from '../../activities/index.ts'
import { findWorkflows } from '../../workers/bundle.ts'
import { refreshRequested } from '../../workflows/segment-messages.ts'
import { keepHistory } from '../replay/keep-history.ts'
import { createTimeSkippingEnvironment } from '../support/temporal.ts'

let environment: TestWorkflowEnvironment
beforeAll(async () => {
  environment = await createTimeSkippingEnvironment()
})
afterAll(() => environment.teardown())

async function run(
  workflow: string,
  args: unknown[],
  activities: Partial<Activities>,
  whileItRuns?: (workflowId: string) => Promise<void>,
): Promise<unknown> {
  const taskQueue = newUuid()
  const worker = await Worker.create({ connection: environment.nativeConnection, taskQueue, workflowsPath: findWorkflows(), activities })
  return worker.runUntil(async () => {
    const handle = await environment.client.workflow.start(workflow, { taskQueue, workflowId: `${workflow}:${newUuid()}`, args })
    await whileItRuns?.(handle.workflowId)
    const result: unknown = await handle.result()
    await keepHistory(`${workflow} ${expect.getState().currentTestName ?? ''}`, handle)
    return result
  })
}

describe('a direct message', () => {
  it('is one page of a send', async () => {
    const sendId = newUuid()
    const pages: unknown[] = []
    await run('directMessage', [{ sendId }], {
      sendPage: async (input) => {
        pages.push(input)
        return { accepted: 1, failed: 0, unknown: 0 }
      },
    })
    expect(pages).toEqual([{ sendId, page: 0 }])
  })
})

describe('a segment refresh', () => {
  it('that is asked for while it runs is followed by one more, however many ask', async () => {
    let refreshes = 0
    let release: () => void = () => undefined
    const isHeld = new Promise<void>((resolve) => {
      release = resolve
    })
    await run(
      'segmentRefresh',
      [],
      {
        refreshSegments: async () => {
          refreshes += 1
          if (refreshes === 1) await isHeld
          return { kind: 'refreshed', asOf: new Date(0).toISOString(), buyers: 10, changed: 2, moved: 1 } as never
        },
      },
      async (workflowId) => {
        const handle = environment.client.workflow.getHandle(workflowId)
        await handle.signal(refreshRequested)
        await handle.signal(refreshRequested)
        release()
      },
    )
    expect(refreshes).toBe(2)
  })
})

describe('an import', () => {
  it('goes on slice by slice, refreshes the segments where orders came, and records its end', async () => {
    const calls: string[] = []
    const slice = (bytesDone: number, kind: 'more' | 'finished') => ({
      kind,
      bytesTotal: 200,
      bytesDone,
      rows: { created: bytesDone, updated: 0, unchanged: 0, rejected: 0 },
      changesSegments: true,
    })
    await run('import', [{ importId: newUuid() }], {
      importRows: async () => {
        calls.push('importRows')
        return calls.length === 1 ? slice(100, 'more') : slice(200, 'finished')
      },
      refreshSegments: async () => {
        calls.push('refreshSegments')
        return { kind: 'refreshed', asOf: new Date(0).toISOString(), buyers: 1, changed: 1, moved: 1 } as never
      },
      endImport: async ({ status }) => {
        calls.push(`end ${status}`)
        return slice(200, 'finished')
      },
    })
    expect(calls).toEqual(['importRows', 'importRows', 'refreshSegments', 'end done'])
  })

  it('that was stopped in between scores what came in before, after it has recorded its end', async () => {
    const calls: string[] = []
    const progress = {
      bytesTotal: 200,
      bytesDone: 100,
      rows: { created: 100, updated: 0, unchanged: 0, rejected: 0 },
      changesSegments: true,
    }
    await run('import', [{ importId: newUuid() }], {
      importRows: async () => ({ kind: 'ended', ...progress }),
      refreshSegments: async () => {
        calls.push('refreshSegments')
        return { kind: 'superseded' }
      },
      endImport: async ({ status }) => {
        calls.push(`end ${status}`)
        return progress
      },
    })
    expect(calls).toEqual(['end cancelled', 'refreshSegments'])
  })
})

describe('an answer to an SMS', () => {
  it('is sent by one activity', async () => {
    const replyId = newUuid()
    const replies: unknown[] = []
    await run('smsReply', [{ replyId }], {
      sendSmsReply: async (input) => {
        replies.push(input)
      },
    })
    expect(replies).toEqual([{ replyId }])
  })
})
