import { fc, it } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { eraseCustomer } from '../../db/queries/customers/erase-customer.ts'
import type { ReceivedRequest } from '../../sandbox/webhook-receiver.ts'
import { addCustomers, expectedGroups, type GroupHarness, readLiveGroups, startGroups } from './group-harness.ts'
import { makeMortal } from '../support/mortal-pool.ts'

let groups: GroupHarness
beforeAll(async () => {
  groups = await startGroups()
})
afterAll(() => groups.close())

const people = ['a', 'b', 'c', 'd', 'e', 'ф']
const group = fc.constantFrom('g', 'h', 'ι')
const some = fc.subarray(people)

const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('create' as const), group, members: some }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('members' as const), group, add: some, remove: some }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rename' as const), group, name: fc.constantFrom('One', 'Two', 'Três') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), group }) },
  // One of those that were told so far: in any order, and more than once. Who is never chosen is lost.
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('webhook' as const), which: fc.nat() }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('sync' as const), group, diesAfter: fc.option(fc.nat({ max: 30 }), { nil: undefined }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('all' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('relay' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('arrives' as const), person: fc.constantFrom(...people) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('erased' as const), person: fc.constantFrom(...people) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pause' as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** What is begun is not waited for until a pause, so that it runs beside what comes next. */
async function play(steps: readonly Step[]): Promise<{ told: ReceivedRequest[]; erased: Set<string> }> {
  const { storeAdmin } = groups.sandbox
  const told: ReceivedRequest[] = []
  const erased = new Set<string>()
  let running: Promise<unknown>[] = []
  const begin = (work: Promise<unknown>) => running.push(work.catch(() => undefined))
  for (const one of steps) {
    switch (one.kind) {
      case 'create':
        storeAdmin.create({ id: one.group, name: one.group, members: one.members })
        break
      case 'members':
        storeAdmin.changeMembers(one.group, one)
        break
      case 'rename':
        storeAdmin.rename(one.group, one.name)
        break
      case 'delete':
        storeAdmin.delete(one.group)
        break
      case 'webhook': {
        told.push(...(await groups.takeWebhooks()))
        const webhook = told[one.which % Math.max(told.length, 1)]
        if (webhook !== undefined) begin(groups.deliver(webhook))
        break
      }
      case 'sync':
        begin(groups.syncOne(one.group, one.diesAfter === undefined ? undefined : makeMortal(groups.pool, one.diesAfter)))
        break
      case 'all':
        begin(groups.syncAll('requested'))
        break
      case 'relay':
        begin(groups.relay())
        break
      case 'arrives':
        begin(addCustomers(groups.pool, [one.person]))
        break
      case 'erased':
        erased.add(one.person)
        begin(erase(one.person))
        break
      case 'pause':
        await Promise.all(running)
        running = []
    }
  }
  await Promise.all(running)
  told.push(...(await groups.takeWebhooks()))
  return { told, erased }
}

async function erase(externalId: string): Promise<void> {
  const [customer] = await groups.pool<{ id: string }[]>`SELECT id FROM customers WHERE external_id = ${externalId}`
  if (customer !== undefined) await eraseCustomer(groups.pool, customer.id)
}

/** Somebody who was erased may be awaited again, or not: the admin still has them. */
function without(erased: ReadonlySet<string>, seen: Awaited<ReturnType<typeof readLiveGroups>>) {
  return new Map([...seen].map(([id, one]) => [id, { ...one, pending: one.pending.filter((person) => !erased.has(person)) }]))
}

describe('whatever happens on a day', () => {
  it.prop([fc.array(step, { maxLength: 30 }), fc.array(fc.nat(), { maxLength: 10 })], { numRuns: 60 })(
    'ends with the refresh in the members that the admin has, and old news changes nothing any more',
    async (steps, late) => {
      await groups.clear()
      const { told, erased } = await play(steps)
      groups.now = new Date('2026-06-10T22:00:00Z')
      expect(await groups.syncAll('midnight')).toMatchObject({ groupsFailed: 0 })
      const expected = without(erased, await expectedGroups(groups))
      expect(without(erased, await readLiveGroups(groups.pool))).toEqual(expected)
      for (const which of late) {
        const webhook = told[which % Math.max(told.length, 1)]
        if (webhook !== undefined) expect(await groups.deliver(webhook)).toBe(200)
      }
      await groups.relay()
      expect(without(erased, await readLiveGroups(groups.pool))).toEqual(expected)
      const [left] = await groups.pool<[{ staged: number }]>`SELECT count(*)::int AS staged FROM group_staged_members`
      expect(left.staged).toBe(0)
    },
    180_000,
  )
})
