/** Gives the demo store's admin, which is the sandbox's, its groups. Each is told of by a webhook, and read from the admin then. */
import type { Pool } from '../../db/client.ts'
import { listDemoGroups } from '../../db/queries/demo-groups.ts'

interface NewGroup {
  id: string
  name: string
  kind?: 'all_customers'
  members: string[]
}

const timeoutMs = 30_000
/** Of customers who pay at the till and have no account: they are in their group as soon as they register. */
const tillCustomers = 40

/** @returns how many groups there are now that were not there before. @throws when the sandbox does not answer */
export async function makeDemoGroups(pool: Pool, { sandboxUrl }: { sandboxUrl: string }): Promise<number> {
  const groups: NewGroup[] = await listDemoGroups(pool)
  const [everyone] = groups
  if (everyone === undefined) return 0
  const till = Array.from({ length: tillCustomers }, (_, index) => `till-${String(index + 1).padStart(4, '0')}`)
  const tasting = groups.find(({ id }) => id === 'berlin-tasting')
  tasting?.members.push(...till)
  // As many admins have it. It is no group here.
  const all: NewGroup = { id: 'all_customers', name: 'All customers', kind: 'all_customers', members: [] }
  let made = 0
  for (const group of [...groups, all]) if (await makeGroup(sandboxUrl, group)) made += 1
  return made
}

/** False for one that is there already. */
async function makeGroup(sandboxUrl: string, group: NewGroup): Promise<boolean> {
  const response = await fetch(`${sandboxUrl}/_sandbox/store-admin/groups`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(group),
    signal: AbortSignal.timeout(timeoutMs),
  })
  if (!response.ok && response.status !== 409) throw new Error(`The sandbox made no group: HTTP ${response.status}`)
  return response.ok
}
