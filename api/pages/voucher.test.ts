import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { insertOffer } from '../../db/queries/offers/offers.ts'
import { revokeVouchers } from '../../db/queries/vouchers/end-vouchers.ts'
import { issueVouchers } from '../../db/queries/vouchers/issue-vouchers.ts'
import { readVoucher } from '../../db/queries/vouchers/read-vouchers.ts'
import { redeemVoucher } from '../../db/queries/vouchers/use-voucher.ts'
import { eraseCustomer } from '../../db/queries/customers/erase-customer.ts'
import type { OfferTerms } from '../../domain/offers.ts'
import { formatVoucherCode } from '../../domain/voucher-codes.ts'
import { addCustomer, addDelivery, startSide, type StartedSide } from '../../tests/customer-side/started-side.ts'
import { basketOf, termsOf } from '../../tests/vouchers/voucher-fixture.ts'

const startAt = new Date('2026-05-01T10:00:00Z')
let now = startAt
let side: StartedSide
beforeAll(async () => {
  side = await startSide({ clock: () => now })
  await side.pool`INSERT INTO settings (key, value) VALUES ('store', '{"name": "Fish & <Chips>", "timeZone": "Europe/Sofia"}')`
})
beforeEach(() => {
  now = startAt
})
afterAll(() => side.close())

/** A voucher of an offer of its own, and the link of the message that brought it. */
async function bring(changes: Partial<OfferTerms> = {}, as: 'reserved' | 'issued' | 'delivered' = 'delivered') {
  const customerId = await addCustomer(side.pool, { email: `${randomUUID()}@shop.example`, phone: '+4915112345678' })
  const { id: offerId } = await insertOffer(side.pool, { name: 'Десет <процента> 🍵', terms: termsOf(changes) })
  const campaign = { kind: 'direct' as const, id: offerId }
  const request = { offerId, campaign, customerIds: [customerId], at: now, as, actor: { source: 'api' as const } }
  const [voucher] = (await issueVouchers(side.pool, request)).vouchers
  if (voucher === undefined) throw new Error('There is no voucher')
  const delivery = await addDelivery(side.pool, { channel: 'email', customerId })
  const fields = { voucher: { code: voucher.code } }
  await side.pool`UPDATE deliveries SET merge_fields = ${side.pool.json(fields)} WHERE send_id = ${delivery.sendId}`
  return { ...voucher, url: `${side.url}/v/${side.token('email', delivery)}` }
}

const readPage = async (response: Response | Promise<Response>) => (await (await response).text()).replaceAll(/\s+/g, ' ')
const accept = (url: string, body = new URLSearchParams({ accept: 'yes' })) => fetch(url, { method: 'POST', body, redirect: 'manual' })
const readStatus = async (id: string) => (await readVoucher(side.pool, { id }))?.status
const readEvents = (id: string) => side.pool`SELECT kind, source FROM voucher_events WHERE voucher_id = ${id} ORDER BY id`

describe('the page of a voucher', () => {
  it('shows the code, what it gives, where and until when, and changes nothing however often it is opened', async () => {
    const scope = { verticals: ['Groceries'], merchants: ['Bäckerei & Söhne'], products: [] }
    const { id, code, url } = await bring({ minimumSpendMinor: 3_000, scope })
    for (const method of ['GET', 'HEAD', 'GET']) {
      const response = await fetch(url, { method })
      expect(response.status).toBe(200)
      expect(response.headers.get('set-cookie')).toBeNull()
      expect(response.headers.get('cache-control')).toBe('no-store')
    }
    const page = await readPage(fetch(url))
    for (const words of [
      'Fish &amp; &lt;Chips&gt;',
      'Десет &lt;процента&gt; 🍵',
      formatVoucherCode(code),
      '10% off.',
      'At most €10.00. From €30.00 on. For Groceries. At Bäckerei &amp; Söhne.',
      'Until 11 May 2026 at 13:00 GMT+3.',
      'Accept the voucher',
    ])
      expect(page).toContain(words)
    expect(page).not.toContain('<script')
    expect(await readStatus(id)).toBe('delivered')
  })

  it('accepts by its form alone, once, and says so again', async () => {
    const { id, url } = await bring()
    expect((await accept(url, new URLSearchParams({}))).status).toBe(400)
    expect(await readStatus(id)).toBe('delivered')
    const answers = await Promise.all(Array.from({ length: 5 }, () => accept(url)))
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200))
    expect(await readPage(answers[0] ?? new Response())).toContain('It is yours.')
    expect(await readStatus(id)).toBe('accepted')
    expect(await readEvents(id)).toEqual([
      { kind: 'issued', source: 'api' },
      { kind: 'accepted', source: 'customer' },
    ])
    const page = await readPage(fetch(url))
    expect(page).toContain('You have accepted it.')
    expect(page).not.toContain('<form')
  })

  it('begins the hours that run from delivery, where nobody had reported one', async () => {
    const { id, url } = await bring({ validity: { kind: 'afterDelivery', hours: 2 } }, 'issued')
    await accept(url)
    expect((await readVoucher(side.pool, { id }))?.validUntil).toEqual(new Date(startAt.getTime() + 2 * 3_600_000))
  })

  it.each(['used', 'expired', 'revoked', 'not ready'] as const)(
    'says in words that it is %s, without the code, and accepts nothing',
    async (end) => {
      const { id, code, url } = await bring({}, end === 'not ready' ? 'reserved' : 'delivered')
      const actor = { source: 'api' } as const
      const voucher = await readVoucher(side.pool, { id })
      if (voucher === undefined) throw new Error('There is no voucher')
      if (end === 'used')
        await redeemVoucher(side.pool, { voucher, at: now, actor, orderExternalId: randomUUID(), basket: basketOf(3_000) })
      if (end === 'revoked') await revokeVouchers(side.pool, { voucherIds: [id], reason: 'revoked_by_operator', at: now, actor })
      // At the very end of its validity it is over, whatever its row says.
      if (end === 'expired') now = voucher.validUntil
      const words = {
        used: 'has been used, on 1 May 2026 at 13:00 GMT+3',
        expired: 'has expired',
        revoked: 'cannot be used any more',
        'not ready': 'not ready yet',
      }
      const response = await fetch(url)
      expect(response.status).toBe(200)
      const page = await readPage(response)
      expect(page).toContain(words[end])
      expect(page).not.toContain(formatVoucherCode(code))
      expect(page).not.toContain('<form')
      const before = await readStatus(id)
      const refused = await accept(url)
      expect(refused.status).toBe(409)
      expect(await readPage(refused)).toContain(words[end])
      expect(await readStatus(id)).toBe(before)
    },
  )

  it('is the same for a link that was altered, a message without a voucher, and a customer who was erased', async () => {
    const { customerId, url } = await bring()
    const altered = url.slice(0, -1) + (url.endsWith('A') ? 'B' : 'A')
    const without = await addDelivery(side.pool, { channel: 'email', customerId })
    for (const method of ['GET', 'POST'])
      for (const other of [altered, `${side.url}/v/${side.token('email', without)}`, `${side.url}/v/x`])
        expect((await fetch(other, { method })).status).toBe(404)
    await eraseCustomer(side.pool, customerId, now)
    expect((await fetch(url)).status).toBe(404)
    expect((await accept(url)).status).toBe(404)
    expect((await fetch(url, { method: 'PUT' })).status).toBe(405)
  })
})
