import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AdminFault } from '../../sandbox/store-admin/admin-faults.ts'
import { addCustomers, expectedGroups, type GroupHarness, number, readGroups, startGroups } from './group-harness.ts'
import { makeMortal } from '../support/mortal-pool.ts'

let groups: GroupHarness
beforeAll(async () => {
  groups = await startGroups()
})
afterAll(() => groups.close())
beforeEach(() => groups.clear())

const admin = () => groups.sandbox.storeAdmin

describe('a sync that is killed', () => {
  it('at any one step is gone on with, and ends as if it had not been', async () => {
    await addCustomers(groups.pool, number('c', 3_000))
    groups.make('g', number('c', 6_000))
    await groups.syncOne('g')
    const whole = await readGroups(groups.pool)
    let deaths = 0
    for (let steps = 0; ; steps += 1) {
      await groups.pool`TRUNCATE group_members, group_pending_members, group_stagings, group_staged_members`
      await groups.pool`UPDATE groups SET members_version = NULL`
      const outcome = await groups.syncOne('g', makeMortal(groups.pool, steps)).catch((error: Error) => error.name)
      await groups.syncOne('g')
      expect(await readGroups(groups.pool)).toEqual(whole)
      if (typeof outcome === 'object') break
      expect(outcome).toBe('Killed')
      deaths += 1
    }
    expect(deaths).toBeGreaterThan(12)
  }, 120_000)

  it('does not read again what it has read', async () => {
    groups.make('g', number('c', 20_000))
    const { listMembers } = groups.admin
    let pages = 0
    groups.admin.listMembers = (id, question) =>
      (pages += 1) > 2 ? Promise.reject(new Error('The worker dies')) : listMembers(id, question)
    await expect(groups.syncOne('g')).rejects.toThrow('dies')
    groups.admin.listMembers = listMembers
    const before = admin().api.requests()
    await groups.syncOne('g')
    // The group, and the two pages that are left.
    expect(admin().api.requests() - before).toBe(3)
    expect(await readGroups(groups.pool)).toEqual(await expectedGroups(groups))
  })
})

describe('a store admin that misbehaves', () => {
  const faults: [string, AdminFault[], string | undefined][] = [
    ['is slow', [{ kind: 'slow', ms: 30 }], undefined],
    ['says 429 now and then', [{ kind: 'rate_limited', rate: 0.3, retryAfterSeconds: 0 }], undefined],
    [
      'breaks now and then',
      [
        { kind: 'server_error', rate: 0.3 },
        { kind: 'reset', rate: 0.2 },
      ],
      undefined,
    ],
    ['breaks for good', [{ kind: 'server_error' }], 'server_error'],
    ['asks for an hour', [{ kind: 'rate_limited', retryAfterSeconds: 3_600 }], 'rate_limited'],
    ['cannot be reached', [{ kind: 'reset' }], 'unreachable'],
    ['answers with half of it', [{ kind: 'bad_json' }], 'invalid_answer'],
    ['lacks a page', [{ kind: 'page_missing' }], 'invalid_answer'],
    ['lacks a page once', [{ kind: 'page_missing', count: 1 }], 'invalid_answer'],
    ['has an empty page in the middle', [{ kind: 'page_empty' }], 'incomplete'],
    ['has an empty page in the middle once', [{ kind: 'page_empty', count: 1 }], undefined],
  ]
  it.each(faults)('and %s: the members are the old ones or the new ones', async (_what, list, failure) => {
    await addCustomers(groups.pool, number('c', 6_000))
    groups.make('g', number('c', 100))
    await groups.syncOne('g')
    groups.change('g', { add: number('c', 6_000) })
    admin().faults.set(list, 7)
    let attempts = 0
    let outcome: unknown
    do {
      attempts += 1
      outcome = await groups.syncOne('g').catch((error: unknown) => error)
    } while (failure === undefined && outcome instanceof Error && attempts < 30)
    if (failure === undefined) expect(outcome).toMatchObject({ kind: 'synced' })
    else {
      expect(outcome).toMatchObject({ name: 'ApplicationFailure', type: failure, nonRetryable: false })
      expect(await groups.countMembers()).toBe(100)
      if (failure === 'rate_limited') expect(outcome).toMatchObject({ nextRetryDelay: 3_600_000 })
    }
    admin().faults.set([])
    await groups.syncOne('g')
    expect(await groups.countMembers()).toBe(6_000)
  })

  it('and whose group changes between two pages gives the members of one version', async () => {
    await addCustomers(groups.pool, number('c', 6_000))
    groups.make('g', number('c', 6_000))
    const { listMembers } = groups.admin
    let asked = 0
    groups.admin.listMembers = async (id, question) => {
      const page = await listMembers(id, question)
      asked += 1
      if (asked === 1) groups.change('g', { remove: ['c000000', 'c005999'] })
      return page
    }
    await groups.syncOne('g')
    expect(await readGroups(groups.pool)).toEqual(await expectedGroups(groups))
    groups.admin.listMembers = async (id, question) => {
      const page = await listMembers(id, question)
      groups.change('g', { remove: [`c${String((asked += 1)).padStart(6, '0')}`] })
      return page
    }
    await expect(groups.syncOne('g')).rejects.toMatchObject({ type: 'changing' })
    groups.admin.listMembers = listMembers
    await groups.syncOne('g')
    expect(await readGroups(groups.pool)).toEqual(await expectedGroups(groups))
  })
})

describe('a sync that is overtaken', () => {
  it('by a webhook does not put older members in its place', async () => {
    await addCustomers(groups.pool, ['a', 'b', 'c'])
    groups.make('g', ['a'])
    await groups.syncOne('g')
    const { listMembers } = groups.admin
    groups.admin.listMembers = async (id, question) => {
      const page = await listMembers(id, question)
      // Between the last page and the swap.
      admin().changeMembers('g', { add: ['b'], remove: ['a'] })
      for (const webhook of await groups.takeWebhooks()) await groups.deliver(webhook)
      return page
    }
    expect(await groups.syncOne('g')).toMatchObject({ kind: 'superseded' })
    groups.admin.listMembers = listMembers
    expect((await readGroups(groups.pool)).get('g')?.members).toEqual(['b'])
  })

  it('by the deletion of the group does not bring it back', async () => {
    groups.make('g', ['a'])
    await groups.syncOne('g')
    const { listMembers } = groups.admin
    groups.admin.listMembers = async (id, question) => {
      const page = await listMembers(id, question)
      admin().delete('g')
      for (const webhook of await groups.takeWebhooks()) await groups.deliver(webhook)
      return page
    }
    await groups.syncOne('g')
    groups.admin.listMembers = listMembers
    expect((await readGroups(groups.pool)).get('g')?.isDeleted).toBe(true)
  })

  it('by another one that has taken its pages over stops with its next page', async () => {
    await addCustomers(groups.pool, number('c', 12_000))
    groups.make('g', number('c', 12_000))
    const { listMembers } = groups.admin
    let pages = 0
    groups.admin.listMembers = async (id, question) => {
      const page = await listMembers(id, question)
      pages += 1
      if (pages === 2) expect(await groups.syncOne('g')).toEqual({ kind: 'synced', members: 12_000 })
      return page
    }
    expect(await groups.syncOne('g')).toEqual({ kind: 'superseded', members: 0 })
    groups.admin.listMembers = listMembers
    expect(await readGroups(groups.pool)).toEqual(await expectedGroups(groups))
  })
})

describe('two syncs of one group at once', () => {
  it('end in the right members', async () => {
    await addCustomers(groups.pool, number('c', 11_000))
    groups.make('g', number('c', 10_000))
    for (let round = 0; round < 4; round += 1) {
      groups.change('g', { add: number('c', 11_000), remove: number('c', round * 10) })
      const outcomes = await Promise.all([1, 2, 3].map(() => groups.syncOne('g')))
      expect(outcomes.some(({ kind }) => kind === 'synced')).toBe(true)
      expect(await readGroups(groups.pool)).toEqual(await expectedGroups(groups))
    }
  }, 60_000)
})
