import { v7 as newUuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { eraseCustomer } from '../../db/queries/customers/erase-customer.ts'
import { claimPage } from '../../db/queries/sends/claim-page.ts'
import { formatId } from '../../domain/ids.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { addCustomers, addSend } from '../send-path/send-fixture.ts'
import { messages, type SendPathHarness, startSendPath } from '../send-path/send-path-harness.ts'
import { type Diagnostics, outline } from './told-twice.ts'

let path: SendPathHarness
let api: TestApi
let key: string
beforeAll(async () => {
  path = await startSendPath()
  api = await startTestApi({ pool: path.pool, clock: () => path.clock.now })
  key = (await createApiKey(path.pool, { name: 'test', scopes: ['operations:read'] })).key
})
afterAll(async () => {
  await api.close()
  await path.close()
})

async function ask(query: string, status = 200): Promise<Diagnostics & { code?: string }> {
  const answer = await api.call<Diagnostics & { code?: string }>('GET', `/api/v1/diagnostics${query}`, { key })
  expect([answer.status, answer.body]).toMatchObject([status, {}])
  return answer.body
}

/** A broadcast that was sent to these customers. */
async function send(customerIds: string[]): Promise<string> {
  const [{ id }] = await path.pool<[{ id: string }]>`
    INSERT INTO broadcasts (name, channel, message, audience) VALUES ('March', 'email', '{}', '{"include": [{"kind": "everyone"}], "exclude": []}') RETURNING id`
  await path.pool`UPDATE broadcasts SET status = 'sending' WHERE id = ${id}`
  await addSend(path.pool, [{ customerIds }], { id, message: messages.email })
  await path.sendPage({ sendId: id, page: 0 })
  await path.pool`UPDATE sends SET completed_at = now() WHERE id = ${id}`
  return id
}

const customer = (id: string) => `customer=${formatId('customer', id)}`
const broadcast = (id: string) => `campaign=${formatId('broadcast', id)}`

describe('diagnostics of a broadcast', () => {
  it('answer why she got it, or did not, with what the contact policy looked at', async () => {
    const [got = '', refused = ''] = await addCustomers(path.pool, 'email', [{ email: 'ann@example.test' }, { consent: 'unsubscribed' }])
    await path.pool`UPDATE customers SET first_name = 'Ann' WHERE id = ${got}`
    const id = await send([got, refused])
    const at = path.clock.now
    await path.pool`
      INSERT INTO delivery_events (send_id, customer_id, channel, type, occurred_at)
      VALUES (${id}, ${got}, 'email', 'delivered', ${new Date(at.getTime() + 5_000)}), (${id}, ${got}, 'email', 'clicked', ${new Date(at.getTime() + 9_000)})`
    await path.pool`
      INSERT INTO provider_failures (send_id, page, at, channel, code, customer_ids, will_retry, retry_after_ms)
      VALUES (${id}, 0, ${new Date(at.getTime() - 1_000)}, 'email', 'rate_limited', ${[got, newUuid()]}::uuid[], true, 1000)`
    await path.pool`
      INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor) VALUES (${newUuid()}, ${got}, ${new Date(at.getTime() + 60_000)}, 'paid', 'EUR', 4200)`
    const told = await ask(`?${broadcast(id)}&${customer(got)}`)
    expect(told.answer).toMatchObject({ standing: 'got_it', channel: 'email', sentence: 'Got it by email.', obstacles: [] })
    expect(outline(told.runs?.[0] as never).toSorted()).toEqual(
      [
        'matched',
        'call_failed email',
        'verdict email send',
        'sent email accepted',
        'receipt email delivered',
        'receipt email clicked',
        'ordered',
      ].toSorted(),
    )
    expect(told.runs?.[0]?.timeline.find(({ kind }) => kind === 'ordered')?.details).toMatchObject({ amountMinor: 4200, isCredited: true })
    // Beside a customer the campaign is only named: nobody was counted.
    expect(told.campaign).toMatchObject({ sentence: 'It is sending.', numbers: [] })
    // A name is a field of its own, and nothing personal is anywhere else.
    expect(told.customer).toMatchObject({ name: 'Ann', isErased: false })
    expect(told.customer?.channels.find(({ channel }) => channel === 'email')?.nextContactAt).not.toBeNull()
    expect(JSON.stringify(told)).not.toContain('ann@example.test')
    expect(JSON.stringify([told.runs, told.answer])).not.toContain('Ann')

    const not = await ask(`?${broadcast(id)}&${customer(refused)}`)
    expect(not.answer).toMatchObject({
      standing: 'did_not_get_it',
      reason: 'not_subscribed',
      sentence: 'Did not get it: there is no consent to it.',
    })
    expect(not.runs?.[0]?.timeline.at(-1)).toMatchObject({
      source: 'policy',
      sentence: 'No email: there is no consent to it.',
      details: { verdict: 'skip', inputs: { consent: 'unsubscribed' } },
    })
  })

  it('count and list its customers, each number with its people, page by page', async () => {
    const people = await addCustomers(path.pool, 'email', [{}, {}, {}, { consent: 'never' }])
    const id = await send(people)
    const first = await ask(`?${broadcast(id)}&limit=3`)
    expect(first.campaign?.numbers).toEqual(
      expect.arrayContaining([
        { of: 'messages', stage: 'accepted', outcome: null, reason: null, channel: 'email', count: 3 },
        { of: 'messages', stage: 'skipped', outcome: null, reason: 'not_subscribed', channel: 'email', count: 1 },
      ]),
    )
    expect(first.campaign?.sentence).toBe('It is sending. 3 customers got it, 0 are still to get it, 1 did not.')
    expect(first.campaign?.timeline.map(({ sentence }) => sentence)).toEqual(['It began to send.'])
    const rest = await ask(`?${broadcast(id)}&limit=3&cursor=${first.nextCursor}`)
    expect([...(first.customers ?? []), ...(rest.customers ?? [])].map(({ customerId }) => customerId)).toEqual(
      people.toSorted().map((one) => formatId('customer', one)),
    )
    expect(rest.nextCursor).toBeNull()
    // Those whose page nobody has claimed are counted, so they are listed.
    const later = (await addCustomers(path.pool, 'email', [{}, {}])).toSorted()
    await path.pool`INSERT INTO send_pages (send_id, page, not_before, customer_ids) SELECT id, 9, now(), ${later}::uuid[] FROM sends WHERE id = ${id}`
    await path.pool`UPDATE sends SET recipients = 6 WHERE id = ${id}`
    const pending = await ask(`?${broadcast(id)}&stage=pending&limit=1`)
    expect(pending.campaign?.numbers).toContainEqual(expect.objectContaining({ stage: 'pending', count: 2 }))
    const pendingRest = await ask(`?${broadcast(id)}&stage=pending&cursor=${pending.nextCursor}`)
    expect([...(pending.customers ?? []), ...(pendingRest.customers ?? [])]).toMatchObject(
      later.map((one) => ({ customerId: formatId('customer', one), standing: 'will_get_it', reason: 'page_claim' })),
    )
    const skipped = await ask(`?${broadcast(id)}&stage=skipped&reason=not_subscribed`)
    expect(skipped.customers).toEqual([
      expect.objectContaining({ customerId: formatId('customer', people[3] ?? ''), standing: 'did_not_get_it', reason: 'not_subscribed' }),
    ])
  })

  it('tell all campaigns of a customer, newest first, page by page, also of one who was erased', async () => {
    const [person = ''] = await addCustomers(path.pool, 'email', [{ email: 'gone@example.test' }])
    const ids: string[] = []
    for (let place = 0; place < 3; place += 1) {
      path.clock.now = new Date(path.clock.now.getTime() + 60_000)
      ids.push(await send([person]))
    }
    const newest = ids.toReversed().map((id) => formatId('broadcast', id))
    const first = await ask(`?${customer(person)}&limit=2`)
    const rest = await ask(`?${customer(person)}&limit=2&cursor=${first.nextCursor}`)
    expect([...(first.runs ?? []), ...(rest.runs ?? [])].map(({ campaign }) => campaign.id)).toEqual(newest)
    expect(first.runs?.map(({ reason }) => reason)).toEqual(['cooldown', 'cooldown'])
    expect(rest).toMatchObject({ nextCursor: null, runs: [{ standing: 'got_it' }] })
    expect(await ask(`?customer=ext:${person}`)).toMatchObject({ runs: first.runs?.concat(rest.runs ?? []) })
    await eraseCustomer(path.pool, person)
    const erased = await ask(`?${customer(person)}`)
    expect(erased.customer).toEqual({
      id: formatId('customer', person),
      isErased: true,
      externalId: null,
      name: null,
      channels: [],
      vouchers: [],
      running: [],
    })
    expect(erased.runs).toHaveLength(3)
    expect(JSON.stringify(erased)).not.toContain('gone@example.test')
  })
})

describe('diagnostics of a promotion', () => {
  it('tell of each channel that was tried, and of the one that is next', async () => {
    const [person = ''] = await addCustomers(path.pool, 'email', [{ consent: 'unsubscribed' }])
    const [{ id }] = await path.pool<[{ id: string }]>`
      INSERT INTO promotions (name, status, offer_id, offer_version, audience, channels, messages, fall_through_ms, launched_at)
      VALUES ('Spring', 'sending', ${newUuid()}, 1, '{"include": [{"kind": "everyone"}], "exclude": []}', '{email,sms}', '{}', 3600000, now()) RETURNING id`
    const addPlace = async (place: number, channel: 'email' | 'sms') => {
      const claimed = await addSend(path.pool, [{ customerIds: [person] }], {
        campaignKind: 'promotion',
        campaignId: id,
        channel,
        message: messages[channel],
      })
      await path.pool`INSERT INTO promotion_sends (send_id, promotion_id, purpose, channel, place) VALUES (${claimed.id}, ${id}, 'offer', ${channel}, ${place})`
      await claimPage(path.pool, { send: claimed, page: 0, now: path.clock.now, quietZones: [] })
    }
    await addPlace(0, 'email')
    const query = `?campaign=${formatId('promotion', id)}&${customer(person)}`
    expect(await ask(query)).toMatchObject({ answer: { standing: 'will_get_it', sentence: 'Not yet. The next channel is tried.' } })
    await addPlace(1, 'sms')
    const told = await ask(query)
    expect(outline(told.runs?.[0] as never)).toEqual([
      'matched',
      'verdict offer email skip not_subscribed',
      'verdict offer sms skip no_address',
    ])
    expect(told.answer).toMatchObject({
      standing: 'did_not_get_it',
      sentence: 'Did not get it: no email, because there is no consent to it; no SMS, because there is no address for it.',
    })
    const { campaign, customers } = await ask(`?campaign=${formatId('promotion', id)}`)
    expect(campaign?.numbers).toEqual([{ of: 'messages', stage: 'skipped', outcome: null, reason: 'no_address', channel: 'sms', count: 1 }])
    expect(customers).toEqual([expect.objectContaining({ reason: 'no_address', channel: 'sms' })])
  })
})

describe('diagnostics refuse', () => {
  it('what asks nothing, names nothing, or may not ask', async () => {
    expect(await ask('', 422)).toMatchObject({ code: 'invalid_request' })
    expect(await ask('?campaign=cus_01h4550qsx8t5vqkh32a0abr5m', 422)).toMatchObject({ code: 'invalid_request' })
    expect(await ask(`?${broadcast(newUuid())}`, 404)).toMatchObject({ code: 'not_found' })
    const sent = broadcast(await send(await addCustomers(path.pool, 'email', [{}])))
    for (const stage of ['skiped', 'matched'])
      expect(await ask(`?${sent}&stage=${stage}`, 422)).toMatchObject({ code: 'invalid_request', errors: [{ path: 'query.stage' }] })
    expect(await ask(`?journey=${formatId('journey', newUuid())}`, 404)).toMatchObject({ code: 'not_found' })
    expect(await ask(`?journey=${formatId('journey', newUuid())}&${customer(newUuid())}`, 422)).toMatchObject({ code: 'invalid_request' })
    expect(await ask(`?${customer(newUuid())}&cursor=WyJ4IiwieSJd`, 400)).toMatchObject({ code: 'invalid_cursor' })
    const { key: other } = await createApiKey(path.pool, { name: 'other', scopes: ['customers:read'] })
    expect((await api.call('GET', `/api/v1/diagnostics?${customer(newUuid())}`, { key: other })).status).toBe(403)
  })
})
