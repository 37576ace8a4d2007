import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isSigned } from '../../api/webhooks/standard-signature.ts'
import { signStandard } from '../../sandbox/store-admin/admin-webhooks.ts'
import { addCustomers, expectedGroups, type GroupHarness, readGroups, readLiveGroups, startGroups } from './group-harness.ts'

let groups: GroupHarness
beforeAll(async () => {
  groups = await startGroups()
})
afterAll(() => groups.close())
beforeEach(async () => {
  await groups.clear()
  await addCustomers(groups.pool, ['a', 'b', 'c', 'd'])
})

async function deliverAll(): Promise<number[]> {
  const statuses: number[] = []
  for (const webhook of await groups.takeWebhooks()) statuses.push(await groups.deliver(webhook))
  return statuses
}

const admin = () => groups.sandbox.storeAdmin

describe('a webhook of the store admin', () => {
  it('brings a group that was made, through a sync, and later changes at once', async () => {
    admin().create({ id: 'vip', name: 'Best customers', members: ['a', 'b', 'later'] })
    expect(await deliverAll()).toEqual([200])
    expect((await readGroups(groups.pool)).get('vip')).toEqual({ name: 'Best customers', members: [], pending: [], isDeleted: false })
    expect(await groups.relay()).toHaveLength(1)
    admin().changeMembers('vip', { add: ['c', 'later still'], remove: ['a'] })
    admin().rename('vip', 'Gäste 👑 — λ')
    await deliverAll()
    expect(await readGroups(groups.pool)).toEqual(await expectedGroups(groups))
    expect((await readGroups(groups.pool)).get('vip')).toEqual({
      name: 'Gäste 👑 — λ',
      members: ['b', 'c'],
      pending: ['later', 'later still'],
      isDeleted: false,
    })
    // Deltas need nothing more.
    expect(await groups.relay()).toEqual([])
  })

  it('that was lost is noticed with the next one, and made up for by a sync', async () => {
    admin().create({ id: 'g', name: 'G' })
    await deliverAll()
    await groups.relay()
    admin().changeMembers('g', { add: ['a'] })
    await groups.takeWebhooks()
    admin().changeMembers('g', { add: ['b'] })
    await deliverAll()
    expect((await readGroups(groups.pool)).get('g')?.members).toEqual([])
    expect(await groups.relay()).toHaveLength(1)
    expect(await readGroups(groups.pool)).toEqual(await expectedGroups(groups))
  })

  it('may come in any order and as often as it likes', async () => {
    admin().create({ id: 'g', name: 'One' })
    admin().changeMembers('g', { add: ['a', 'b'] })
    admin().rename('g', 'Two')
    admin().changeMembers('g', { remove: ['a'], add: ['c'] })
    const told = await groups.takeWebhooks()
    for (const webhook of [...told.toReversed(), ...told, ...told.toReversed()]) expect(await groups.deliver(webhook)).toBe(200)
    expect((await readGroups(groups.pool)).get('g')?.name).toBe('Two')
    await groups.relay()
    expect(await readGroups(groups.pool)).toEqual(await expectedGroups(groups))
  })

  it('that deletes leaves the last members, and late news does not bring the group back', async () => {
    admin().create({ id: 'g', name: 'G' })
    admin().changeMembers('g', { add: ['a'] })
    const before = await groups.takeWebhooks()
    for (const webhook of before) await groups.deliver(webhook)
    await groups.relay()
    admin().changeMembers('g', { add: ['b'] })
    const [late] = await groups.takeWebhooks()
    admin().delete('g')
    await deliverAll()
    expect(await readGroups(groups.pool)).toEqual(new Map([['g', { name: 'G', members: ['a'], pending: [], isDeleted: true }]]))
    for (const webhook of [...before, late]) if (webhook !== undefined) await groups.deliver(webhook)
    await groups.relay()
    expect((await readGroups(groups.pool)).get('g')).toMatchObject({ members: ['a'], isDeleted: true })
  })

  it('brings a group back that the store has made anew, and a repeat of its old deletion does not delete that', async () => {
    admin().create({ id: 'g', name: 'G', members: ['a'] })
    admin().delete('g')
    const told = await groups.takeWebhooks()
    admin().create({ id: 'g', name: 'Again', members: ['c'] })
    await deliverAll()
    for (const webhook of told.toReversed()) await groups.deliver(webhook)
    await groups.relay()
    for (const webhook of told) await groups.deliver(webhook)
    expect(await readLiveGroups(groups.pool)).toEqual(new Map([['g', { name: 'Again', members: ['c'], pending: [], isDeleted: false }]]))
  })

  it('that deletes a group nobody has heard of keeps its late creation out', async () => {
    admin().create({ id: 'g', name: 'G' })
    const [creation] = await groups.takeWebhooks()
    admin().delete('g')
    await deliverAll()
    if (creation !== undefined) await groups.deliver(creation)
    await groups.relay()
    expect(await readLiveGroups(groups.pool)).toEqual(new Map())
  })

  it('of all customers makes no group', async () => {
    admin().create({ id: 'everyone', name: 'All customers', kind: 'all_customers', members: ['a', 'b'] })
    admin().create({ id: 'all_customers', name: 'Everybody', members: ['a'] })
    expect(await deliverAll()).toEqual([200, 200])
    expect(await readGroups(groups.pool)).toEqual(new Map())
  })

  it('that counts other members than there are asks for a sync', async () => {
    admin().create({ id: 'g', name: 'G' })
    admin().changeMembers('g', { add: ['a', 'b'] })
    await deliverAll()
    await groups.relay()
    await groups.pool`DELETE FROM group_members WHERE customer_id = (SELECT id FROM customers WHERE external_id = 'a')`
    await groups.pool`UPDATE groups SET admin_members = 1`
    admin().changeMembers('g', { add: ['c'] })
    await deliverAll()
    expect(await groups.relay()).toHaveLength(1)
    expect(await readGroups(groups.pool)).toEqual(await expectedGroups(groups))
  })

  it('of a creation that comes when the group is gone again leaves it gone', async () => {
    admin().create({ id: 'g', name: 'G' })
    const [creation] = await groups.takeWebhooks()
    admin().delete('g', { isSilent: true })
    if (creation !== undefined) await groups.deliver(creation)
    await groups.relay()
    expect(await readLiveGroups(groups.pool)).toEqual(new Map())
  })

  it('asks for one sync, however many ask before it begins', async () => {
    admin().create({ id: 'g', name: 'G', members: ['a'] })
    admin().rename('g', 'H')
    admin().rename('g', 'I')
    await deliverAll()
    expect(await groups.relay()).toHaveLength(1)
  })
})

describe('a forged webhook', () => {
  const body = JSON.stringify({ type: 'group.created', data: { id: 'x', name: 'X', version: 1, memberCount: 0 } })
  const sign = (text = body, { id = 'msg_1', at = Date.now(), secret = groups.sandbox.credentials.storeAdmin.webhookSecret } = {}) =>
    signStandard(secret, id, text, at)
  const post = (headers: Record<string, string>, text = body) => groups.deliver({ body: text, headers })

  it('is refused, and the real one is taken', async () => {
    const real = sign()
    const forgeries: [string, Record<string, string>, string?][] = [
      ['without headers', {}],
      ['without a signature', { ...real, 'webhook-signature': '' }],
      ['with another body', real, body.replace('"X"', '"Y"')],
      ['under another id', { ...real, 'webhook-id': 'msg_2' }],
      ['at another time', { ...real, 'webhook-timestamp': String(Number(real['webhook-timestamp']) + 1) }],
      ['too old', sign(body, { at: Date.now() - 301_000 })],
      ['from the future', sign(body, { at: Date.now() + 302_000 })],
      ['with another secret', sign(body, { secret: `whsec_${Buffer.alloc(24, 7).toString('base64')}` })],
      ['of another scheme', { ...real, 'webhook-signature': (real['webhook-signature'] ?? '').replace('v1,', 'v2,') }],
      ['cut off', { ...real, 'webhook-signature': (real['webhook-signature'] ?? '').slice(0, -5) }],
    ]
    for (const [what, headers, text] of forgeries) expect([what, await post(headers, text)]).toEqual([what, 401])
    expect((await readGroups(groups.pool)).size).toBe(0)
    expect(await post(real)).toBe(200)
    expect(await post({ ...sign(), 'webhook-signature': `v1,AAAA ${real['webhook-signature']}` })).toBe(200)
  })

  it.each([
    ['no JSON', '{', 400],
    ['no event', '[]', 422],
    ['no version', '{"type":"group.created","data":{"id":"x","name":"X","memberCount":0}}', 422],
    ['a version that is no number', '{"type":"group.deleted","data":{"id":"x","version":"9"}}', 422],
    ['a name with NUL', '{"type":"group.created","data":{"id":"x","name":"X\\u0000","version":1,"memberCount":0}}', 422],
    ['half a character', '{"type":"group.created","data":{"id":"\\ud800","name":"X","version":1,"memberCount":0}}', 422],
    [
      'one member both added and removed',
      '{"type":"group.updated","data":{"id":"x","name":"X","version":2,"memberCount":1,"previousVersion":1,"added":["a"],"removed":["a"]}}',
      422,
    ],
    ['an event of another kind', '{"type":"order.created","data":{}}', 200],
  ])('or one with %s changes nothing', async (_what, text, status) => {
    expect(await post(sign(text), text)).toBe(status)
    expect((await readGroups(groups.pool)).size).toBe(0)
  })

  it('agrees with the test vector of Standard Webhooks', () => {
    const vector = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: '1614265330', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }
    const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    const payload = Buffer.from('{"test": 2432232314}')
    const now = new Date(Number(vector.timestamp) * 1_000)
    expect(isSigned(payload, { ...vector, signature }, { secret: vector.secret, now })).toBe(true)
    const other = createHmac('sha256', 'x').update(payload).digest('base64')
    expect(isSigned(payload, { ...vector, signature: `v1,${other}` }, { secret: vector.secret, now })).toBe(false)
  })
})
