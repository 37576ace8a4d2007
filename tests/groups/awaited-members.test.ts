import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eraseCustomer } from '../../db/queries/customers/erase-customer.ts'
import { upsertCustomers } from '../../db/queries/customers/upsert-customers.ts'
import type { CustomerWrite } from '../../domain/customers.ts'
import { addCustomers, expectedGroups, type GroupHarness, number, readGroups, startGroups } from './group-harness.ts'

let groups: GroupHarness
beforeAll(async () => {
  groups = await startGroups()
})
afterAll(() => groups.close())
beforeEach(() => groups.clear())

const admin = () => groups.sandbox.storeAdmin

describe('a member whose customer is not known here', () => {
  it('is in the group as soon as the customer comes, by whatever way, and out of everything once erased', async () => {
    groups.make('g', ['a', 'b', 'c'])
    groups.make('h', ['b'])
    await groups.syncAll('first')
    expect(await groups.countMembers()).toBe(0)
    await upsertCustomers(groups.pool, [{ externalId: 'a' }, { externalId: 'b' }] as CustomerWrite[], { at: groups.now })
    await groups.pool`INSERT INTO customers (external_id) VALUES ('c'), ('nobody')`
    expect(await readGroups(groups.pool)).toEqual(await expectedGroups(groups))
    const [b] = await groups.pool<[{ id: string }]>`SELECT id FROM customers WHERE external_id = 'b'`
    await eraseCustomer(groups.pool, b.id)
    expect((await readGroups(groups.pool)).get('g')).toMatchObject({ members: ['a', 'c'], pending: [] })
    expect((await readGroups(groups.pool)).get('h')).toMatchObject({ members: [], pending: [] })
  })

  it('that is erased while it is still awaited is not awaited any more', async () => {
    groups.make('g', ['a'])
    await groups.syncAll('first')
    await groups.pool`INSERT INTO customers (external_id) VALUES ('a')`
    await groups.pool`DELETE FROM customers`
    expect((await readGroups(groups.pool)).get('g')).toMatchObject({ members: [], pending: [] })
  })

  it('is settled with customers who are coming or going while the members are put in place', async () => {
    await addCustomers(groups.pool, ['stays', 'goes'])
    groups.make('g', ['awaited', 'left'])
    await groups.syncOne('g')
    groups.change('g', { add: ['stays', 'goes', 'comes'], remove: ['left'] })
    const client = await groups.pool.reserve()
    await client`BEGIN`
    await client`INSERT INTO customers (external_id) VALUES ('awaited'), ('comes'), ('left')`
    await client`DELETE FROM customers WHERE external_id = 'goes'`
    const syncing = groups.syncOne('g')
    await expect
      .poll(
        async () =>
          (await groups.pool`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`).length,
      )
      .toBeGreaterThan(0)
    await client`COMMIT`
    client.release()
    await syncing
    expect((await readGroups(groups.pool)).get('g')?.members).toEqual(['awaited', 'comes', 'stays'])
    const [orphans] = await groups.pool<[{ count: number }]>`SELECT count(*)::int AS count FROM group_members`
    expect(orphans.count).toBe(3)
  })

  it('is settled the same way with a webhook', async () => {
    await addCustomers(groups.pool, ['stays', 'goes'])
    groups.make('g', ['awaited', 'left'])
    await groups.syncOne('g')
    const client = await groups.pool.reserve()
    await client`BEGIN`
    await client`INSERT INTO customers (external_id) VALUES ('awaited'), ('comes'), ('left')`
    await client`DELETE FROM customers WHERE external_id = 'goes'`
    admin().changeMembers('g', { add: ['stays', 'goes', 'comes'], remove: ['left'] })
    const [webhook] = await groups.takeWebhooks()
    const delivering = webhook === undefined ? 0 : groups.deliver(webhook)
    await expect
      .poll(
        async () =>
          (await groups.pool`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`).length,
      )
      .toBeGreaterThan(0)
    await client`COMMIT`
    client.release()
    expect(await delivering).toBe(200)
    expect((await readGroups(groups.pool)).get('g')?.members).toEqual(['awaited', 'comes', 'stays'])
  })

  it('is not missed when the customer comes or goes in the very moment of the sync', async () => {
    const ids = number('c', 400)
    for (let round = 0; round < 12; round += 1) {
      await groups.pool`DELETE FROM customers`
      await groups.pool`TRUNCATE groups, group_members, group_pending_members`
      admin().reset()
      groups.make('g', ids)
      groups.make('h', ids.slice(100))
      await addCustomers(groups.pool, ids.slice(0, 80))
      const slices = Array.from({ length: 16 }, (_, index) => ids.slice(80 + index * 20, 100 + index * 20))
      await Promise.all([
        groups.syncOne('g'),
        groups.syncOne('h'),
        ...slices.map((slice) => addCustomers(groups.pool, slice)),
        ...ids.slice(0, 40).map((id) => groups.pool`DELETE FROM customers WHERE external_id = ${id}`),
      ])
      const seen = await readGroups(groups.pool)
      // Who is erased may be awaited again: the admin still has them. Nobody is in two places or in none that is here.
      for (const [id, { members, pending }] of await expectedGroups(groups)) {
        expect(seen.get(id)?.members).toEqual(members)
        expect(pending).toEqual(expect.arrayContaining(seen.get(id)?.pending ?? []))
      }
      const [orphans] = await groups.pool<[{ count: number }]>`
        SELECT count(*)::int AS count FROM group_members m WHERE NOT EXISTS (SELECT FROM customers c WHERE c.id = m.customer_id)`
      expect(orphans.count).toBe(0)
    }
  }, 60_000)
})
