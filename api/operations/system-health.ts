/** Looks at every part of the installation at once, each within its own time, and judges them. Shared by the API's answer and the sample of each minute. */
import type { Client } from '@temporalio/client'
import type { Pool } from '../../db/client.ts'
import { listLateRuns } from '../../db/queries/operations/list-late-runs.ts'
import { readDatabaseHealth } from '../../db/queries/operations/read-database-health.ts'
import { readOutboxHealth } from '../../db/queries/operations/read-outbox-health.ts'
import { readProviderHealth } from '../../db/queries/operations/read-provider-health.ts'
import { findWorstLevel, type HealthLevel } from '../../domain/health-levels.ts'
import { workflowIds } from '../../domain/ids.ts'
import {
  type Figures,
  figurePart,
  type JudgedPart,
  judgePart,
  type SystemFacts,
  type SystemPartName,
  systemParts,
} from '../../domain/system-health.ts'
import { describeSchedules, describeStandingRuns } from '../../workflows/clients/describe-schedules.ts'
import { describeTaskQueue } from '../../workflows/clients/describe-task-queue.ts'
import { findFailingRuns } from '../../workflows/clients/find-failing-runs.ts'
import { askTemporal, withinTime } from './within-time.ts'

export interface SystemDependencies {
  pool: Pool
  temporal: Client | undefined
  hasStoreAdmin: boolean
}

export type GatheredSystem = { [Part in SystemPartName]: SystemFacts[Part] | undefined }

const partMs = 3_000
/** Some of these runs have to be asked one by one. */
const runsMs = 8_000
const suspectsAtMost = 50
const lateAfterMs = 60_000

/** Never fails: what does not answer is undefined. */
export async function gatherSystem({ pool, temporal, hasStoreAdmin }: SystemDependencies, now: Date): Promise<GatheredSystem> {
  const [temporalFacts, queues, failing, schedules, outbox, database, providers] = await Promise.all([
    askTemporal(temporal, partMs, measureTemporal),
    askTemporal(temporal, partMs, (client) => Promise.all([describeTaskQueue(client, 'workflow'), describeTaskQueue(client, 'activity')])),
    findSuspects(pool, now).then((suspects) => askTemporal(temporal, runsMs, (client) => findFailingRuns(client, suspects))),
    askTemporal(temporal, partMs, async (client) => ({
      schedules: await describeSchedules(client, { hasStoreAdmin }),
      standingRuns: await describeStandingRuns(client),
    })),
    withinTime(partMs, () => readOutboxHealth(pool)),
    withinTime(partMs, () => readDatabaseHealth(pool)),
    withinTime(partMs, () => readProviderHealth(pool, now)),
  ])
  return {
    temporal: temporalFacts,
    workers: queues && { queues },
    workflowTasks: failing,
    schedules,
    outbox,
    database,
    providers: providers && { channels: providers },
  }
}

async function measureTemporal({ connection }: Client): Promise<SystemFacts['temporal']> {
  const startedAt = performance.now()
  await connection.workflowService.getSystemInfo({})
  return { latencyMs: Math.round(performance.now() - startedAt) }
}

async function findSuspects(pool: Pool, now: Date): Promise<string[]> {
  const before = new Date(now.getTime() - lateAfterMs)
  const late = await withinTime(partMs, () => listLateRuns(pool, { before, limit: suspectsAtMost }))
  return late?.map(workflowIds.journey) ?? []
}

export interface JudgedSystem {
  level: HealthLevel
  parts: (JudgedPart & { part: SystemPartName; isAnswered: boolean; figures: Figures })[]
}

export function judgeSystem(facts: GatheredSystem, now: Date): JudgedSystem {
  const parts = systemParts.map((part) => ({
    part,
    isAnswered: facts[part] !== undefined,
    ...judgePart(part, facts[part], now),
    figures: figurePart(part, facts[part], now),
  }))
  return { level: findWorstLevel(parts.map(({ level }) => level)), parts }
}
