/**
 * Groups end to end in one process: the sandbox's store admin on the wire, the real connector, activities and webhook, on a database of their own. Temporal's part, what
 * runs when, is played by the test.
 */
import { v7 as newUuid } from 'uuid'
import { createGroupActivities, type GroupOutcome, type RunProgress } from '../../activities/groups.ts'
import { createStoreAdminWebhook } from '../../api/webhooks/store-admin.ts'
import { createHttpStoreAdmin } from '../../connectors/store-admin-http.ts'
import type { StoreAdmin } from '../../connectors/store-admin.ts'
import { connect, type Pool } from '../../db/client.ts'
import { createApiKey } from '../../db/queries/api-keys.ts'
import type { GroupRunReason } from '../../db/queries/groups/group-runs.ts'
import { createSandbox, type Sandbox } from '../../sandbox/sandbox.ts'
import { type ReceivedRequest, startWebhookReceiver } from '../../sandbox/webhook-receiver.ts'
import { startTestApi } from '../api/test-api.ts'
import { createTestDatabase } from '../support/database.ts'
import { runActivity } from './run-activity.ts'

export interface GroupHarness {
  /** Calls the API with a key of this database. */
  get<Body>(path: string): Promise<Body>
  pool: Pool
  /** For processes of their own. */
  databaseUrl: string
  sandbox: Sandbox
  admin: StoreAdmin
  /** The clock of activities and webhooks. */
  now: Date
  /** Takes the webhooks that the admin has sent since; they reach the API only by `deliver`. */
  takeWebhooks(): Promise<ReceivedRequest[]>
  /** The API's answer. */
  deliver(webhook: Pick<ReceivedRequest, 'body' | 'headers'>): Promise<number>
  /** A group at the admin, of which no webhook tells. */
  make(id: string, members?: string[], name?: string): void
  /** Changes its members, and no webhook tells of it. */
  change(id: string, members: { add?: string[]; remove?: string[] }): void
  /** Customers in groups here. */
  countMembers(): Promise<number>
  /** One attempt to sync one group, by the admin's id. @throws what the activity throws */
  syncOne(externalId: string, pool?: Pool): Promise<{ kind: string; members: number }>
  /** A whole run, as the workflow has it. */
  syncAll(reason: GroupRunReason, at?: Date): Promise<RunProgress | 'refreshed_already'>
  /** Does what the outbox asks for, and empties it; the ids of groups. */
  relay(): Promise<string[]>
  /** Nothing here, nothing at the admin, noon of a day. */
  clear(): Promise<void>
  close(): Promise<void>
}

export async function startGroups(): Promise<GroupHarness> {
  const database = await createTestDatabase()
  const pool = connect(database.url, { max: 8 })
  const receiver = await startWebhookReceiver()
  const sandbox = await createSandbox({ webhookBaseUrl: receiver.url, behaviour: { receipts: 'manual' } })
  const { storeAdmin } = sandbox.credentials
  const admin = createHttpStoreAdmin({ url: sandbox.storeAdminUrl, token: storeAdmin.token, timeoutMs: 5_000, retryDelaysMs: [1, 2] })
  const clock = () => harness.now
  const webhook = createStoreAdminWebhook({ pool, webhookSecret: storeAdmin.webhookSecret, clock: () => new Date() })
  const api = await startTestApi({ pool, publicRouters: [webhook] })
  const act = (own: Pool = pool) => createGroupActivities({ pool: own, storeAdmin: admin, now: clock })
  const { key } = await createApiKey(pool, { name: 'groups', scopes: ['*'] })
  const harness: GroupHarness = {
    get: async <Body>(path: string) => (await api.call<Body>('GET', path, { key })).body,
    pool,
    databaseUrl: database.url,
    sandbox,
    admin,
    now: new Date(),
    async takeWebhooks() {
      await sandbox.flush()
      return receiver.received.splice(0)
    },
    async deliver({ body, headers }) {
      const response = await fetch(`${api.url}/webhooks/store-admin`, { method: 'POST', body, headers: pickSigned(headers) })
      await response.arrayBuffer()
      return response.status
    },
    make: (id, members = [], name = id) => void sandbox.storeAdmin.create({ id, name, members }, { isSilent: true }),
    change: (id, members) => void sandbox.storeAdmin.changeMembers(id, members, { isSilent: true }),
    async countMembers() {
      const [row] = await pool<[{ count: number }]>`SELECT count(*)::int AS count FROM group_members`
      return row.count
    },
    async syncOne(externalId, own) {
      const groupId = await findId(pool, externalId)
      return runActivity(act(own).syncGroup, { groupId })
    },
    async syncAll(reason, at = harness.now) {
      const start = { runId: newUuid(), reason, at: at.getTime() }
      const activities = act()
      if ((await activities.openGroupRun(start)) === 'refreshed_already') return 'refreshed_already'
      const { groups } = await runActivity(activities.listGroups, start)
      const { runId } = start
      for (let position = 1; position <= groups; position += 1) {
        await runActivity<[{ runId: string; position: number }], GroupOutcome>(activities.syncListedGroup, { runId, position }).catch(() =>
          activities.recordGroupOutcome({ runId, position, outcome: 'failed' }),
        )
      }
      await activities.closeGroupRun({ runId, outcome: 'done' })
      return activities.readGroupProgress({ runId })
    },
    async relay() {
      const rows = await pool<{ groupId: string }[]>`
        DELETE FROM outbox WHERE kind = 'sync_group' RETURNING payload ->> 'groupId' AS "groupId"`
      for (const { groupId } of rows) await runActivity(act().syncGroup, { groupId })
      return rows.map(({ groupId }) => groupId)
    },
    async clear() {
      sandbox.storeAdmin.reset()
      await harness.takeWebhooks()
      harness.now = new Date('2026-06-10T12:00:00Z')
      await pool`DELETE FROM customers`
      await pool`TRUNCATE groups, group_members, group_pending_members, group_stagings, group_staged_members, group_runs, group_run_items, outbox`
    },
    async close() {
      await sandbox.close()
      await receiver.close()
      await api.close()
      await database.drop()
    },
  }
  return harness
}

async function findId(pool: Pool, externalId: string): Promise<string> {
  const [row] = await pool<{ id: string }[]>`
    INSERT INTO groups (external_id, name) VALUES (${externalId}, ${externalId})
    ON CONFLICT (external_id) DO UPDATE SET external_id = excluded.external_id RETURNING id`
  return row?.id ?? ''
}

function pickSigned(headers: ReceivedRequest['headers']): Record<string, string> {
  const names = ['content-type', 'webhook-id', 'webhook-timestamp', 'webhook-signature']
  return Object.fromEntries(names.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : [])))
}

export interface SeenGroup {
  name: string
  members: string[]
  pending: string[]
  isDeleted: boolean
}

/** Groups here, by the admin's ids. */
export async function readGroups(pool: Pool): Promise<Map<string, SeenGroup>> {
  const rows = await pool<(SeenGroup & { externalId: string })[]>`
    SELECT external_id AS "externalId", name, deleted_at IS NOT NULL AS "isDeleted",
      ARRAY(SELECT c.external_id FROM group_members m JOIN customers c ON c.id = m.customer_id WHERE m.group_id = g.id ORDER BY c.external_id COLLATE "C") AS members,
      ARRAY(SELECT p.external_id FROM group_pending_members p WHERE p.group_id = g.id ORDER BY p.external_id COLLATE "C") AS pending
    FROM groups g`
  return new Map(rows.map(({ externalId, ...group }) => [externalId, { ...group }]))
}

/** What there should be, of the admin's groups. */
export async function expectedGroups({ sandbox, pool }: GroupHarness): Promise<Map<string, SeenGroup>> {
  const customers = new Set((await pool<{ id: string }[]>`SELECT external_id AS id FROM customers`).map(({ id }) => id))
  return new Map(
    sandbox.storeAdmin.groups
      .list()
      .filter(({ kind }) => kind === 'group')
      .map(({ id, name, members }) => [
        id,
        {
          name,
          members: members.filter((member) => customers.has(member)).toSorted(),
          pending: members.filter((member) => !customers.has(member)).toSorted(),
          isDeleted: false,
        },
      ]),
  )
}

/** Those that are there, without the deleted ones. */
export async function readLiveGroups(pool: Pool): Promise<Map<string, SeenGroup>> {
  return new Map([...(await readGroups(pool))].filter(([, { isDeleted }]) => !isDeleted))
}

export async function addCustomers(pool: Pool, externalIds: readonly string[]): Promise<void> {
  await pool`INSERT INTO customers (external_id) SELECT * FROM unnest(${[...externalIds]}::text[]) ON CONFLICT DO NOTHING`
}

/** `prefix000000` and so many more. */
export function number(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(6, '0')}`)
}
