/**
 * Temporal for tests: the time-skipping server, one for each file that asks, and the dev server, one for the whole run.
 */
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { DefaultLogger, Runtime } from '@temporalio/worker'
import { askForService } from './services-client.ts'

// What workers say about starting and stopping drowns what tests say.
Runtime.install({ logger: new DefaultLogger('WARN') })

/** `temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD`. */
const keyword = 2

/**
 * A server of its own on which a month passes in a moment. It has no visibility (list, count), no schedules and no search
 * attributes worth the name: use the dev server for those. Put such tests into `*.time-skipping.test.ts` or `tests/workflows`.
 */
export async function createTimeSkippingEnvironment(): Promise<TestWorkflowEnvironment> {
  const { executable } = await askForService('/time-skipping')
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: executable } },
  })
  await environment.connection.operatorService.addSearchAttributes({
    namespace: environment.namespace,
    searchAttributes: Object.fromEntries(
      ['RegularsCampaign', 'RegularsCustomer', 'RegularsChannel', 'RegularsStage'].map((name) => [name, keyword]),
    ),
  })
  return environment
}

/** The run's shared dev server: host:port, namespace `default`. Workflow ids and task queues must be the file's own. */
export async function startDevServer(): Promise<{ address: string; namespace: string }> {
  const { address } = await askForService('/temporal')
  return { address, namespace: 'default' }
}

/** The same as a test environment; its `teardown()` closes the connections and leaves the server to the others. */
export async function createDevServerEnvironment(): Promise<TestWorkflowEnvironment> {
  const { address, namespace } = await startDevServer()
  return TestWorkflowEnvironment.createFromExistingServer({ address, namespace })
}
