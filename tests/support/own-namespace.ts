/** A Temporal namespace of one test file's own on the run's shared dev server: for what has fixed ids, like Schedules, and for the one task queue. */
import { setTimeout as pause } from 'node:timers/promises'
import { Client, Connection, NamespaceNotFoundError } from '@temporalio/client'
import { msToTs } from '@temporalio/common/lib/time.js'
import { NativeConnection } from '@temporalio/worker'
import { v7 as newUuid } from 'uuid'
import { prepareNamespace } from '../../cli/start/temporal-namespace.ts'
import { startDevServer } from './temporal.ts'

export interface OwnNamespace {
  address: string
  namespace: string
  client: Client
  /** For workers. */
  nativeConnection: NativeConnection
  close(): Promise<void>
}

/** Takes a second or two. */
export async function createOwnNamespace(): Promise<OwnNamespace> {
  const { address } = await startDevServer()
  const namespace = `test-${newUuid()}`
  const connection = await Connection.connect({ address })
  const nativeConnection = await NativeConnection.connect({ address })
  await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs('1 day') })
  const client = new Client({ connection, namespace })
  await waitUntilKnown(client)
  await prepareNamespace({ connection: { address }, namespace, isOurServer: false })
  return {
    address,
    namespace,
    client,
    nativeConnection,
    async close() {
      await nativeConnection.close()
      await connection.close()
    },
  }
}

/** All of the server's parts know a new namespace only after a moment. */
async function waitUntilKnown(client: Client): Promise<void> {
  for (;;) {
    try {
      await client.workflow.getHandle('nothing').describe()
      return
    } catch (error) {
      if (!(error instanceof NamespaceNotFoundError)) return
      await pause(20)
    }
  }
}
