import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { insertAutopilot, projectAutopilot, publishVersion } from '../../db/queries/autopilots/autopilots.ts'
import { formatId, parseId } from '../../domain/ids.ts'
import { issueVouchers } from '../../db/queries/vouchers/issue-vouchers.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { makeDefinition, makeSend } from '../journeys/definition-fixture.ts'
import { issueOf } from '../vouchers/voucher-fixture.ts'

interface View {
  id: string
  version: number
  status: string
}
interface Overlaps {
  campaigns: { id: string; basis: string; customers: number }[]
  pairs: { campaigns: { id: string }[]; customers: number; sample: string[] }[]
  stacked: Record<string, number | null>
}

let api: TestApi
let customerIds: string[]
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.close())
beforeEach(async () => {
  await api.pool`TRUNCATE customers, promotions, outbox, vouchers, voucher_budgets, autopilots CASCADE`
  const rows = await api.pool<{ id: string }[]>`
    INSERT INTO customers (external_id, email, phone) SELECT 'c' || n, 'ok' || n || '@example.test', CASE WHEN n <= 4 THEN '+491510000000' || n END
    FROM generate_series(1, 10) AS n RETURNING id`
  customerIds = rows.map(({ id }) => id)
  await api.pool`UPDATE contact_states SET email_consent = 'subscribed', sms_consent = 'subscribed'`
  await api.pool`UPDATE contact_states SET email_consent = 'unsubscribed' WHERE customer_id = ANY (${customerIds.slice(0, 6)}::uuid[])`
})

async function call<Body = View>(
  method: string,
  path: string,
  body?: unknown,
  status = 200,
  headers: Record<string, string> = {},
): Promise<Body> {
  const answer = await api.call<Body>(method, `/api/v1${path}`, { body, headers: { 'Idempotency-Key': randomUUID(), ...headers } })
  expect(answer.status, JSON.stringify(answer.body)).toBe(status)
  return answer.body
}

const messages = {
  email: { channel: 'email', subject: 'For you', html: '<p>{{ voucher.code }}</p>' },
  sms: { channel: 'sms', text: '{{ voucher.code }} Reply STOP to opt out' },
}
const everyone = { include: [{ kind: 'everyone' }], exclude: [] }

async function addOffer(changes: object = {}) {
  const offer = await call(
    'POST',
    '/offers',
    {
      name: 'Ten percent',
      discount: { kind: 'percent', percent: 10 },
      cap: { amountMinor: 500, currency: 'EUR' },
      validity: { kind: 'afterDelivery', hours: 72 },
      ...changes,
    },
    201,
  )
  return offer.id
}

async function addDraft(changes: object = {}) {
  return call(
    'POST',
    '/promotions',
    { name: 'Spring', offerId: await addOffer(), audience: everyone, channels: ['email', 'sms'], messages, ...changes },
    201,
  )
}

/** As if its run had given these a voucher each. */
async function begin(id: string, members: string[]): Promise<void> {
  const promotionId = parseId('promotion', id) ?? ''
  await api.pool`UPDATE promotions SET status = 'active', started_at = now() WHERE id = ${promotionId}`
  const [row] = await api.pool<[{ offerId: string }]>`SELECT offer_id AS "offerId" FROM promotions WHERE id = ${promotionId}`
  await issueVouchers(
    api.pool,
    issueOf({ ...row, customerIds: members, campaign: { kind: 'promotion', id: promotionId }, occurrence: 'offer', at: new Date() }),
  )
}

describe('a draft', () => {
  it('is made, read, changed by its version, copied with its budget, listed and deleted', async () => {
    const budget = { maxVouchers: 3, maxMoney: { amountMinor: 1500, currency: 'EUR' } }
    const reminder = { before: '24h', messages: { email: messages.email } }
    const draft = await addDraft({ budget, reminder })
    expect(draft).toMatchObject({
      status: 'draft',
      offerName: 'Ten percent',
      fallThroughWithin: '1d',
      reminder: { before: '24h', channels: ['email', 'sms'] },
      budget: { ...budget, usedVouchers: 0 },
      audienceWords: expect.any(String),
    })
    const changed = await call('PATCH', `/promotions/${draft.id}`, { fallThroughWithin: '90m', reminder: null }, 200, {
      'If-Match': `"${draft.version}"`,
    })
    expect(changed).toMatchObject({ fallThroughWithin: '90m', reminder: null, version: draft.version + 1, channels: ['email', 'sms'] })
    await call('PATCH', `/promotions/${draft.id}`, { name: 'Late' }, 412, { 'If-Match': `"${draft.version}"` })
    // A change that names nothing changes nothing; the budget has no version.
    await call('PATCH', `/promotions/${draft.id}`, {}, 412, { 'If-Match': `"${draft.version}"` })
    expect(await call('PATCH', `/promotions/${draft.id}`, {})).toEqual(changed)
    expect(await call('PATCH', `/promotions/${draft.id}`, { budget })).toEqual(changed)
    const copy = await call('POST', `/promotions/${draft.id}/copy`, {}, 201)
    expect(copy).toMatchObject({ name: 'Spring (copy)', copiedFrom: draft.id, budget: { ...budget, usedVouchers: 0 } })
    const list = await call<{ data: View[] }>('GET', '/promotions?status=draft&channel=sms&q=spring')
    expect(list.data.map(({ id }) => id)).toEqual([copy.id, draft.id])
    await call('DELETE', `/promotions/${copy.id}`, undefined, 204)
    await call('GET', `/promotions/${copy.id}`, undefined, 404)
  })

  it('refuses what cannot be: an unknown offer, a money limit without a cap, a message under another channel', async () => {
    await call('POST', '/promotions', { name: 'x', offerId: formatId('offer', randomUUID()) }, 422)
    await addOffer({ cap: null }).then((offerId) =>
      call('POST', '/promotions', { name: 'x', offerId, budget: { maxMoney: { amountMinor: 100, currency: 'EUR' } } }, 422),
    )
    // Without an offer there is nothing else that knows its currency.
    await call('POST', '/promotions', { name: 'x', budget: { maxMoney: { amountMinor: 100, currency: 'EUX' } } }, 422)
    await call('POST', '/promotions', { name: 'x', messages: { sms: messages.email } }, 422)
    await call('POST', '/promotions', { name: 'x', channels: ['sms', 'sms'] }, 422)
    await call('POST', '/promotions', { name: 'x', fallThroughWithin: 'soon' }, 422)
    expect((await call<{ data: View[] }>('GET', '/promotions')).data).toEqual([])
  })
})

describe('the preflight', () => {
  it('says whom each channel reaches, and how many vouchers there is room for', async () => {
    const draft = await addDraft({ budget: { maxVouchers: 3 } })
    expect(await call('GET', `/promotions/${draft.id}/preflight`)).toMatchObject({
      ok: true,
      audience: { members: 10, reachable: 8, unreachable: { no_address: 2 } },
      channels: [
        { channel: 'email', candidates: 10, reachable: 4, unreachable: { not_subscribed: 6 } },
        { channel: 'sms', candidates: 6, reachable: 4, unreachable: { no_address: 2 }, sms: { parts: 1 } },
      ],
      vouchers: {
        wanted: 8,
        room: 3,
        refusal: 'budget_exhausted',
        mostEach: { amountMinor: 500, currency: 'EUR' },
        mostInAll: { amountMinor: 1500, currency: 'EUR' },
      },
      overlaps: { pairs: [], stacked: { twoOrMore: 0 } },
    })
  })

  it('warns of a message that shows no voucher, and of none that links to its page', async () => {
    const html = (body: string) => ({ ...messages.email, html: `<p>${body}</p>` })
    const warningsOf = async (body: string) => {
      const draft = await addDraft({ channels: ['email'], messages: { email: html(body) } })
      const { checks } = await call<{ checks: { code: string; level: string }[] }>('GET', `/promotions/${draft.id}/preflight`)
      return checks.flatMap(({ code, level }) => (level === 'warning' ? [code] : []))
    }
    expect(await warningsOf('Come back')).toContain('message_without_voucher')
    expect(await warningsOf('<a href="{{ voucher_url }}">Yours</a>')).not.toContain('message_without_voucher')
  })

  it('keeps an unfinished draft from being launched, and names every fault', async () => {
    const draft = await call('POST', '/promotions', { name: 'Unfinished', audience: everyone, channels: ['email', 'push'], messages }, 201)
    const refused = await call<{ code: string; errors: { path: string }[] }>('POST', `/promotions/${draft.id}/launch`, {}, 422)
    expect(refused.code).toBe('promotion_not_ready')
    expect(refused.errors.map(({ path }) => path)).toEqual(['offer_missing', 'message_missing'])
    const missing = await api.call('POST', `/api/v1/promotions/${draft.id}/launch`, { body: {} })
    expect(missing).toMatchObject({ status: 400, body: { code: 'idempotency_key_required' } })
  })
})

describe('a launch', () => {
  it('freezes the offer’s version, is certain without Temporal, and is done once under its key', async () => {
    const draft = await addDraft()
    const key = randomUUID()
    const launched = await call('POST', `/promotions/${draft.id}/launch`, {}, 202, { 'Idempotency-Key': key })
    expect(launched).toMatchObject({ status: 'scheduled', offerVersion: 1, launchedAt: expect.any(String) })
    expect(await call('POST', `/promotions/${draft.id}/launch`, {}, 202, { 'Idempotency-Key': key })).toEqual(launched)
    await call('POST', `/promotions/${draft.id}/launch`, {}, 409)
    await call('PATCH', `/promotions/${draft.id}`, { name: 'x' }, 409)
    const outbox = await api.pool`SELECT kind, payload FROM outbox`
    expect(outbox).toEqual([{ kind: 'start_promotion', payload: { promotionId: parseId('promotion', draft.id) } }])
    expect(await call('GET', `/promotions/${draft.id}/progress`)).toMatchObject({ stage: 'scheduled', source: 'ledger', recipients: 0 })
    await call('POST', `/promotions/${draft.id}/stop`, { vouchers: 'keep' }, 503)
    expect(await call('PUT', `/promotions/${draft.id}/budget`, { maxVouchers: 5 })).toMatchObject({ budget: { maxVouchers: 5 } })
  })
})

describe('a list of promotions', () => {
  it('says of all of them at once what they gave', async () => {
    const [one, other] = [await addDraft(), await addDraft()]
    await call('POST', `/promotions/${one.id}/launch`, {}, 202)
    await begin(one.id, customerIds.slice(0, 3))
    await api.pool`UPDATE vouchers SET status = 'redeemed', redeemed_at = now(), discount_minor = 100, expires_at = NULL WHERE customer_id = ${customerIds[0] ?? ''}`
    const { data } = await call<{ data: { id: string }[] }>('GET', `/promotions/counts?ids=${one.id},${other.id}`)
    expect(new Map(data.map(({ id, ...counts }) => [id, counts]))).toEqual(
      new Map([
        [one.id, { issued: 3, redeemed: 1 }],
        [other.id, { issued: 0, redeemed: 0 }],
      ]),
    )
    await call('GET', '/promotions/counts?ids=', undefined, 422)
  })
})

describe('the audit of overlaps', () => {
  const named = (ids: string[]) => ({
    include: [{ kind: 'customers', customerIds: ids.map((id) => formatId('customer', id)) }],
    exclude: [],
  })
  const launch = async (audience: object) => {
    const draft = await addDraft({ audience })
    await call('POST', `/promotions/${draft.id}/launch`, {}, 202)
    return draft
  }
  it('counts whom promotions and autopilots have in common: audiences before the launch, voucher holders after it', async () => {
    const before = await launch(named(customerIds.slice(2, 8)))
    const after = await launch(everyone)
    await begin(after.id, customerIds.slice(0, 4))
    const rule = { field: 'externalId', op: 'in', value: ['c4', 'c5', 'c6'] }
    const definition = makeDefinition(
      [{ id: 'give', kind: 'voucher', offerId: await addOffer(), next: 'mail', otherwise: null }, makeSend('mail', ['email'])],
      { trigger: { kind: 'event', event: { kind: 'event', name: 'x' } }, entryRule: rule as never },
    )
    const autopilot = await insertAutopilot(api.pool, { name: 'Win-back', definition, template: null })
    await publishVersion(api.pool, autopilot.id, definition)
    await projectAutopilot(api.pool, { autopilotId: autopilot.id, status: 'enabled', at: new Date() })
    const autopilotId = formatId('autopilot', autopilot.id)
    const { campaigns, pairs } = await call<Overlaps>('GET', '/voucher-campaigns/overlaps')
    expect(new Map(campaigns.map(({ id, basis, customers }) => [id, [basis, customers]]))).toEqual(
      new Map<string, unknown>([
        [before.id, ['audience', 6]],
        [after.id, ['members', 4]],
        [autopilotId, ['entry', 3]],
      ]),
    )
    const pairOf = (a: string, b: string) => pairs.find((pair) => [a, b].every((id) => pair.campaigns.some((one) => one.id === id)))
    expect(pairOf(before.id, after.id)).toMatchObject({ customers: 2 })
    expect(pairOf(before.id, after.id)?.sample.toSorted()).toEqual(
      customerIds
        .slice(2, 4)
        .map((id) => formatId('customer', id))
        .toSorted(),
    )
    expect(pairOf(before.id, autopilotId)).toMatchObject({ customers: 3 })
    expect(pairOf(after.id, autopilotId)).toMatchObject({ customers: 1 })
  })

  it('looks at a draft before its launch, and says who would have more than the store allows', async () => {
    await call('PATCH', '/settings/vouchers', { maxOpenPerCustomer: 1 })
    const running = await launch(everyone)
    await begin(running.id, customerIds.slice(0, 5))
    const other = await launch(named(customerIds.slice(8)))
    const draft = await addDraft({ audience: named(customerIds.slice(3)) })
    const { pairs, stacked } = await call<Overlaps>('GET', `/voucher-campaigns/overlaps?promotion=${draft.id}`)
    expect(pairs.map((pair) => [pair.campaigns.map(({ id }) => id).toSorted(), pair.customers])).toEqual(
      expect.arrayContaining([
        [[draft.id, running.id].toSorted(), 2],
        [[draft.id, other.id].toSorted(), 2],
      ]),
    )
    expect(stacked).toEqual({ maxOpenPerCustomer: 1, twoOrMore: 0, aboveLimit: 0, wouldBeAboveLimit: 4 })
    await call('PATCH', '/settings/vouchers', { maxOpenPerCustomer: null })
    await call('GET', `/voucher-campaigns/overlaps?promotion=${formatId('promotion', randomUUID())}`, undefined, 404)
  })
})
