import type { WorkflowHandle } from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import { v7 as newUuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunStart } from '../../activities/groups.ts'
import type { Activities } from '../../activities/index.ts'
import { findWorkflows } from '../../workers/bundle.ts'
import { getGroupSyncProgress, type GroupSyncInput, groupSyncRequested } from '../../workflows/group-messages.ts'
import { keepHistory } from '../replay/keep-history.ts'
import { createTimeSkippingEnvironment } from '../support/temporal.ts'

let environment: TestWorkflowEnvironment
beforeAll(async () => {
  environment = await createTimeSkippingEnvironment()
})
afterAll(() => environment.teardown())

async function run<Result>(
  workflow: string,
  args: unknown[],
  activities: Partial<Activities>,
  whileItRuns?: (handle: WorkflowHandle) => Promise<void>,
): Promise<Result> {
  const taskQueue = newUuid()
  const worker = await Worker.create({ connection: environment.nativeConnection, taskQueue, workflowsPath: findWorkflows(), activities })
  return worker.runUntil(async () => {
    const handle = await environment.client.workflow.start(workflow, { taskQueue, workflowId: `${workflow}:${newUuid()}`, args })
    await whileItRuns?.(handle)
    const result = (await handle.result().catch((error: unknown) => error)) as Result
    await keepHistory(`${workflow} ${expect.getState().currentTestName ?? ''}`, handle)
    return result
  })
}

/** Activities over so many groups, each of ten members, and what they were asked. */
function pretend(groups: number) {
  const log: string[] = []
  const done = new Set<number>()
  const runs = new Set<string>()
  let failed = 0
  const progress = () => ({ groups, groupsDone: done.size, groupsFailed: failed, members: done.size * 10, ignored: 1 })
  const activities: Partial<Activities> = {
    openGroupRun: async ({ runId, reason }: RunStart) => {
      runs.add(runId)
      done.clear()
      log.push(`open ${reason}`)
      return 'opened'
    },
    listGroups: async () => progress(),
    readGroupProgress: async () => progress(),
    syncListedGroup: async ({ position }) => {
      done.add(position)
      return { group: `grp_${position}`, kind: 'synced', members: 10 }
    },
    recordGroupOutcome: async ({ position, outcome }) => {
      failed += 1
      log.push(`${position} ${outcome}`)
    },
    closeGroupRun: async ({ outcome }) => {
      log.push(`close ${outcome} after ${done.size}`)
    },
  }
  return { activities, log, done, runs }
}

const requested: GroupSyncInput = { reason: 'requested' }

describe('a sync of all groups', () => {
  it('reads each group of the list, and says how far it has come', async () => {
    const { activities, log } = pretend(9)
    const seen: unknown[] = []
    const result = await run('groupSync', [requested], activities, async (handle) => {
      await handle.result()
      seen.push(await handle.query(getGroupSyncProgress))
    })
    expect(result).toEqual({ stage: 'done', groups: 9, groupsDone: 9, groupsFailed: 0, members: 90, ignored: 1 })
    expect(seen).toEqual([result])
    expect(log).toEqual(['open requested', 'close done after 9'])
  })

  it('goes on beside a group that cannot be read, and waits long for an admin that is away', async () => {
    const { activities, log, done } = pretend(5)
    let attempts = 0
    const result = await run('groupSync', [requested], {
      ...activities,
      syncListedGroup: async ({ position }) => {
        if (position === 2) throw ApplicationFailure.nonRetryable('The store admin: invalid_answer', 'invalid_answer')
        attempts += position === 4 ? 1 : 0
        // An hour of it.
        if (position === 4 && attempts < 60) throw ApplicationFailure.retryable('The store admin: unreachable', 'unreachable')
        done.add(position)
        return { group: 'grp_x', kind: 'synced', members: 10 }
      },
    })
    expect(result).toMatchObject({ stage: 'done', groupsDone: 5, groupsFailed: 1, members: 40 })
    expect(log).toEqual(['open requested', '2 failed', 'close done after 4'])
  })

  it('that is asked for while it runs is followed by one more, however many ask', async () => {
    const { activities, log, runs } = pretend(2)
    let release: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let lists = 0
    await run(
      'groupSync',
      [requested],
      {
        ...activities,
        listGroups: async () => {
          lists += 1
          if (lists === 1) await held
          return { groups: 2, groupsDone: 0, groupsFailed: 0, members: 0, ignored: 0 }
        },
      },
      async (handle) => {
        await handle.signal(groupSyncRequested)
        await handle.signal(groupSyncRequested)
        release()
      },
    )
    expect(lists).toBe(2)
    expect(runs.size).toBe(2)
    expect(log).toEqual(['open requested', 'close done after 2', 'open requested', 'close done after 2'])
  })

  it('of very many groups goes on in a new run where the last one stopped', async () => {
    const { activities, log, done, runs } = pretend(510)
    const result = await run('groupSync', [requested], activities)
    expect(result).toMatchObject({ stage: 'done', groups: 510, groupsDone: 510, members: 5_100 })
    expect([done.size, runs.size]).toEqual([510, 1])
    expect(log).toEqual(['open requested', 'close done after 510'])
  }, 120_000)

  it('that is cancelled says so', async () => {
    const { activities, log } = pretend(3)
    let isListing: () => void = () => undefined
    const listing = new Promise<void>((resolve) => {
      isListing = resolve
    })
    const result = await run<Error>(
      'groupSync',
      [requested],
      {
        ...activities,
        // Cancelled while it waits to be tried again: an activity at work would hold the server's time for good.
        listGroups: async () => {
          isListing()
          throw ApplicationFailure.retryable('The store admin: unreachable', 'unreachable')
        },
      },
      async (handle) => {
        await listing
        await handle.cancel()
      },
    )
    expect(result.name).toBe('WorkflowFailedError')
    expect(log).toEqual(['open requested', 'close cancelled after 0'])
  })

  it('of a day that was refreshed already does nothing', async () => {
    const { activities, log } = pretend(3)
    const input: GroupSyncInput = { reason: 'midnight' }
    const result = await run('groupSync', [input], { ...activities, openGroupRun: async () => 'refreshed_already' })
    expect(result).toMatchObject({ stage: 'refreshed_already' })
    expect(log).toEqual([])
  })
})

describe('a sync of one group', () => {
  it('that is asked for while it reads reads once more, however many ask', async () => {
    const groupId = newUuid()
    let reads = 0
    let release: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const result = await run(
      'oneGroupSync',
      [{ groupId }],
      {
        syncGroup: async (input) => {
          expect(input).toEqual({ groupId })
          reads += 1
          if (reads === 1) await held
          return { kind: 'synced', members: reads }
        },
      },
      async (handle) => {
        await handle.signal(groupSyncRequested)
        await handle.signal(groupSyncRequested)
        release()
      },
    )
    expect(result).toEqual({ kind: 'synced', members: 2 })
    expect(reads).toBe(2)
  })
})
