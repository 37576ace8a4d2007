/** The voucher routes as tests call them: an application of its own, three customers, and a clock that the test sets. */
import { expect } from 'vitest'
import { type Called, startTestApi, type TestApi } from '../api/test-api.ts'

export interface Offer {
  id: string
  version: number
  budget: { usedVouchers: number; usedMoney: { amountMinor: number } } | null
  discount: object
}

export interface Voucher {
  id: string
  code: string
  status: string
  isUsable: boolean
  validUntil: string
  redemption: { order: string; discount: { amountMinor: number } } | null
}

export interface Issued {
  vouchers: Voucher[]
  refused: { customer: string; reason: string }[]
}

export interface Fault {
  code: string
  detail?: string
  errors?: { path: string; message: string }[]
}

export const euros = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })

export const basket = (amountMinor: number, currency = 'EUR') => ({
  items: [
    {
      productExternalId: 'tea',
      name: 'Tee 🍵 «grün»',
      merchant: 'Teehaus',
      vertical: 'Groceries',
      quantity: 1,
      price: { amountMinor, currency },
    },
  ],
})

export const tenPercent = {
  name: 'Ten percent',
  discount: { kind: 'percent', percent: 10 },
  cap: euros(1000),
  validity: { kind: 'afterDelivery', hours: 48 },
}

/** The codes of the reasons, or the paths of the faults. */
export const reasonsOf = ({ errors }: Fault) => errors?.map(({ path }) => path)

const startedAt = '2026-05-01T10:00:00Z'
let keys = 0
export const idempotencyKey = () => ({ 'idempotency-key': `key-${keys++}` })

export interface VoucherApi {
  api: TestApi
  now(): Date
  /** Sets the clock; without an instant, back to where it began. */
  setNow(at?: string): void
  makeOffer(changes?: object): Promise<Offer>
  /** Vouchers of the offer, in the hands of the customers. */
  give(offer: Offer, customers?: string[]): Promise<Issued>
  giveOne(changes?: object): Promise<Voucher>
  use<Body = Voucher>(code: string, action: string, body?: object, options?: { key?: string }): Promise<Called<Body>>
}

/** Customers `ada`, `bea` and `cyd` are there. */
export async function startVoucherApi(): Promise<VoucherApi> {
  let now = new Date(startedAt)
  const api = await startTestApi({ clock: () => now })
  for (const externalId of ['ada', 'bea', 'cyd']) await api.call('POST', '/api/v1/customers', { body: { externalId } })
  const vouchers: VoucherApi = {
    api,
    now: () => now,
    setNow: (at = startedAt) => {
      now = new Date(at)
    },
    async makeOffer(changes = {}) {
      const { status, body } = await api.call<Offer>('POST', '/api/v1/offers', { body: { ...tenPercent, ...changes } })
      expect(status).toBe(201)
      return body
    },
    async give(offer, customers = ['ext:ada']) {
      const headers = idempotencyKey()
      const { status, body } = await api.call<Issued>('POST', `/api/v1/offers/${offer.id}/vouchers`, { body: { customers }, headers })
      expect(status).toBe(201)
      return body
    },
    async giveOne(changes) {
      const [voucher] = (await vouchers.give(await vouchers.makeOffer(changes))).vouchers
      if (voucher === undefined) throw new Error('There is no voucher')
      return voucher
    },
    use: (code, action, body = {}, options = {}) => api.call('POST', `/api/v1/vouchers/${code}/${action}`, { body, ...options }),
  }
  return vouchers
}
