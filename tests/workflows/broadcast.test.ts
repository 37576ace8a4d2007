import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import { v7 as newUuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Schedule } from '../../domain/schedules.ts'
import { findWorkflows } from '../../workers/bundle.ts'
import type { broadcast } from '../../workflows/broadcast.ts'
import { cancelBroadcast, getProgress, pauseBroadcast, rescheduleBroadcast, resumeBroadcast } from '../../workflows/messages.ts'
import { createTimeSkippingEnvironment } from '../support/temporal.ts'
import { keepHistory } from '../replay/keep-history.ts'
import { PagesInMemory } from './pages-in-memory.ts'

let environment: TestWorkflowEnvironment
beforeAll(async () => {
  environment = await createTimeSkippingEnvironment()
})
afterAll(() => environment.teardown())

const hour = 3_600_000

const pagesAt = (notBefore: number[]) => new PagesInMemory(notBefore, () => environment.currentTimeMs())

async function run<Result>(
  pages: PagesInMemory,
  work: (start: (schedule: Schedule) => ReturnType<typeof startRun>) => Promise<Result>,
): Promise<Result> {
  const taskQueue = newUuid()
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue,
    workflowsPath: findWorkflows(),
    activities: pages.activities(),
  })
  return worker.runUntil(async () => {
    const handles: Awaited<ReturnType<typeof startRun>>[] = []
    const result = await work(async (schedule) => {
      const handle = await startRun(taskQueue, schedule)
      handles.push(handle)
      return handle
    })
    for (const handle of handles) await keepHistory(`broadcast ${expect.getState().currentTestName ?? ''}`, handle)
    return result
  })
}

function startRun(taskQueue: string, schedule: Schedule) {
  return environment.client.workflow.start<typeof broadcast>('broadcast', {
    taskQueue,
    workflowId: `broadcast:${newUuid()}`,
    args: [{ broadcastId: newUuid(), schedule }],
  })
}

describe('a broadcast', () => {
  it('sends every page once and ends as sent', async () => {
    const pages = pagesAt(Array.from({ length: 25 }, () => 0))
    const progress = await run(pages, async (start) => (await start({ kind: 'now' })).result())
    expect(pages.sent.map((one) => one.page).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, page) => page))
    expect(progress).toMatchObject({ stage: 'sent', recipients: 250, pages: 25, pagesDone: 25 })
    expect(pages.statuses).toEqual(['sent'])
  })

  it('goes on in a new run after its share of pages, without sending one twice', async () => {
    const pages = pagesAt(Array.from({ length: 1_250 }, () => 0))
    const progress = await run(pages, async (start) => (await start({ kind: 'now' })).result())
    expect(new Set(pages.sent.map((one) => one.page)).size).toBe(1_250)
    expect(pages.sent).toHaveLength(1_250)
    expect(progress.pagesDone).toBe(1_250)
  }, 120_000)

  it('waits for its instant, and for each group of recipients for theirs', async () => {
    const startAt = (await environment.currentTimeMs()) + 30 * 24 * hour
    const pages = pagesAt([startAt, startAt + 2 * hour, startAt + 9 * hour])
    await run(pages, async (start) => (await start({ kind: 'at', at: new Date(startAt).toISOString() })).result())
    expect(pages.sent.map(({ page, at }) => [page, Math.round((at - startAt) / hour)])).toEqual([
      [0, 0],
      [1, 2],
      [2, 9],
    ])
  })

  it('starts at a local time as soon as it is that late anywhere', async () => {
    const pages = pagesAt([0])
    const date = new Date((await environment.currentTimeMs()) + 48 * hour).toISOString().slice(0, 10)
    await run(pages, async (start) => (await start({ kind: 'local', date, time: '10:00' })).result())
    expect(new Date(pages.sent[0]?.at ?? 0).toISOString().slice(0, 16)).toBe(
      // A little before, so that it is not too late anywhere when the freeze is done.
      new Date(Date.parse(`${date}T10:00:00Z`) - 14 * hour - 5 * 60_000).toISOString().slice(0, 16),
    )
  })

  it('sends whoever was deferred in pages of their own, when their time has come', async () => {
    const now = await environment.currentTimeMs()
    const pages = pagesAt([0])
    pages.deferred = [now + 11 * hour]
    const progress = await run(pages, async (start) => (await start({ kind: 'now' })).result())
    expect(pages.sent.map((one) => one.page)).toEqual([0, 1])
    expect(Math.round(((pages.sent[1]?.at ?? 0) - now) / hour)).toBe(11)
    expect(progress.pages).toBe(2)
  })

  it('sends whoever was deferred before pages that are planned for later', async () => {
    const now = await environment.currentTimeMs()
    const pages = pagesAt([0, now + 30 * hour])
    pages.deferred = [now + 11 * hour]
    await run(pages, async (start) => (await start({ kind: 'now' })).result())
    expect(pages.sent.map(({ page, at }) => [page, Math.round((at - now) / hour)])).toEqual([
      [0, 0],
      [1, 11],
      [2, 30],
    ])
  })

  it('sends nothing more while it is paused, for three days, and then the rest', async () => {
    const now = await environment.currentTimeMs()
    const pages = pagesAt([now + hour, now + 2 * hour, now + 3 * hour])
    await run(pages, async (start) => {
      const handle = await start({ kind: 'now' })
      await environment.sleep(1.5 * hour)
      await handle.executeUpdate(pauseBroadcast)
      await environment.sleep(72 * hour)
      expect(pages.sent.map((one) => one.page)).toEqual([0])
      expect(await handle.query(getProgress)).toMatchObject({ stage: 'paused', isPaused: true, pagesDone: 1 })
      await handle.executeUpdate(resumeBroadcast)
      await handle.result()
    })
    expect(pages.sent.map((one) => one.page).toSorted((a, b) => a - b)).toEqual([0, 1, 2])
    expect(pages.statuses).toEqual(['paused', 'sending', 'sent'])
  })

  it('takes a new schedule until its audience is frozen, and refuses one afterwards', async () => {
    const now = await environment.currentTimeMs()
    const pages = pagesAt([0, now + 100 * hour])
    await run(pages, async (start) => {
      const handle = await start({ kind: 'at', at: new Date(now + 50 * hour).toISOString() })
      await handle.executeUpdate(rescheduleBroadcast, { args: [{ kind: 'at', at: new Date(now + 10 * hour).toISOString() }] })
      await expect(handle.executeUpdate(rescheduleBroadcast, { args: [{ kind: 'at', at: 'soon' }] })).rejects.toThrow()
      await environment.sleep(20 * hour)
      expect(pages.sent.map((one) => Math.round((one.at - now) / hour))).toEqual([10])
      await expect(handle.executeUpdate(rescheduleBroadcast, { args: [{ kind: 'now' }] })).rejects.toMatchObject({
        cause: { type: 'broadcast_started' },
      })
      await handle.result()
    })
  })

  it('stops at a cancellation: what is in flight ends, the rest is skipped, nothing else leaves', async () => {
    const now = await environment.currentTimeMs()
    const pages = pagesAt([0, now + 5 * hour])
    const progress = await run(pages, async (start) => {
      const handle = await start({ kind: 'now' })
      await environment.sleep(hour)
      await handle.executeUpdate(cancelBroadcast)
      return handle.result()
    })
    expect(pages.sent.map((one) => one.page)).toEqual([0])
    expect(pages.isStopped).toBe(true)
    expect(progress.stage).toBe('cancelled')
    expect(pages.statuses).toEqual(['cancelled'])
  })

  it.each(['an operator', 'the Temporal UI'])('stops a page that waits for its provider when %s cancels', async (who) => {
    const pages = pagesAt([0, 0])
    pages.stuck = [0, 1]
    const progress = await run(pages, async (start) => {
      const handle = await start({ kind: 'now' })
      const isUnderWay = async () => ((await handle.describe()).raw.pendingActivities?.length ?? 0) === 2
      while (!(await isUnderWay()));
      if (who === 'an operator') await handle.executeUpdate(cancelBroadcast)
      else await handle.cancel()
      return handle.result()
    })
    expect(pages.sent).toEqual([])
    expect(pages.isStopped).toBe(true)
    expect(progress.stage).toBe('cancelled')
    expect(pages.statuses).toEqual(['cancelled'])
  })

  it('that is paused and resumed before its time waits for it again, and says so', async () => {
    const now = await environment.currentTimeMs()
    const pages = pagesAt([0])
    await run(pages, async (start) => {
      const handle = await start({ kind: 'at', at: new Date(now + 50 * hour).toISOString() })
      await handle.executeUpdate(pauseBroadcast)
      await expect.poll(() => handle.query(getProgress)).toMatchObject({ stage: 'paused', isPaused: true })
      await handle.executeUpdate(resumeBroadcast)
      await expect.poll(() => handle.query(getProgress)).toMatchObject({ stage: 'scheduled', isPaused: false })
      await handle.result()
    })
    expect(pages.sent.map((one) => Math.round((one.at - now) / hour))).toEqual([50])
  })

  it('can be cancelled before its time, without an audience', async () => {
    const pages = pagesAt([0])
    const progress = await run(pages, async (start) => {
      const handle = await start({ kind: 'at', at: new Date((await environment.currentTimeMs()) + 50 * hour).toISOString() })
      await handle.executeUpdate(cancelBroadcast)
      return handle.result()
    })
    expect(progress).toMatchObject({ stage: 'cancelled', recipients: 0 })
    expect(pages.sent).toEqual([])
    expect(pages.isStopped).toBe(false)
  })
})
