import { fileURLToPath } from 'node:url'
import { Context } from '@temporalio/activity'
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { keepAlive } from '../../activities/heartbeat.ts'
import { createImportActivities } from '../../activities/imports.ts'
import { readImport } from '../../db/queries/imports.ts'
import { workflowIds } from '../../domain/ids.ts'
import type { ImportKind } from '../../domain/imports.ts'
import { cancelImportRun, startImport } from '../../workflows/clients/start-import.ts'
import { taskQueue } from '../../workflows/clients/task-queue.ts'
import { getImportProgress } from '../../workflows/import-messages.ts'
import { clearStore, type ImportBench, openImportBench, queueFile } from '../activities/import-harness.ts'
import { createTimeSkippingEnvironment } from '../support/temporal.ts'

let environment: TestWorkflowEnvironment
let bench: ImportBench
beforeAll(async () => {
  bench = await openImportBench()
  environment = await createTimeSkippingEnvironment()
})
afterAll(async () => {
  await environment.teardown()
  await bench.close()
})
afterEach(() => clearStore(bench.pool))

type ImportRows = ReturnType<typeof createImportActivities>['importRows']

interface Run {
  kind?: ImportKind
  file: string
  /** Stands before the real activity. */
  around?: (real: ImportRows, importId: string) => ImportRows
}

/** Runs an import to its end on a worker of its own. */
async function runImport({ kind = 'customers', file, around = (real) => real }: Run) {
  const importId = await queueFile(bench.pool, kind, file)
  const activities = createImportActivities({ pool: bench.pool, recordsPerBatch: 10 })
  let refreshes = 0
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue,
    maxHeartbeatThrottleInterval: '100 ms',
    workflowsPath: fileURLToPath(new URL('../../workflows/import.ts', import.meta.url)),
    activities: {
      ...activities,
      importRows: around(activities.importRows, importId),
      refreshSegments: async () => {
        refreshes += 1
        return { kind: 'superseded' }
      },
    },
  })
  const handle = environment.client.workflow.getHandle(workflowIds.import(importId))
  const result = await worker.runUntil(async () => {
    expect(await startImport(environment.client, { importId })).toBe('started')
    expect(await startImport(environment.client, { importId })).toBe('already_started')
    return handle.result().catch((error: unknown) => error)
  })
  const chunks = await bench.pool`SELECT FROM import_chunks WHERE import_id = ${importId}`
  return { importId, handle, result, refreshes, chunks: chunks.length, job: await readImport(bench.pool, importId) }
}

const canary = 'canary.person@example.com'
const customers = [
  'id,email',
  ...Array.from({ length: 45 }, (_, n) => (n === 20 ? `c${n},broken ${canary}` : `c${n},${n}.${canary}`)),
].join('\n')

describe('the run of an import', () => {
  it('ends with the file, deletes it, and can be asked afterwards', async () => {
    const { handle, result, chunks, job, refreshes } = await runImport({ file: customers })
    const rows = { created: 44, updated: 0, unchanged: 0, rejected: 1 }
    expect(result).toMatchObject({ stage: 'done', rows })
    expect(job).toMatchObject({ status: 'done', rows, bytesDone: job?.bytesTotal, finishedAt: expect.any(Date) })
    expect({ chunks, refreshes }).toEqual({ chunks: 0, refreshes: 0 })
    expect((await handle.describe()).status.name).toBe('COMPLETED')
    expect(JSON.stringify(await handle.fetchHistory())).not.toContain('canary')
  })

  it('goes on where an attempt broke off, and keeps what a row holds out of its history', async () => {
    let attempts = 0
    const { handle, job } = await runImport({
      file: customers,
      around: (real) => async (input) => {
        attempts += 1
        const slice = await real(input)
        // The answer of an attempt that did everything is lost.
        if (attempts === 1) throw new Error('the worker went away')
        return slice
      },
    })
    expect(attempts).toBe(2)
    expect(job).toMatchObject({ status: 'done', rows: { created: 44, updated: 0, unchanged: 0, rejected: 1 } })
    expect(JSON.stringify(await handle.fetchHistory())).not.toContain('canary')
  })

  it('brings the segments up to date after orders', async () => {
    await bench.pool`INSERT INTO customers (external_id) VALUES ('c')`
    const { refreshes, job } = await runImport({ kind: 'orders', file: 'order_id,customer_id,placed_at,total\no1,c,2026-01-01,5.00\n' })
    expect(job?.rows.created).toBe(1)
    expect(refreshes).toBe(1)
  })

  it('that is cancelled keeps the rows that are in, and the file to go on with, and says so', async () => {
    const { result, job, chunks } = await runImport({
      file: customers,
      around: (real, importId) => async (input) => {
        await real(input)
        await cancelImportRun(environment.client, { importId })
        return keepAlive(() => Context.current().cancelled)
      },
    })
    expect(result).toMatchObject({ name: 'WorkflowFailedError', cause: { name: 'CancelledFailure' } })
    expect(job).toMatchObject({ status: 'cancelled', rows: { created: 44 } })
    expect(chunks).toBe(1)
  })

  it('that is cancelled after orders came in brings the segments up to date all the same', async () => {
    await bench.pool`INSERT INTO customers (external_id) VALUES ('c')`
    const { refreshes, job } = await runImport({
      kind: 'orders',
      file: 'order_id,customer_id,placed_at,total\no1,c,2026-01-01,5.00\n',
      around: (real, importId) => async (input) => {
        await real(input)
        await cancelImportRun(environment.client, { importId })
        return keepAlive(() => Context.current().cancelled)
      },
    })
    expect(job).toMatchObject({ status: 'cancelled', rows: { created: 1 } })
    expect(refreshes).toBe(1)
  })

  it('fails for a file of one endless line, and says why', async () => {
    const { result, job } = await runImport({ file: `id\n1\n${'x'.repeat(2_200_000)}` })
    expect(result).toMatchObject({ stage: 'failed' })
    expect(job).toMatchObject({ status: 'failed', errorCode: 'row_too_long', rows: { created: 1 } })
  })
})

describe('a run that is under way', () => {
  it('tells how far it is', async () => {
    const seen: unknown[] = []
    await runImport({
      file: customers,
      around: (real, importId) => async (input) => {
        const slice = await real(input)
        if (seen.length > 0) return slice
        seen.push(await environment.client.workflow.getHandle(workflowIds.import(importId)).query(getImportProgress))
        return { ...slice, kind: 'more' as const }
      },
    })
    expect(seen[0]).toMatchObject({ stage: 'importing' })
  })
})
