/**
 * What a namespace must have before our workflows run in it: the search attributes by which operators find a run. On any server,
 * ours or not, as often as one likes.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { Connection, isGrpcServiceError } from '@temporalio/client'
import type { ConnectionOptions } from '@temporalio/client'
import { msToTs } from '@temporalio/common/lib/time.js'
import { StartFailure } from './failure.ts'

/** All of type Keyword. */
export const customSearchAttributes = ['RegularsCampaign', 'RegularsCustomer', 'RegularsChannel', 'RegularsStage']

const keywordType = 2
/** gRPC's status for a query that names an unknown attribute. */
const invalidArgument = 3
const retentionMs = 90 * 86_400_000
const attemptTimeoutMs = 30_000

export interface NamespaceOptions {
  connection: ConnectionOptions
  namespace: string
  /** Also raise how long closed runs are kept to 90 days: only on a server that we started. */
  isOurServer: boolean
}

/** @throws StartFailure when the server cannot be reached, or lacks the attributes and does not let us add them. */
export async function prepareNamespace({ connection: options, namespace, isOurServer }: NamespaceOptions): Promise<void> {
  const connection = await connectPatiently(options)
  try {
    await connection.withDeadline(Date.now() + attemptTimeoutMs, async () => {
      const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
      const missing = customSearchAttributes.filter((name) => !(name in customAttributes))
      if (missing.length > 0) {
        const searchAttributes = Object.fromEntries(missing.map((name) => [name, keywordType]))
        await connection.operatorService.addSearchAttributes({ namespace, searchAttributes })
        await waitUntilKnown(connection, namespace)
      }
      if (isOurServer) await raiseRetention(connection, namespace)
    })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartFailure(
      `The Temporal namespace ${namespace} on ${options.address} lacks the search attributes of Regulars and they could not be added (${reason}). ` +
        `Add them by hand: ${customSearchAttributes.map((name) => `temporal operator search-attribute create --name ${name} --type Keyword`).join(' && ')}`,
    )
  } finally {
    await connection.close()
  }
}

/** The server's parts learn of new attributes after a moment, and refuse a run that has them until then. */
async function waitUntilKnown(connection: Connection, namespace: string): Promise<void> {
  const query = customSearchAttributes.map((name) => `${name} = ''`).join(' OR ')
  for (;;) {
    try {
      await connection.workflowService.countWorkflowExecutions({ namespace, query })
      return
    } catch (error) {
      const code: number | undefined = isGrpcServiceError(error) ? error.code : undefined
      if (code !== invalidArgument) throw error
      await pause(50)
    }
  }
}

async function connectPatiently(options: ConnectionOptions): Promise<Connection> {
  try {
    return await Connection.connect({ connectTimeout: attemptTimeoutMs, ...options })
  } catch {
    throw new StartFailure(`No Temporal server answers at ${options.address}. Start it, or correct TEMPORAL_ADDRESS.`)
  }
}

async function raiseRetention(connection: Connection, namespace: string): Promise<void> {
  const { config } = await connection.workflowService.describeNamespace({ namespace })
  if (Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) * 1_000 >= retentionMs) return
  await connection.workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: msToTs(retentionMs) },
  })
}
