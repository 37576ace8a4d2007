/**
 * Where rows and Temporal disagree, found from three sides, since neither can be asked about all of the other: runs that were closed by force and whose rows
 * go on; rows that have not moved for too long; and, where Temporal has more open runs than there are rows, open runs whose rows have ended.
 */
import type { Client } from '@temporalio/client'
import type { Pool } from '../../db/client.ts'
import {
  countRunningJourneys,
  findJourneys,
  type JourneyName,
  listSilentJourneys,
  type NamedJourney,
} from '../../db/queries/operations/find-journeys.ts'
import { parseId, workflowIds } from '../../domain/ids.ts'
import { lateAfterMs } from '../../domain/pending-triggers.ts'
import { findLatestRuns, listRuns } from '../../workflows/clients/list-runs.ts'

/** From each side. */
const atMost = 2_000
const actingAfterMs = 10 * 60_000
const byForce = `WorkflowType = 'journey' AND ExecutionStatus IN ('Terminated', 'Failed', 'TimedOut', 'Canceled')`
const open = `WorkflowType = 'journey' AND ExecutionStatus = 'Running'`

/** UUIDs of journeys. @throws the client's errors when Temporal cannot be reached, and the driver's */
export async function findStuckJourneys({ pool, temporal }: { pool: Pool; temporal: Client }, now: Date): Promise<string[]> {
  const [forced, silent] = await Promise.all([
    listRuns(temporal, byForce, atMost).then((runs) => findJourneys(pool, parseNames(runs))),
    listSilentJourneys(pool, { lateBefore: before(now, lateAfterMs), actingBefore: before(now, actingAfterMs), limit: atMost }),
  ])
  const suspects = [...forced.filter(({ status }) => status !== 'ended'), ...silent]
  const runs = await findLatestRuns(temporal, [...new Set(suspects.map(workflowIds.journey))])
  const isGone = (journey: NamedJourney) => runs.get(workflowIds.journey(journey))?.status !== 'RUNNING'
  return [...new Set([...suspects.filter(isGone), ...(await findLeftOpen({ pool, temporal }))].map(({ id }) => id))]
}

/** Of which Temporal says that they run. */
export async function countOpenJourneys(temporal: Client): Promise<number> {
  return (await temporal.workflow.count(open)).count
}

async function findLeftOpen({ pool, temporal }: { pool: Pool; temporal: Client }): Promise<NamedJourney[]> {
  const [count, running] = await Promise.all([countOpenJourneys(temporal), countRunningJourneys(pool)])
  if (count <= running) return []
  const journeys = await findJourneys(pool, parseNames(await listRuns(temporal, open, atMost)))
  return journeys.filter(({ status }) => status === 'ended')
}

function before(now: Date, ms: number): Date {
  return new Date(now.getTime() - ms)
}

function parseNames(runs: readonly { workflowId: string }[]): JourneyName[] {
  return runs.map(({ workflowId }) => parseJourneyRun(workflowId)).filter((name) => name !== undefined)
}

/** What `workflowIds.journey` was given; undefined for anything else. */
function parseJourneyRun(workflowId: string): JourneyName | undefined {
  const [, autopilot = '', customer = '', occurrence] = /^journey:([^:]+):([^:]+):(.*)$/s.exec(workflowId) ?? []
  const autopilotId = parseId('autopilot', autopilot)
  const customerId = parseId('customer', customer)
  return autopilotId === undefined || customerId === undefined || occurrence === undefined
    ? undefined
    : { autopilotId, customerId, occurrence }
}
