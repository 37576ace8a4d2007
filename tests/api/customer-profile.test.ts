import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordConsents } from '../../db/queries/consents.ts'
import { refreshSegments } from '../../db/queries/segments/refresh-segments.ts'
import { changeSettings } from '../../db/queries/settings.ts'
import { formatId, parseId } from '../../domain/ids.ts'
import { insertOrders } from '../segments/store-fixture.ts'
import { startTestApi, type TestApi } from './test-api.ts'

interface Entry {
  id: string
  at: string
  kind: string
  what: string
  sentence: string
  campaign: { kind: string; id: string; name: string | null } | null
  voucher: { offerName: string | null } | null
  order: { externalId: string; amount: { amountMinor: number } | null } | null
}

interface Contact {
  channels: {
    channel: string
    addresses: string[]
    may: string
    from: string | null
    reasons: string[]
    suppressions: { reason: string }[]
  }[]
}

const dayMs = 86_400_000
/** A summer's noon in Berlin. */
const at = new Date('2026-06-30T10:00:00Z')
const ago = (days: number) => new Date(at.getTime() - days * dayMs)
const broadcast = '01890a5d-ac96-774b-bcce-b302099a8001'

let api: TestApi
let ada: string
let ids: Map<string, string>
let clock = at

beforeAll(async () => {
  api = await startTestApi({ clock: () => clock })
  await changeSettings(api.pool, 'store', { timeZone: 'Europe/Berlin', currency: 'EUR' })
  await api.call('POST', '/api/v1/customers', {
    body: {
      externalId: 'ada',
      email: 'ada@example.com',
      phone: '+4930901820',
      firstName: 'Ada',
      lastName: 'Lovelace',
      timeZone: 'Europe/Berlin',
    },
  })
  ids = await insertOrders(
    api.pool,
    Array.from({ length: 40 }, (_, buyer) =>
      Array.from({ length: 1 + (buyer % 5) }, (_, index) => ({
        customer: buyer === 7 ? 'ada' : `buyer ${buyer}`,
        placedAtMs: ago(20 + buyer * 3 + index * 15).getTime(),
        netMinor: 1_000 + buyer * 100,
        isValid: true,
      })),
    ).flat(),
  )
  ada = ids.get('ada') ?? ''
  await refreshSegments(api.pool, at)
})
afterAll(() => api.close())

const read = <Body>(path: string) => api.call<Body>('GET', `/api/v1/customers/ext:ada${path}`)

async function say(channel: 'email' | 'sms', status: 'subscribed' | 'unsubscribed', occurredAt = ago(100)): Promise<void> {
  await recordConsents(api.pool, [{ customerId: ada, channel, status, source: 'checkout', occurredAt }])
}

describe('the segments of one customer', () => {
  it('say which, since when and why, by the figures of the rules', async () => {
    const { body } = await read<{
      figures: { orders: number; scores: object; cell: { name: string }; averageOrder: object }
      segments: { key: string; isMember: boolean; why: string; since: string | null }[]
    }>('/segments')
    expect(body.figures).toMatchObject({ orders: 3, averageOrder: { amountMinor: 1_700, currency: 'EUR' } })
    const of = (key: string) => body.segments.find((segment) => segment.key === key)
    expect(of('repeat')).toMatchObject({ isMember: true, why: '3 orders; 2 or more are needed.', since: at.toISOString() })
    // Every 15 days, the last 41 days ago.
    expect(of('at_risk')?.why).toMatch(
      /^The last order was 41 days ago: 2\.7 times the expected 15 days between orders, where 1\.5 to 3 times/,
    )
    expect(of('new')).toMatchObject({ isMember: false, since: null, why: expect.stringContaining('The first order was 71 days ago.') })
    const { body: customer } = await read<{ segments: string[] }>('')
    expect(
      body.segments
        .filter(({ isMember }) => isMember)
        .map(({ key }) => key)
        .sort(),
    ).toEqual(customer.segments.toSorted())
  })

  it('are none of someone who has not ordered, and unknown of nobody', async () => {
    await api.call('POST', '/api/v1/customers', { body: { externalId: 'idle' } })
    const { body } = await api.call<{ figures: null; segments: { isMember: boolean; why: null }[] }>(
      'GET',
      '/api/v1/customers/ext:idle/segments',
    )
    expect(body.figures).toBeNull()
    expect(body.segments).toHaveLength(9)
    expect(body.segments.every(({ isMember, why }) => !isMember && why === null)).toBe(true)
    for (const path of ['segments', 'contact', 'memberships', 'timeline'])
      expect((await api.call('GET', `/api/v1/customers/ext:nobody/${path}`)).status, path).toBe(404)
  })
})

describe('what may be sent to one customer', () => {
  const readChannel = async (channel: string) => {
    const { body } = await read<Contact>('/contact')
    return body.channels.find((one) => one.channel === channel)
  }

  it('is nothing without an address or a yes, and then at once', async () => {
    expect(await readChannel('push')).toMatchObject({ may: 'no', reasons: ['no_address'], addresses: [] })
    expect(await readChannel('email')).toMatchObject({ may: 'no', reasons: ['not_subscribed'], addresses: ['ada@example.com'] })
    await say('email', 'subscribed')
    await say('sms', 'subscribed')
    expect(await readChannel('email')).toMatchObject({ may: 'now', from: null, reasons: [] })
  })

  it('waits for the cooldown, and where that ends at night, for the morning', async () => {
    await api.pool`UPDATE contact_states SET last_contact_at = ${new Date('2026-06-29T20:00:00Z')} WHERE customer_id = ${ada}`
    expect(await readChannel('email')).toMatchObject({ may: 'later', from: '2026-06-30T20:00:00.000Z', reasons: ['cooldown'] })
    // 22:00 in Berlin is within the quiet hours of SMS, which end at 08:00.
    expect(await readChannel('sms')).toMatchObject({ may: 'later', from: '2026-07-01T06:00:00.000Z', reasons: ['cooldown', 'quiet_hours'] })
  })

  it('is nothing to a suppressed address, whoever agreed', async () => {
    await api.call('POST', '/api/v1/suppressions', {
      body: { suppressions: [{ channel: 'email', address: 'ada@example.com', reason: 'complaint' }] },
    })
    expect(await readChannel('email')).toMatchObject({ may: 'no', reasons: ['suppressed'], suppressions: [{ reason: 'complaint' }] })
    await api.call('DELETE', '/api/v1/suppressions/email/ada%40example.com')
    expect(await readChannel('email')).toMatchObject({ may: 'later' })
  })
})

describe('where one customer belongs', () => {
  it('are groups, deleted ones last, and the saved audiences whose rule is true of her', async () => {
    const make = async (name: string, text: string) =>
      (await api.call<{ id: string }>('POST', '/api/v1/audiences', { body: { name, text } })).body.id
    const repeaters = await make('Repeaters', 'segment = repeat')
    await make('Elsewhere', 'city = "Berlin"')
    const nested = await make('Nested', `audience = ${repeaters}`)
    await api.pool`
      INSERT INTO groups (id, external_id, name, deleted_at, deleted_version) VALUES (${broadcast}, 'g1', 'Staff', NULL, NULL), (gen_random_uuid(), 'g2', 'Alumni', ${at}, 1)`
    await api.pool`INSERT INTO group_members (group_id, customer_id) SELECT id, ${ada} FROM groups`
    const { body } = await read<object>('/memberships')
    expect(body).toEqual({
      groups: [
        { id: formatId('group', broadcast), name: 'Staff', isDeleted: false },
        expect.objectContaining({ name: 'Alumni', isDeleted: true }),
      ],
      audiences: [
        { id: nested, name: 'Nested', isPinned: false },
        { id: repeaters, name: 'Repeaters', isPinned: false },
      ],
      audiencesAsked: 3,
      isWhole: true,
    })
  })
})

describe('the timeline of one customer', () => {
  beforeAll(async () => {
    const policy = {}
    await api.pool`INSERT INTO broadcasts (id, name, channel, status, message, audience) VALUES (${broadcast}, 'Spring', 'email', 'sent', '{}', '{}')`
    await api.pool`INSERT INTO sends (id, campaign_kind, campaign_id, channel, message, policy) VALUES (${broadcast}, 'broadcast', ${broadcast}, 'email', '{}', ${api.pool.json(policy)})`
    await api.pool`
      INSERT INTO deliveries (send_id, customer_id, channel, page, status, reason, policy_inputs, claimed_at, accepted_at)
      VALUES (${broadcast}, ${ada}, 'email', 0, 'delivered', NULL, '{"consent":"subscribed"}', ${ago(5)}, ${ago(5)})`
    await api.pool`
      INSERT INTO delivery_events (send_id, customer_id, channel, type, link, is_bot, occurred_at) VALUES
        (${broadcast}, ${ada}, 'email', 'opened', NULL, true, ${ago(4.9)}), (${broadcast}, ${ada}, 'email', 'clicked', 1, false, ${ago(4.8)})`
    const { body: offer } = await api.call<{ id: string }>('POST', '/api/v1/offers', {
      body: { name: 'Ten percent', discount: { kind: 'percent', percent: 10 }, validity: { kind: 'afterDelivery', hours: 48 } },
      headers: { 'idempotency-key': 'offer' },
    })
    await api.call('POST', `/api/v1/offers/${offer.id}/vouchers`, {
      body: { customers: ['ext:ada'] },
      headers: { 'idempotency-key': 'give' },
    })
  })

  const readAll = async (query: string): Promise<Entry[]> => {
    const entries: Entry[] = []
    for (let cursor = ''; ;) {
      const { status, body } = await read<{ data: Entry[]; nextCursor: string | null }>(`/timeline?${query}${cursor}`)
      expect(status).toBe(200)
      entries.push(...body.data)
      if (body.nextCursor === null) return entries
      cursor = `&cursor=${body.nextCursor}`
    }
  }

  it('tells messages, reactions, vouchers, orders, consent and segments in sentences, newest first', async () => {
    const entries = await readAll('limit=200')
    const instants = entries.map((entry) => Date.parse(entry.at))
    expect(instants).toEqual(instants.toSorted((one, other) => other - one))
    expect(new Set(entries.map(({ kind }) => kind))).toEqual(new Set(['message', 'reaction', 'voucher', 'order', 'consent', 'segment']))
    const sentences = entries.map(({ sentence }) => sentence)
    expect(sentences).toContain('The email was sent, and has arrived.')
    expect(sentences).toContain('The email was opened, by a machine: it does not count.')
    expect(sentences).toContain('A link was clicked in the email.')
    expect(sentences).toContain('A voucher was given.')
    expect(sentences).toContain('Agreed to SMS.')
    expect(sentences.filter((sentence) => sentence === 'Ordered.')).toHaveLength(3)
    expect(entries.find(({ kind }) => kind === 'segment')?.sentence).toMatch(/^Is now in .*Repeat/)
    expect(entries.find(({ kind }) => kind === 'message')?.campaign).toEqual({
      kind: 'broadcast',
      id: formatId('broadcast', broadcast),
      name: 'Spring',
    })
    expect(entries.find(({ kind }) => kind === 'voucher')?.voucher?.offerName).toBe('Ten percent')
    expect(entries.find(({ kind }) => kind === 'order')?.order?.amount).toMatchObject({ amountMinor: 1_700 })
  })

  it('is the same in pages of any size, and of some kinds alone', async () => {
    const whole = await readAll('limit=200')
    expect(await readAll('limit=1')).toEqual(whole)
    expect(await readAll('limit=4')).toEqual(whole)
    expect(await readAll('kinds=order,consent&limit=3')).toEqual(whole.filter(({ kind }) => kind === 'order' || kind === 'consent'))
    expect((await read('/timeline?kinds=order,dreams')).status).toBe(422)
    for (const key of ['x', '["2026-99-01 00:00:00+00","a"]'])
      expect((await read(`/timeline?cursor=${Buffer.from(key).toString('base64url')}`)).status).toBe(400)
  })

  it('is what is left, under the id of a customer who was erased', async () => {
    clock = new Date(at.getTime() + dayMs)
    const id = formatId('customer', ada)
    expect((await api.call('DELETE', '/api/v1/customers/ext:ada')).status).toBe(204)
    const { body } = await api.call<{ data: Entry[] }>('GET', `/api/v1/customers/${id}/timeline`)
    expect(body.data.map(({ kind }) => kind).sort()).toEqual(expect.arrayContaining(['message', 'voucher']))
    expect(body.data.some(({ kind }) => kind === 'order' || kind === 'consent')).toBe(false)
    expect(JSON.stringify(body.data)).not.toContain('ada@example.com')
    expect((await api.call('GET', `/api/v1/customers/${id}/segments`)).status).toBe(404)
    expect(parseId('customer', id)).toBe(ada)
  })
})

describe('the list of customers', () => {
  const find = async (query: string) =>
    (await api.call<{ data: { externalId: string }[] }>('GET', `/api/v1/customers?limit=200&${query}`)).body.data.map(
      ({ externalId }) => externalId,
    )

  beforeAll(async () => {
    for (const [externalId, email] of [
      ['listed 1', 'one@list.example'],
      ['listed 2', 'two@list.example'],
      ['listed 3', 'three@list.example'],
    ])
      await api.call('POST', '/api/v1/customers', {
        body: {
          externalId,
          email,
          phone: externalId === 'listed 1' ? '+49 30 555 0101' : null,
          consents: { email: { status: externalId === 'listed 3' ? 'unsubscribed' : 'subscribed' } },
        },
      })
    await api.call('POST', '/api/v1/suppressions', { body: { suppressions: [{ channel: 'email', address: 'two@list.example' }] } })
    const [member] = await api.pool<{ id: string }[]>`SELECT id FROM customers WHERE external_id = 'listed 3'`
    await api.pool`INSERT INTO group_members (group_id, customer_id) VALUES (${broadcast}, ${member?.id ?? ''})`
  })

  it('is filtered by consent, by whom a channel reaches, by group and by whether somebody ever ordered', async () => {
    expect(await find('consent=email.subscribed')).toEqual(['listed 2', 'listed 1'])
    expect(await find('consent=email.unsubscribed')).toEqual(['listed 3'])
    expect(await find('reachable=email')).toEqual(['listed 1'])
    expect(await find('reachable=sms')).toEqual([])
    expect(await find(`group=${formatId('group', broadcast)}`)).toEqual(['listed 3'])
    expect(await find('ordered=false&q=listed')).toEqual(['listed 3', 'listed 2', 'listed 1'])
    expect((await find('ordered=true')).length).toBe(39)
    expect((await api.call('GET', '/api/v1/customers?consent=email.maybe')).status).toBe(422)
  })

  it('finds a phone number however it is typed, and a part of an address', async () => {
    expect(await find('q=030%20555-01')).toEqual(['listed 1'])
    expect(await find(`q=${encodeURIComponent('+49305550101')}`)).toEqual(['listed 1'])
    expect(await find(`q=${encodeURIComponent('TWO@list')}`)).toEqual(['listed 2'])
  })

  it('finds who has entered a segment since an instant, and is in it', async () => {
    expect((await find(`segment=repeat&enteredSince=${ago(1).toISOString()}`)).length).toBe((await find('segment=repeat')).length)
    expect(await find(`segment=repeat&enteredSince=${new Date(at.getTime() + 1).toISOString()}`)).toEqual([])
  })
})
