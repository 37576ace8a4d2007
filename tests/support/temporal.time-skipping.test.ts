import { fileURLToPath } from 'node:url'
import { Worker } from '@temporalio/worker'
import { expect, it } from 'vitest'
import { createDevServerEnvironment, createTimeSkippingEnvironment } from './temporal.ts'

const workflowsPath = fileURLToPath(new URL('sleeping-workflow.ts', import.meta.url))
const thirtyDaysMs = 30 * 86_400_000

it('lets thirty days pass in a moment on the time-skipping server', { timeout: 120_000 }, async () => {
  const environment = await createTimeSkippingEnvironment()
  try {
    const taskQueue = 'sleepers'
    const worker = await Worker.create({ connection: environment.nativeConnection, taskQueue, workflowsPath })
    const sleptMs = await worker.runUntil(
      environment.client.workflow.execute('sleepFor', { taskQueue, workflowId: 'sleeper', args: [thirtyDaysMs] }),
    )
    expect(sleptMs).toBeGreaterThanOrEqual(thirtyDaysMs)
  } finally {
    await environment.teardown()
  }
})

it('finds a run on the dev server by the search attributes of Regulars', { timeout: 300_000 }, async () => {
  const environment = await createDevServerEnvironment()
  try {
    const campaign = `campaign-${Date.now()}`
    await environment.client.workflow.start('sleepFor', {
      taskQueue: `nobody-${campaign}`,
      workflowId: campaign,
      args: [1],
      searchAttributes: { RegularsCampaign: [campaign] },
    })
    await expect
      .poll(() => environment.client.workflow.count(`RegularsCampaign = '${campaign}'`).then(({ count }) => count), { timeout: 60_000 })
      .toBe(1)
    await environment.client.workflow.getHandle(campaign).terminate()
  } finally {
    await environment.teardown()
  }
})
