import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, Connection } from '@temporalio/client'
import { NativeConnection, Worker } from '@temporalio/worker'
import { afterAll, expect, it } from 'vitest'
import { findCacheDirectory } from '../../config.ts'
import { askForService } from '../../tests/support/services-client.ts'
import { findFreePorts } from './ports.ts'
import { findTemporalExecutable } from './temporal-executable.ts'
import { prepareNamespace } from './temporal-namespace.ts'
import { type RunningTemporalServer, startTemporalServer } from './temporal-server.ts'

const directory = mkdtempSync(join(tmpdir(), 'regulars-temporal-'))
afterAll(() => rmSync(directory, { recursive: true }))

async function start(): Promise<RunningTemporalServer> {
  // Built, where it has to be, by the run and not by this test.
  await askForService('/temporal')
  const executable = await findTemporalExecutable({ cacheDirectory: findCacheDirectory(), env: process.env, report: () => undefined })
  const [port = 0, uiPort = 0] = await findFreePorts(2)
  const databaseFile = join(directory, 'data', 'temporal.db')
  return startTemporalServer({ executable, port, uiPort, databaseFile, logFile: join(directory, 'temporal.log'), env: process.env })
}

async function withClient<Result>(address: string, use: (client: Client) => Promise<Result>): Promise<Result> {
  const connection = await Connection.connect({ address })
  try {
    return await use(new Client({ connection }))
  } finally {
    await connection.close()
  }
}

it('keeps running workflows over a restart, findable by campaign, and serves its UI', { timeout: 300_000 }, async () => {
  const first = await start()
  await prepareNamespace({ connection: { address: first.address }, namespace: 'default', isOurServer: true })
  await withClient(first.address, (client) =>
    client.workflow.start('anything', { taskQueue: 'nobody', workflowId: 'kept', searchAttributes: { RegularsCampaign: ['spring'] } }),
  )
  await first.stop()

  const second = await start()
  try {
    expect((await fetch(`${second.uiUrl}/api/v1/namespaces/default/workflows/kept`)).status).toBe(200)
    await withClient(second.address, async (client) => {
      expect((await client.workflow.getHandle('kept').describe()).status.name).toBe('RUNNING')
      await expect.poll(() => client.workflow.count("RegularsCampaign = 'spring'").then(({ count }) => count), { timeout: 60_000 }).toBe(1)
      const { config } = await client.workflowService.describeNamespace({ namespace: 'default' })
      expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBeGreaterThanOrEqual(90 * 86_400)
    })
  } finally {
    await second.stop()
  }
})

// Its services used to look for those of the server before it, for most of a minute.
it('goes on with its work at once after a restart', { timeout: 30_000 }, async () => {
  const first = await start()
  await prepareNamespace({ connection: { address: first.address }, namespace: 'default', isOurServer: true })
  await first.stop()
  const second = await start()
  const connection = await NativeConnection.connect({ address: second.address })
  try {
    const workflowsPath = fileURLToPath(new URL('../../tests/support/sleeping-workflow.ts', import.meta.url))
    const worker = await Worker.create({ connection, taskQueue: 'sleepers', workflowsPath })
    await withClient(second.address, (client) =>
      worker.runUntil(client.workflow.execute('sleepFor', { taskQueue: 'sleepers', workflowId: 'after-restart', args: [1] })),
    )
    expect((await fetch(`${second.uiUrl}/api/v1/namespaces/default/workflows/after-restart`)).status).toBe(200)
  } finally {
    await connection.close()
    await second.stop()
  }
})

it('says why when it cannot start', { timeout: 300_000 }, async () => {
  await askForService('/temporal')
  const executable = await findTemporalExecutable({ cacheDirectory: findCacheDirectory(), env: process.env, report: () => undefined })
  const [port = 0] = await findFreePorts(1)
  const logFile = join(directory, 'failing.log')
  const attempt = startTemporalServer({ executable, port, databaseFile: '/dev/null/temporal.db', logFile, env: process.env })
  await expect(attempt).rejects.toThrow(/did not start. Its last words, in .*failing.log:\n.+/)
})
