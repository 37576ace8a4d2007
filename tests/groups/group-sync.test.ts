import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { v7 as newUuid } from 'uuid'
import { createGroupActivities } from '../../activities/groups.ts'
import { changeSettings } from '../../db/queries/settings.ts'
import { localTimeAt } from '../../domain/time.ts'
import { addCustomers, expectedGroups, type GroupHarness, number, readGroups, readLiveGroups, startGroups } from './group-harness.ts'
import { runActivity, runAttempt } from './run-activity.ts'

let groups: GroupHarness
beforeAll(async () => {
  groups = await startGroups()
})
afterAll(() => groups.close())
beforeEach(() => groups.clear())

const admin = () => groups.sandbox.storeAdmin

describe('a sync of all groups', () => {
  it('brings every group with its members, and says what it left out', async () => {
    await addCustomers(groups.pool, number('c', 60))
    for (let index = 0; index < 30; index += 1) groups.make(`g${index}`, number('c', 100).slice(index, index * 3), `Gruppe ${index} “ß” 🛒`)
    groups.make('empty')
    admin().create({ id: 'everyone', name: 'All', kind: 'all_customers', members: number('c', 60) }, { isSilent: true })
    const progress = await groups.syncAll('first')
    expect(progress).toMatchObject({ groups: 31, groupsDone: 31, groupsFailed: 0, ignored: 1 })
    expect(await readGroups(groups.pool)).toEqual(await expectedGroups(groups))
    const body = await groups.get<{ latest: object }>('/api/v1/groups/sync')
    expect(body.latest).toMatchObject({ stage: 'done', reason: 'first', groupsDone: 31, ignored: ['everyone'] })
  })

  it('takes groups out that the admin has no more, and brings those back that were there all along', async () => {
    for (const id of ['stays', 'goes', 'glitches']) groups.make(id)
    await groups.syncAll('first')
    await groups.pool`UPDATE groups SET deleted_at = now() WHERE external_id = 'glitches'`
    admin().delete('goes', { isSilent: true })
    await groups.syncAll('requested')
    expect([...(await readLiveGroups(groups.pool)).keys()].toSorted()).toEqual(['glitches', 'stays'])
  })

  it('writes only what differs', async () => {
    await addCustomers(groups.pool, number('c', 50))
    groups.make('g', number('c', 50))
    await groups.syncAll('first')
    const read = () => groups.pool`SELECT xmin::text, customer_id FROM group_members ORDER BY customer_id`
    const before = await read()
    await groups.syncAll('requested')
    expect(await read()).toEqual(before)
  })

  it('goes on beside a group that cannot be read, which keeps its members and says why', async () => {
    await addCustomers(groups.pool, ['a', 'b'])
    groups.make('g1', ['a'])
    groups.make('g2', ['b'])
    await groups.syncAll('first')
    groups.change('g1', { add: ['b'] })
    groups.change('g2', { add: ['a'] })
    // The list is read, and then nothing of the first group.
    const { readGroup } = groups.admin
    groups.admin.readGroup = (id, options) =>
      id === 'g1'
        ? Promise.reject(Object.assign(new Error('x'), { name: 'StoreAdminFault', kind: 'server_error' }))
        : readGroup(id, options)
    expect(await groups.syncAll('requested')).toMatchObject({ groupsDone: 2, groupsFailed: 1 })
    groups.admin.readGroup = readGroup
    expect((await readGroups(groups.pool)).get('g1')?.members).toEqual(['a'])
    expect((await readGroups(groups.pool)).get('g2')?.members).toEqual(['a', 'b'])
    const body = await groups.get<{ data: object[] }>('/api/v1/groups')
    expect(body.data).toMatchObject([
      { state: 'failing', why: 'The store admin answered with an error.' },
      { state: 'current', why: null },
    ])
    await groups.syncAll('requested')
    expect(await readGroups(groups.pool)).toEqual(await expectedGroups(groups))
  })

  it('waits for a list that cannot be had, however often it is asked for in vain', async () => {
    groups.make('g', [])
    const start = { runId: newUuid(), reason: 'requested', at: groups.now.getTime() } as const
    const { openGroupRun, listGroups } = createGroupActivities({ pool: groups.pool, storeAdmin: groups.admin, now: () => groups.now })
    await openGroupRun(start)
    for (const kind of ['server_error', 'bad_json'] as const) {
      admin().faults.set([{ kind }])
      await expect(runAttempt(200, listGroups, start)).rejects.toMatchObject({ nonRetryable: false })
    }
    admin().faults.set([])
    expect(await runActivity(listGroups, start)).toMatchObject({ groups: 1 })
  })

  it('of an admin with no groups ends', async () => {
    expect(await groups.syncAll('first')).toMatchObject({ groups: 0, groupsDone: 0 })
  })
})

describe('the refresh at 00:00', () => {
  it('reads the groups of which nothing was heard on the day that ends, and those that changed in silence', async () => {
    const zone = 'Europe/Berlin'
    await addCustomers(groups.pool, ['a'])
    for (const id of ['quiet', 'heard', 'changed', 'gone']) groups.make(id, ['a'])
    groups.now = new Date('2026-06-08T10:00:00Z')
    await groups.syncAll('first')
    groups.now = new Date('2026-06-09T10:00:00Z')
    await groups.syncOne('changed')
    for (const id of ['heard', 'gone']) await groups.pool`UPDATE groups SET updated_at = ${groups.now} WHERE external_id = ${id}`
    groups.change('changed', { remove: ['a'] })
    admin().delete('gone', { isSilent: true })
    groups.now = new Date('2026-06-09T22:00:00Z')
    expect(localTimeAt(groups.now, zone)).toEqual({ date: '2026-06-10', minuteOfDay: 0 })
    expect(await groups.syncAll('midnight')).toMatchObject({ groups: 3, groupsDone: 3 })
    const rows = await groups.pool<{ id: string }[]>`SELECT external_id AS id FROM groups WHERE synced_at = ${groups.now} ORDER BY 1`
    expect(rows.map(({ id }) => id)).toEqual(['changed', 'gone', 'quiet'])
    expect(await readLiveGroups(groups.pool)).toEqual(await expectedGroups(groups))
  })

  it('happens once a day, though clocks show 00:00 twice or the run is begun twice', async () => {
    await changeSettings(groups.pool, 'store', { timeZone: 'America/Havana' })
    const [first, second] = [new Date('2026-11-01T04:00:00Z'), new Date('2026-11-01T05:00:00Z')]
    for (const at of [first, second]) expect(localTimeAt(at, 'America/Havana')).toEqual({ date: '2026-11-01', minuteOfDay: 0 })
    // The clock that started it may be a little behind the one that decides which day it is.
    expect(await groups.syncAll('midnight', new Date(first.getTime() - 1_000))).toMatchObject({ groups: 0 })
    expect(await groups.syncAll('midnight', first)).toBe('refreshed_already')
    expect(await groups.syncAll('midnight', second)).toBe('refreshed_already')
    expect(await groups.syncAll('midnight', new Date('2026-11-02T05:00:00Z'))).toMatchObject({ groups: 0 })
    await changeSettings(groups.pool, 'store', { timeZone: 'Europe/Berlin' })
  })

  it('can be had at any other time of the day, as often as somebody triggers it', async () => {
    await addCustomers(groups.pool, ['a', 'b'])
    groups.make('g', ['a'])
    await groups.syncAll('midnight', new Date('2026-06-09T22:00:00Z'))
    for (const [index, members] of [['b'], ['a', 'b']].entries()) {
      groups.change('g', { add: members, remove: ['a'].filter((id) => !members.includes(id)) })
      expect(await groups.syncAll('midnight', new Date(Date.parse('2026-06-10T09:00:00Z') + index * 1_000))).toMatchObject({ groups: 1 })
      expect((await readGroups(groups.pool)).get('g')?.members).toEqual(members)
    }
  })
})

describe('readers of a group', () => {
  it('see the members before or the members after, never half of them', async () => {
    const [one, other] = [number('a', 3_000), number('b', 3_000)]
    await addCustomers(groups.pool, [...one, ...other])
    groups.make('g', one)
    await groups.syncAll('first')
    const seen = new Set<string>()
    let isDone = false
    const reading = (async () => {
      while (!isDone) {
        const [row] = await groups.pool<[{ seen: string }]>`
          SELECT coalesce(string_agg(DISTINCT left(c.external_id, 1), ''), '') || count(*) AS seen
          FROM group_members m JOIN customers c ON c.id = m.customer_id`
        seen.add(row.seen)
      }
    })()
    for (let round = 0; round < 6; round += 1) {
      const [add, remove] = round % 2 === 0 ? [other, one] : [one, other]
      groups.change('g', { add, remove })
      await groups.syncOne('g')
    }
    isDone = true
    await reading
    expect([...seen].toSorted()).toEqual(['a3000', 'b3000'])
  })
})

describe('a group of no members, or of many', () => {
  it.each([0, 1, 5_000, 5_001, 30_000])('%i are all there', async (count) => {
    await addCustomers(groups.pool, number('c', Math.ceil(count / 2)))
    groups.make('g', number('c', count))
    expect(await groups.syncOne('g')).toEqual({ kind: 'synced', members: count })
    const [row] = await groups.pool`
      SELECT (SELECT count(*)::int FROM group_members) AS here, (SELECT count(*)::int FROM group_pending_members) AS pending,
        (SELECT count(*)::int FROM group_staged_members) AS staged`
    expect(row).toEqual({ here: Math.ceil(count / 2), pending: Math.floor(count / 2), staged: 0 })
  })

  it('take no more memory the more they are', async () => {
    const measure = async (count: number) => {
      await groups.clear()
      groups.make('g', number('c', count))
      const [group] = await groups.pool<[{ id: string }]>`INSERT INTO groups (external_id, name) VALUES ('g', 'G') RETURNING id`
      const { storeAdminUrl, credentials } = groups.sandbox
      const args = [groups.databaseUrl, storeAdminUrl, credentials.storeAdmin.token, group.id]
      const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', 'tests/groups/sync-process.ts', ...args])
      const [members, peakKb] = stdout.split(' ').map(Number)
      expect(members).toBe(count)
      return (peakKb ?? 0) / 1_024
    }
    const few = await measure(5_000)
    // All their ids at once would be 20 MB of text, and a multiple of that on the way.
    expect(await measure(300_000)).toBeLessThan(few + 60)
  }, 300_000)
})
