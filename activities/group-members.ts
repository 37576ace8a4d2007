/**
 * Reads one group whole from the store's admin. The pages must all be of one version; when the group changes in between, the reading begins anew.
 * What was read takes the place of the members when it is all there and nobody has done it better meanwhile.
 */
import type { StoreAdmin } from '../connectors/store-admin.ts'
import type { Pool } from '../db/client.ts'
import { markGroupGone, readGroupForSync } from '../db/queries/groups/mark-group.ts'
import { abandonStaging, appendPage, beginStaging, type Staging } from '../db/queries/groups/stage-members.ts'
import { swapMembers } from '../db/queries/groups/swap-members.ts'
import { GroupUnreadable } from './group-faults.ts'

export interface GroupSyncResult {
  /** `superseded`: another sync, or a webhook, has done it meanwhile. */
  kind: 'synced' | 'deleted' | 'superseded'
  members: number
}

interface Reading {
  pool: Pool
  admin: StoreAdmin
  now(): Date
}

/** Readings in a row before it is left to a later attempt. */
const rounds = 4
/** Pages in a row with nobody on them: an admin that gives more of them goes round in a circle. */
const emptyPages = 20

/** @throws StoreAdminFault, GroupUnreadable, and the signal's reason when it is aborted */
export async function readWholeGroup(reading: Reading, groupId: string, signal: AbortSignal): Promise<GroupSyncResult> {
  let last: Round = { kind: 'changing' }
  for (let round = 0; round < rounds; round += 1) {
    last = await readOnce(reading, groupId, signal)
    if (last.kind === 'read' && !last.isBehind) break
  }
  // One that was overtaken again and again is in place all the same, and shown to be behind.
  if (last.kind === 'read') return last.result
  throw new GroupUnreadable(last.kind)
}

type Round =
  /** `isBehind`: news have overtaken what was read. */
  { kind: 'read'; result: GroupSyncResult; isBehind: boolean } | { kind: 'changing' } | { kind: 'incomplete' }

function ended(kind: GroupSyncResult['kind'], { members = 0, isBehind = false } = {}): Round {
  return { kind: 'read', result: { kind, members }, isBehind }
}

async function readOnce({ pool, admin, now }: Reading, groupId: string, signal: AbortSignal): Promise<Round> {
  const known = await readGroupForSync(pool, groupId)
  if (known === undefined) return ended('superseded')
  const { externalId } = known
  const shown = await admin.readGroup(externalId, { signal })
  if (shown === undefined || shown.isEveryone) {
    const marked = await markGroupGone(pool, { groupId, heardVersion: known.version, at: now() })
    return marked === 'deleted' ? ended('deleted') : { kind: 'changing' }
  }
  const { name, version, memberCount } = shown
  const begun = await beginStaging(pool, { groupId, name, version, memberCount })
  if (begun.kind === 'deleted') return ended('deleted')
  const { token } = begun.staging
  let empty = 0
  for (let staging = begun.staging; !staging.isComplete;) {
    signal.throwIfAborted()
    const page = await admin.listMembers(externalId, { cursor: staging.cursor, signal })
    if (page === undefined || page.version !== version) return { kind: 'changing' }
    const next: Staging | undefined = await appendPage(pool, { groupId, token, ...page })
    if (next === undefined) return ended('superseded')
    staging = next
    empty = page.customerIds.length === 0 ? empty + 1 : 0
    if (staging.received > memberCount || empty > emptyPages) {
      await abandonStaging(pool, { groupId, token })
      return { kind: 'incomplete' }
    }
  }
  const swap = await swapMembers(pool, { groupId, token, at: now() })
  switch (swap.kind) {
    case 'incomplete':
      return { kind: 'incomplete' }
    case 'superseded':
      return ended('superseded', swap)
    case 'swapped':
      return ended('synced', swap)
  }
}
