/** What a worker that starts sees to for groups: their first sync where a store admin is new here, and the Schedule of their refresh. */
import type { Client } from '@temporalio/client'
import type { Pool } from '../db/client.ts'
import { readSyncedAdmin } from '../db/queries/groups/group-runs.ts'
import { readSettings } from '../db/queries/settings.ts'
import { ensureGroupRefreshSchedule } from '../workflows/clients/group-refresh-schedule.ts'
import { startFirstGroupSync } from '../workflows/clients/start-group-sync.ts'

export interface GroupSyncStart {
  pool: Pool
  client: Client
  /** The admin's address; undefined where none is configured. */
  admin: string | undefined
  now(): Date
}

/** @throws the client's errors when Temporal cannot be reached */
export async function ensureGroupSync({ pool, client, admin, now }: GroupSyncStart): Promise<void> {
  if (admin === undefined) return
  const { value: store } = await readSettings(pool, 'store')
  await ensureGroupRefreshSchedule(client, { timeZone: store.timeZone, at: now() })
  if ((await readSyncedAdmin(pool)) !== admin) await startFirstGroupSync(client)
}
