import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { v7 as newUuid } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { formatId, workflowIds } from '../../../domain/ids.ts'
import { startBroadcast } from '../../../workflows/clients/start-broadcast.ts'
import { createDevServerEnvironment } from '../../support/temporal.ts'

let environment: TestWorkflowEnvironment

beforeAll(async () => {
  environment = await createDevServerEnvironment()
})

afterAll(() => environment.teardown())

it('a broadcast’s run is started once, and found by its campaign in the Temporal UI', async () => {
  const { client } = environment
  const broadcastId = newUuid()
  const start = () => startBroadcast(client, { broadcastId, channel: 'email', schedule: { kind: 'now' } })
  const handle = client.workflow.getHandle(workflowIds.broadcast(broadcastId))
  try {
    expect(await start()).toBe('started')
    expect(await start()).toBe('already_started')
    const { staticSummary } = await handle.describe()
    expect(await staticSummary()).toBe(`email broadcast ${formatId('broadcast', broadcastId)}, at once`)
    const query = `RegularsCampaign = '${formatId('broadcast', broadcastId)}' AND RegularsChannel = 'email' AND RegularsStage = 'scheduled'`
    await expect.poll(() => client.workflow.count(query).then(({ count }) => count), { timeout: 60_000 }).toBe(1)
  } finally {
    // No worker of this file's takes it up, and none of another's should.
    await handle.terminate()
  }
  expect(await start()).toBe('already_started')
})
