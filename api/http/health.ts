/** `/healthz`: the process lives. `/readyz`: it can work. `/metrics`: how it does. None needs a key, none says anything about people. */
import { Router } from 'express'
import { listPendingMigrations } from '../../db/queries/schema-migrations.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { sendProblem } from './faults.ts'
import type { createMetrics } from './metrics.ts'
import { type FieldError, Problem } from './problems.ts'

const temporalTimeoutMs = 2000

export function createHealthRouter(dependencies: ApiDependencies, metrics: ReturnType<typeof createMetrics>): Router {
  const router = Router()
  router.get('/healthz', (_request, response) => void response.json({ status: 'ok' }))
  router.get('/readyz', async (_request, response) => {
    const errors = (await Promise.all([checkDatabase(dependencies), checkTemporal(dependencies)])).filter((error) => error !== undefined)
    if (errors.length > 0) sendProblem(response, new Problem('not_ready', { errors }))
    else response.json({ status: 'ready' })
  })
  router.get('/metrics', async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.read())
  })
  return router
}

async function checkDatabase({ pool }: ApiDependencies): Promise<FieldError | undefined> {
  try {
    const pending = await listPendingMigrations(pool)
    return pending.length === 0 ? undefined : { path: 'migrations', message: `Not applied: ${pending.join(', ')}` }
  } catch {
    return { path: 'database', message: 'Cannot be reached' }
  }
}

async function checkTemporal({ temporal }: ApiDependencies): Promise<FieldError | undefined> {
  try {
    if (temporal === undefined) return { path: 'temporal', message: 'Not configured' }
    const { connection } = temporal
    await connection.withDeadline(Date.now() + temporalTimeoutMs, () => connection.workflowService.getSystemInfo({}))
    return undefined
  } catch {
    return { path: 'temporal', message: 'Cannot be reached' }
  }
}
