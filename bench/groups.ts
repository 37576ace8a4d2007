/**
 * `npm run bench -- groups --groups 200 --memberships 1000000 [--json]`: the first sync of that many groups from the sandbox's store admin, from the request to the last member
 * in place, and the same again when nothing has changed.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { readGroupRun } from '../db/queries/groups/group-runs.ts'
import { requestGroupSync } from '../workflows/clients/start-group-sync.ts'
import { workflowIds } from '../domain/ids.ts'
import { type Stack, startStack } from '../tests/support/stack.ts'
import { mapParts, type Part, readUsage } from './process-usage.ts'
import { round } from './statistics.ts'

export interface GroupFigures {
  groups: number
  memberships: number
  /** Of them: customers that are known here. */
  members: number
  pending: number
  seconds: number
  membershipsPerSecond: number
  /** Bare pairs of ids into a table with the same indexes. */
  floorSeconds: number
  ratio: number
  /** A second sync, of members that are all in place. */
  repeatSeconds: number
  cpuSeconds: Record<Part, number>
  peakRssMb: Record<Part, number>
}

/** One member of a hundred is nobody that is known here. */
const unknownEvery = 100
/** What the sandbox takes in one request. */
const membersAtOnce = 50_000

export async function benchGroups({
  groups,
  memberships,
  log,
}: {
  groups: number
  memberships: number
  log(text: string): void
}): Promise<GroupFigures> {
  const stack = await startStack()
  try {
    const customers = Math.max(1_000, Math.ceil(memberships / 4), Math.ceil(memberships / groups))
    log(`${customers} customers are added, and ${groups} groups to the admin`)
    await stack.pool`INSERT INTO customers (external_id) SELECT 'customer-' || lpad(n::text, 9, '0') FROM generate_series(1, ${customers}::int) AS n`
    await stack.pool`VACUUM ANALYZE customers`
    await fillAdmin(stack, { groups, memberships, customers })
    const worker = await stack.startWorker()
    // The first sync begins by itself; wait until it is over, and begin anew from nothing, with a worker that is up.
    await waitForRun(stack)
    await stack.pool`TRUNCATE group_members, group_pending_members`
    await stack.pool`UPDATE groups SET members_version = NULL`
    const pids = { worker: worker.pid, ...stack.pids }
    const before = mapParts(pids, readUsage)
    const seconds = await timeSync(stack)
    const after = mapParts(pids, readUsage)
    const run = await readGroupRun(stack.pool)
    const [count] = await stack.pool<[{ members: number; pending: number }]>`
      SELECT (SELECT count(*)::int FROM group_members) AS members, (SELECT count(*)::int FROM group_pending_members) AS pending`
    if (run?.groupsFailed !== 0 || count.members + count.pending !== memberships)
      throw new Error(`${count.members + count.pending} of ${memberships} memberships are there`)
    log(`${Math.round(seconds)} s; now again, without a change`)
    const repeatSeconds = await timeSync(stack)
    await worker.stop({ timeoutMs: 20_000 })
    const floorSeconds = await measureFloor(stack)
    return {
      groups,
      memberships,
      ...count,
      seconds: round(seconds),
      membershipsPerSecond: Math.round(memberships / seconds),
      floorSeconds: round(floorSeconds),
      ratio: round(seconds / floorSeconds),
      repeatSeconds: round(repeatSeconds),
      cpuSeconds: mapParts(pids, (_, role) => round(after[role].cpuSeconds - before[role].cpuSeconds)),
      peakRssMb: mapParts(pids, (_, role) => after[role].peakRssMb),
    }
  } finally {
    await stack.stop()
  }
}

/** Groups that overlap, each of the same size but the last. */
async function fillAdmin(
  { sandboxUrl }: Stack,
  { groups, memberships, customers }: { groups: number; memberships: number; customers: number },
): Promise<void> {
  const size = Math.ceil(memberships / groups)
  for (let group = 0; group < groups; group += 1) {
    const count = Math.min(size, memberships - group * size)
    // A stride that shares no factor with most counts: members of one group are spread over all customers.
    const members = Array.from({ length: count }, (_, index) => {
      const number = ((group * size + index * 7_919) % customers) + 1
      return index % unknownEvery === 0 ? `unknown-${group}-${index}` : `customer-${String(number).padStart(9, '0')}`
    })
    const id = `group-${group}`
    await edit(sandboxUrl, '', { id, name: `Group ${group}`, silent: true })
    for (let at = 0; at < count; at += membersAtOnce)
      await edit(sandboxUrl, `/${id}/members`, { add: members.slice(at, at + membersAtOnce), silent: true })
  }
}

async function edit(sandboxUrl: string, path: string, body: object): Promise<void> {
  const response = await fetch(`${sandboxUrl}/_sandbox/store-admin/groups${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`The admin was not filled: HTTP ${response.status}`)
  await response.arrayBuffer()
}

async function timeSync({ client }: Stack): Promise<number> {
  const begunAt = performance.now()
  const { runId } = await requestGroupSync(client)
  await client.workflow.getHandle(workflowIds.groupSync(), runId).result()
  return (performance.now() - begunAt) / 1_000
}

async function waitForRun({ pool }: Stack): Promise<void> {
  for (;;) {
    const run = await readGroupRun(pool)
    if (run?.finishedAt !== null && run !== undefined) return
    await pause(100)
  }
}

async function measureFloor({ pool }: Stack): Promise<number> {
  await pool`CREATE TABLE floor (LIKE group_members INCLUDING ALL)`
  const begunAt = performance.now()
  await pool`INSERT INTO floor SELECT * FROM group_members ORDER BY group_id, customer_id`
  return (performance.now() - begunAt) / 1_000
}
