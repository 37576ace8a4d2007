import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findGroups } from '../../db/queries/groups/read-groups.ts'
import { formatId, parseId } from '../../domain/ids.ts'
import { createDevServerEnvironment } from '../support/temporal.ts'
import { startTestApi, type TestApi } from './test-api.ts'

interface GroupBody {
  id: string
  name: string
  state: string
  why: string | null
  members: number
  adminMembers: number | null
  pending: number
}
interface Page<Item> {
  data: Item[]
  nextCursor: string | null
}

let api: TestApi
beforeAll(async () => {
  api = await startTestApi({
    config: {
      publicUrl: 'http://127.0.0.1:3000',
      secret: 'a secret for tests',
      temporal: { uiUrl: 'http://127.0.0.1:8233', namespace: 'default' },
      rateLimit: { requests: 1_000_000, perSeconds: 1 },
      hasStoreAdmin: true,
    },
  })
  await api.pool`INSERT INTO customers (external_id, first_name) SELECT 'c' || n, 'Zoë' FROM generate_series(1, 30) n`
  await api.pool`
    INSERT INTO groups (external_id, name, version, members_version, admin_members, failure_code, deleted_at, deleted_version, synced_at) VALUES
      ('a', 'Äpfel & Birnen 🍐', 3, 3, 27, NULL, NULL, NULL, now()), ('b', 'Behind', 4, 3, 0, NULL, NULL, NULL, now()),
      ('f', 'Failing', 1, 1, 0, 'incomplete', NULL, NULL, NULL), ('n', 'New', 1, NULL, NULL, NULL, NULL, NULL, NULL),
      ('g', 'Gone', 5, 4, 0, NULL, now(), 5, NULL), ('s', 'Syncing', 1, NULL, NULL, NULL, NULL, NULL, NULL)`
  await api.pool`
    INSERT INTO group_members (group_id, customer_id) SELECT g.id, c.id FROM groups g, customers c WHERE g.external_id = 'a' AND c.external_id <> 'c1'
      AND length(c.external_id) <= 3 AND c.external_id < 'c7'`
  await api.pool`INSERT INTO group_pending_members (group_id, external_id) SELECT id, 'later' FROM groups WHERE external_id = 'a'`
  await api.pool`
    INSERT INTO group_stagings (group_id, token, version, admin_members) SELECT id, gen_random_uuid(), 1, 9 FROM groups WHERE external_id = 's'`
})
afterAll(() => api.close())

async function readAll<Item>(path: string): Promise<Item[]> {
  const items: Item[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body }: { body: Page<Item> } = await api.call<Page<Item>>('GET', `${path}${cursor === '' ? '' : `&cursor=${cursor}`}`)
    items.push(...body.data)
    cursor = body.nextCursor
  }
  return items
}

describe('groups over HTTP', () => {
  it('are listed by name with their state and the reason for it; deleted ones on request', async () => {
    const groups = await readAll<GroupBody>('/api/v1/groups?limit=2')
    expect(new Map(groups.map(({ name, state }) => [name, state]))).toEqual(
      new Map([
        ['Behind', 'behind'],
        ['Failing', 'failing'],
        ['New', 'waiting'],
        ['Syncing', 'syncing'],
        ['Äpfel & Birnen 🍐', 'current'],
      ]),
    )
    expect(groups).toHaveLength(5)
    expect(groups.find(({ state }) => state === 'failing')?.why).toBe(
      'The store admin gave more or fewer members than it says the group has.',
    )
    const deleted = await readAll<GroupBody>('/api/v1/groups?deleted=true')
    expect(deleted).toMatchObject([{ name: 'Gone', state: 'deleted', why: 'It was deleted in the store admin.' }])
    expect((await readAll<GroupBody>(`/api/v1/groups?q=${encodeURIComponent('birnen')}`)).map(({ name }) => name)).toEqual([
      'Äpfel & Birnen 🍐',
    ])
    expect(await readAll('/api/v1/groups?q=%25')).toEqual([])
  })

  it('are read one by one, and their customers page by page', async () => {
    const [listed] = await readAll<GroupBody>('/api/v1/groups?q=birnen')
    const { body } = await api.call<GroupBody>('GET', `/api/v1/groups/${listed?.id}`)
    expect(body).toEqual(listed)
    const customers = await readAll<{ externalId: string; firstName: string }>(`/api/v1/groups/${body.id}/customers?limit=7`)
    expect(new Set(customers.map(({ externalId }) => externalId)).size).toBe(body.members)
    expect(body).toMatchObject({ pending: 1, adminMembers: 27 })
    expect(customers[0]?.firstName).toBe('Zoë')
    for (const call of ['', '/customers']) {
      expect((await api.call('GET', `/api/v1/groups/${formatId('group', '01890a5d-ac96-774b-bcce-b302099a8057')}${call}`)).status).toBe(404)
      expect((await api.call('GET', `/api/v1/groups/grp_x${call}`)).status).toBe(404)
    }
    const [gone] = await readAll<GroupBody>('/api/v1/groups?deleted=true')
    expect((await api.call('GET', `/api/v1/groups/${gone?.id}`)).status).toBe(200)
  })

  it('are found by id, with whether they may still be used', async () => {
    const [gone] = await readAll<GroupBody>('/api/v1/groups?deleted=true')
    const id = parseId('group', gone?.id ?? '') ?? ''
    expect(await findGroups(api.pool, [id, '01890a5d-ac96-774b-bcce-b302099a8057'])).toEqual([
      { id, name: 'Gone', deletedAt: expect.any(Date) },
    ])
    expect(await findGroups(api.pool, [])).toEqual([])
  })

  it('say which audiences and broadcasts name them', async () => {
    const [group] = await readAll<GroupBody>('/api/v1/groups?q=birnen')
    const rule = { field: 'group', op: '=', value: group?.id }
    const made = await api.call<{ id: string }>('POST', '/api/v1/audiences', { body: { name: 'Fruit', rule } })
    expect(made.status).toBe(201)
    const { body } = await api.call<{ data: object[] }>('GET', `/api/v1/groups/${group?.id}/used-by`)
    expect(body.data).toMatchObject([{ kind: 'audience', id: made.body.id, name: 'Fruit' }])
    expect((await api.call('GET', '/api/v1/groups/grp_x/used-by')).status).toBe(404)
  })

  it('refuse what makes no sense', async () => {
    for (const [query, status] of [
      ['limit=0', 422],
      ['deleted=maybe', 422],
      ['colour=red', 422],
      ['cursor=zzz', 400],
      [`cursor=${Buffer.from('["a","b"]').toString('base64url')}`, 400],
      ['q=', 422],
    ] as const)
      expect([query, (await api.call('GET', `/api/v1/groups?${query}`)).status]).toEqual([query, status])
  })
})

describe('syncs over HTTP', () => {
  it('say how far the latest one has come', async () => {
    expect((await api.call('GET', '/api/v1/groups/sync')).body).toEqual({ isConfigured: true, latest: null })
    await api.pool`INSERT INTO group_runs (reason, admin, listed_at, ignored) VALUES ('first', 'http://admin', now(), '{everyone}')`
    await api.pool`
      INSERT INTO group_run_items (run_id, group_id, position, outcome, members)
      SELECT r.id, g.id, row_number() OVER (ORDER BY g.external_id), CASE g.external_id WHEN 'a' THEN 'synced' WHEN 'f' THEN 'failed' END,
        CASE g.external_id WHEN 'a' THEN 27 ELSE 0 END
      FROM group_runs r, groups g WHERE g.deleted_at IS NULL`
    await api.pool`UPDATE group_stagings SET received = 5000`
    expect((await api.call('GET', '/api/v1/groups/sync')).body).toMatchObject({
      latest: { stage: 'syncing', groups: 5, groupsDone: 2, groupsFailed: 1, members: 5027, ignored: ['everyone'], finishedAt: null },
    })
  })

  it('cannot be asked for without Temporal, or without an admin', async () => {
    expect((await api.call<{ code: string }>('POST', '/api/v1/groups/sync')).body.code).toBe('temporal_unavailable')
    const other = await startTestApi()
    expect(await other.call('POST', '/api/v1/groups/sync')).toMatchObject({ status: 409, body: { code: 'store_admin_not_configured' } })
    await other.close()
  })

  it('are started, and a second request finds the run of the first', async () => {
    const environment = await createDevServerEnvironment()
    const own = await startTestApi({
      temporal: environment.client,
      config: {
        publicUrl: 'http://127.0.0.1:3000',
        secret: 'a secret for tests',
        temporal: { uiUrl: 'http://127.0.0.1:8233', namespace: 'default' },
        rateLimit: { requests: 1_000_000, perSeconds: 1 },
        hasStoreAdmin: true,
      },
    })
    const [group] = await own.pool<[{ id: string }]>`INSERT INTO groups (external_id, name) VALUES ('g', 'G') RETURNING id`
    const call = `/api/v1/groups/${formatId('group', group.id)}/sync`
    const first = await own.call<{ workflowId: string; runId: string; temporalUrl: string }>('POST', call)
    const second = await own.call<{ runId: string }>('POST', call, { headers: { 'idempotency-key': 'one' } })
    expect([first.status, second.status, second.body.runId]).toEqual([202, 202, first.body.runId])
    expect(first.body.workflowId).toBe(`groupSync:${formatId('group', group.id)}`)
    expect(first.body.temporalUrl).toContain(first.body.runId)
    await environment.client.workflow.getHandle(first.body.workflowId).terminate()
    const unknown = `/api/v1/groups/${formatId('group', '01890a5d-ac96-774b-bcce-b302099a8057')}/sync`
    expect((await own.call('POST', unknown)).status).toBe(404)
    await own.close()
    await environment.teardown()
  })
})
