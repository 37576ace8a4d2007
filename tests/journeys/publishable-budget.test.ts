import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { makeDefinition } from './definition-fixture.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.close())

const euros = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })

async function addOffer(more: object): Promise<string> {
  const body = { name: 'Offer', validity: { kind: 'afterDelivery', hours: 48 }, ...more }
  return (await api.call<{ id: string }>('POST', '/api/v1/offers', { body })).body.id
}

async function check(offerId: string, budget: object) {
  const definition = makeDefinition([{ id: 'give', kind: 'voucher', offerId, next: null, otherwise: null }])
  const { body } = await api.call<{ id: string }>('POST', '/api/v1/autopilots', { body: { name: 'Test', definition, budget } })
  return (await api.call<{ errors: { path: string; message: string }[] }>('POST', `/api/v1/autopilots/${body.id}/check`)).body.errors
}

describe('an autopilot with a budget of money', () => {
  it('is not published with an offer of which it could never give one', async () => {
    const amount = await addOffer({ discount: { kind: 'amount', amount: euros(500) } })
    const uncapped = await addOffer({ discount: { kind: 'percent', percent: 10 } })
    const capped = await addOffer({ discount: { kind: 'percent', percent: 10 }, cap: euros(1_000) })
    const path = 'steps[0].offerId'
    expect(await check(amount, { maxMoney: { amountMinor: 10_000, currency: 'USD' } })).toEqual([
      { path, message: 'Is in another currency than the autopilot’s budget' },
    ])
    expect(await check(uncapped, { maxMoney: euros(10_000) })).toEqual([
      { path, message: 'Needs a cap, since the autopilot’s budget is of money' },
    ])
    for (const offerId of [amount, capped]) expect(await check(offerId, { maxMoney: euros(10_000) })).toEqual([])
    // One that is used up can be raised.
    for (const offerId of [amount, uncapped]) expect(await check(offerId, { maxVouchers: 0 })).toEqual([])
  })
})
