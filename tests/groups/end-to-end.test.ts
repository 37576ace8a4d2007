import proto from '@temporalio/proto'
import { Worker } from '@temporalio/worker'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGroupActivities } from '../../activities/groups.ts'
import { parseId } from '../../domain/ids.ts'
import { findWorkflows } from '../../workers/bundle.ts'
import { createFailureInterceptor } from '../../workers/failure-interceptor.ts'
import { relayOnce } from '../../workers/outbox-relay.ts'
import { requestGroupSync, requestOneGroupSync } from '../../workflows/clients/start-group-sync.ts'
import { taskQueue } from '../../workflows/clients/task-queue.ts'
import { createOwnNamespace, type OwnNamespace } from '../support/own-namespace.ts'
import { addCustomers, expectedGroups, type GroupHarness, readLiveGroups, startGroups } from './group-harness.ts'

let groups: GroupHarness
let temporal: OwnNamespace
let worker: Worker
let running: Promise<void>
beforeAll(async () => {
  groups = await startGroups()
  temporal = await createOwnNamespace()
  worker = await Worker.create({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue,
    workflowsPath: findWorkflows(),
    activities: createGroupActivities({ pool: groups.pool, storeAdmin: groups.admin, now: () => new Date() }),
    interceptors: { activity: [createFailureInterceptor(() => undefined)] },
  })
  running = worker.run()
})
afterAll(async () => {
  worker.shutdown()
  await running
  await temporal.close()
  await groups.close()
})

const canary = 'zaphodina@example.test'
const members = Array.from({ length: 6_000 }, (_, index) => `${canary} ${index}`)

async function relay(): Promise<void> {
  const errors: string[] = []
  await relayOnce({ pool: groups.pool, client: temporal.client, onError: (code) => errors.push(code) })
  expect(errors).toEqual([])
}

async function untilSame(): Promise<void> {
  const seen = async () => {
    await relay()
    return readLiveGroups(groups.pool)
  }
  await expect.poll(seen, { interval: 50, timeout: 60_000 }).toEqual(await expectedGroups(groups))
}

async function readHistory(workflowId: string): Promise<string> {
  const history = await temporal.client.workflow.getHandle(workflowId).fetchHistory()
  return Buffer.from(proto.temporal.api.history.v1.History.encode(history).finish()).toString('latin1')
}

describe('groups from end to end', () => {
  it('come with a sync, follow webhooks and two requests at once, and leave nobody’s id in Temporal', async () => {
    const { storeAdmin } = groups.sandbox
    await addCustomers(groups.pool, members.slice(0, 4_000))
    for (const id of ['one', 'two', 'three']) storeAdmin.create({ id, name: `Name of ${id}`, members }, { isSilent: true })
    storeAdmin.faults.set([
      { kind: 'server_error', count: 5 },
      { kind: 'bad_json', count: 2 },
      { kind: 'page_empty', count: 1 },
    ])
    const { workflowId } = await requestGroupSync(temporal.client)
    const progress: unknown = await temporal.client.workflow.getHandle(workflowId).result()
    expect(progress).toMatchObject({ stage: 'done', groups: 3, groupsDone: 3, groupsFailed: 0, members: 18_000 })
    await untilSame()

    storeAdmin.create({ id: 'new', name: 'New', members: members.slice(0, 10) })
    storeAdmin.changeMembers('one', { remove: members.slice(0, 3_000) })
    storeAdmin.delete('two')
    for (const webhook of (await groups.takeWebhooks()).toReversed()) expect(await groups.deliver(webhook)).toBe(200)
    await untilSame()

    const listed = await groups.get<{ data: { id: string; externalId: string }[] }>('/api/v1/groups')
    const groupId = parseId('group', listed.data.find(({ externalId }) => externalId === 'three')?.id ?? '') ?? ''
    storeAdmin.changeMembers('three', { remove: members.slice(5) }, { isSilent: true })
    const runs = await Promise.all([1, 2, 3, 4].map(() => requestOneGroupSync(temporal.client, { groupId })))
    await requestGroupSync(temporal.client)
    await Promise.all(runs.map(({ workflowId, runId }) => temporal.client.workflow.getHandle(workflowId, runId).result()))
    await temporal.client.workflow.getHandle(workflowId).result()
    await untilSame()

    const ids = [workflowId, ...new Set(runs.map((run) => run.workflowId))]
    for (const history of await Promise.all(ids.map(readHistory))) {
      for (const secret of [canary, canary.slice(0, 9), groups.sandbox.credentials.storeAdmin.token, 'Name of'])
        expect(history.includes(secret)).toBe(false)
    }
  }, 240_000)
})
