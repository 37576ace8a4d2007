import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Fault, idempotencyKey, type Issued, startVoucherApi, tenPercent, type Voucher, type VoucherApi } from './voucher-api.ts'

let shop: VoucherApi
beforeAll(async () => {
  shop = await startVoucherApi()
})
afterAll(() => shop.api.close())

it('An offer’s vouchers are listed and counted by what they are now, not by what is written', async () => {
  const offer = await shop.makeOffer({ ...tenPercent, limitPerCustomer: null })
  const other = await shop.makeOffer({ ...tenPercent, name: 'Another' })
  const path = `/api/v1/offers/${offer.id}`
  const give = (id: string) =>
    shop.api.call<Issued>('POST', `/api/v1/offers/${id}/vouchers`, {
      body: { customers: ['ext:ada', 'ext:bea'] },
      headers: idempotencyKey(),
    })
  const [first] = (await give(offer.id)).body.vouchers
  await give(other.id)
  await shop.api.call('POST', `/api/v1/vouchers/${first?.code}/revoke`)
  const counts = async () => (await shop.api.call<{ data: object[] }>('GET', `${path}/voucher-counts`)).body.data
  expect(await counts()).toEqual([
    { status: 'delivered', vouchers: 1 },
    { status: 'revoked', vouchers: 1 },
  ])
  const list = async (query: string) => (await shop.api.call<{ data: Voucher[] }>('GET', `${path}/vouchers${query}`)).body.data
  expect((await list('?status=revoked')).map(({ id }) => id)).toEqual([first?.id])
  const both = await list('')
  expect(both.length).toBe(2)
  const pages = await shop.api.call<{ data: Voucher[]; nextCursor: string }>('GET', `${path}/vouchers?limit=1`)
  // Given at once, so that which of the two is the newer is nobody's promise.
  expect([...pages.body.data, ...(await list(`?limit=1&cursor=${pages.body.nextCursor}`))]).toEqual(both)
})

it('An offer that is not there has no vouchers to show', async () => {
  const missing = '/api/v1/offers/off_01h45ntb4pex5vskgj6008aw2q'
  for (const path of ['vouchers', 'voucher-counts']) {
    const answer = await shop.api.call<Fault>('GET', `${missing}/${path}`)
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found'])
  }
})
