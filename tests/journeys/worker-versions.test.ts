/** Journeys outlive the workers that they start on: with versioned workers they go on with the version that is the current one. */
import { Worker } from '@temporalio/worker'
import { v7 as newUuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planJourney } from '../../domain/journeys/journey-plan.ts'
import { findWorkflows } from '../../workers/bundle.ts'
import { cancelJourney, getJourney } from '../../workflows/journey-messages.ts'
import { createOwnNamespace, type OwnNamespace } from '../support/own-namespace.ts'
import { makeDefinition } from './definition-fixture.ts'

let temporal: OwnNamespace
beforeAll(async () => {
  temporal = await createOwnNamespace()
})
afterAll(() => temporal.close())

const deploymentName = 'regulars'
const taskQueue = 'versioned'
const plan = planJourney(makeDefinition([{ id: 'pause', kind: 'wait', duration: '3d', next: null }]))

async function startBuild(buildId: string): Promise<() => Promise<void>> {
  const worker = await Worker.create({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue,
    workflowsPath: findWorkflows(),
    activities: { noteJourney: async () => undefined, endJourney: async () => undefined },
    workerDeploymentOptions: { version: { deploymentName, buildId }, useWorkerVersioning: true, defaultVersioningBehavior: 'PINNED' },
  })
  const working = worker.run()
  const { client, namespace } = temporal
  // The server knows a version once its first poll has arrived.
  await expect
    .poll(
      () =>
        client.workflowService
          .setWorkerDeploymentCurrentVersion({ namespace, deploymentName, buildId, ignoreMissingTaskQueues: true })
          .then(
            () => 'current',
            () => 'unknown',
          ),
      { timeout: 30_000 },
    )
    .toBe('current')
  return async () => {
    worker.shutdown()
    await working
  }
}

describe('a journey on versioned workers', () => {
  it('moves to the next build at its next step, and its history replays there', async () => {
    const { client } = temporal
    const stopFirst = await startBuild('one')
    const ids = { journeyId: newUuid(), autopilotId: newUuid(), customerId: newUuid() }
    const handle = await client.workflow.start('journey', {
      taskQueue,
      workflowId: `journey:${newUuid()}`,
      args: [{ ...ids, versionNumber: 1, plan }],
    })
    await expect.poll(async () => (await handle.query(getJourney)).stage, { timeout: 30_000 }).toBe('wait')
    const listBuilds = async () =>
      (await handle.fetchHistory()).events?.flatMap(
        ({ workflowTaskCompletedEventAttributes: task }) => task?.deploymentVersion?.buildId ?? (task ? ['none'] : []),
      )
    expect(new Set(await listBuilds())).toEqual(new Set(['one']))
    const { raw } = await handle.describe()
    // `AUTO_UPGRADE`.
    expect(raw.workflowExecutionInfo?.versioningInfo?.behavior).toBe(2)

    const stopSecond = await startBuild('two')
    await stopFirst()
    await handle.executeUpdate(cancelJourney)
    expect(await handle.result()).toMatchObject({ outcome: 'cancelled' })
    expect((await listBuilds())?.at(-1)).toBe('two')
    await stopSecond()
  })
})
