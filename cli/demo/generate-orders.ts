/** The demo store's orders: baskets of products from the shops that a customer likes, worth about what the purchase model says. */
import type { OrderItem, OrderStatus, OrderWrite } from '../../domain/orders.ts'
import { currency, type DemoMerchant } from './catalogue.ts'
import { type Chance, createChance } from './chance.ts'
import type { PurchaseHistory } from './generate-purchases.ts'

export interface DemoOrder extends OrderWrite {
  customerExternalId: string
  placedAt: Date
  status: OrderStatus
  totalMinor: number
  items: OrderItem[]
}

const dayMs = 86_400_000
const shares = { cancelled: 0.026, refunded: 0.014, partlyRefunded: 0.016, welcomeCoupon: 0.35, coupon: 0.09, favourite: 0.6 }
const deliveryFeesMinor = [0, 0, 290, 490]
const coupons = ['WEEKEND5', 'FRESH10', 'THANKYOU']
const payments = [
  ['card', 46],
  ['paypal', 24],
  ['apple_pay', 14],
  ['invoice', 10],
  ['google_pay', 6],
] as const

export interface OrderOptions {
  seed: number
  until: Date
  merchants: DemoMerchant[]
  buyers: { externalId: string; history: PurchaseHistory }[]
}

export interface DemoOrders {
  /** In the order of time. */
  orders: DemoOrder[]
  /** By customer: the shop where they order most often. */
  favourites: Map<string, DemoMerchant>
}

export function generateOrders({ seed, until, merchants, buyers }: OrderOptions): DemoOrders {
  const chance = createChance(seed, 'orders')
  const favourites = new Map<string, DemoMerchant>()
  const orders = buyers.flatMap(({ externalId, history }) => {
    const favourite = chance.pickWeighted(merchants, ({ weight }) => weight)
    if (history.purchases.length > 0) favourites.set(externalId, favourite)
    return history.purchases.map(({ placedAt, worthMinor }, index): Omit<DemoOrder, 'externalId'> => {
      const merchant = chance.isTrue(shares.favourite) ? favourite : chance.pickWeighted(merchants, ({ weight }) => weight)
      const items = fillBasket(chance, merchant, worthMinor)
      const deliveryFeeMinor = chance.pick(deliveryFeesMinor)
      const totalMinor = items.reduce((sum, item) => sum + item.quantity * item.priceMinor, deliveryFeeMinor)
      return {
        customerExternalId: externalId,
        placedAt,
        currency,
        totalMinor,
        items,
        ...drawOutcome(chance, { placedAt, totalMinor, until }),
        paymentMethod: chance.pickWeighted(payments, ([, weight]) => weight)[0],
        coupon: drawCoupon(chance, index === 0),
        attributes: { deliveryFeeMinor },
      }
    })
  })
  const inTime = orders.toSorted((left, right) => left.placedAt.getTime() - right.placedAt.getTime())
  return {
    orders: inTime.map((order, index) => ({ externalId: `demo-order-${String(index + 1).padStart(6, '0')}`, ...order })),
    favourites,
  }
}

/** Products of one merchant until the basket is worth about what it should be; at least one. */
function fillBasket(chance: Chance, merchant: DemoMerchant, worthMinor: number): OrderItem[] {
  const items = new Map<string, OrderItem>()
  let leftMinor = worthMinor
  for (let tries = 0; tries < 12; tries += 1) {
    const affordable = merchant.products.filter(({ price }) => price.amountMinor <= leftMinor * 1.15)
    if (affordable.length === 0) break
    take(chance.pick(affordable))
  }
  if (items.size === 0)
    take(merchant.products.reduce((cheapest, product) => (product.price.amountMinor < cheapest.price.amountMinor ? product : cheapest)))
  return [...items.values()]

  function take({ externalId, name, category, vertical, price }: DemoMerchant['products'][number]): void {
    const quantity = (items.get(externalId)?.quantity ?? 0) + 1
    items.set(externalId, {
      productExternalId: externalId,
      name,
      category,
      merchant: merchant.name,
      vertical,
      quantity,
      priceMinor: price.amountMinor,
    })
    leftMinor -= price.amountMinor
  }
}

type Outcome = Pick<DemoOrder, 'status' | 'cancelledAt' | 'refundedAt' | 'refundedMinor'>

/** Most are paid; the rest was cancelled or paid back within days, if those days are over. */
function drawOutcome(chance: Chance, { placedAt, totalMinor, until }: { placedAt: Date; totalMinor: number; until: Date }): Outcome {
  const dice = chance.uniform()
  const afterwards = new Date(placedAt.getTime() + Math.round((0.1 + 4 * chance.uniform()) * dayMs))
  const refundedMinor = Math.round(totalMinor * (0.15 + 0.5 * chance.uniform()))
  if (afterwards > until) return { status: until.getTime() - placedAt.getTime() < dayMs / 4 ? 'pending' : 'paid' }
  if (dice < shares.cancelled) return { status: 'cancelled', cancelledAt: afterwards }
  if (dice < shares.cancelled + shares.refunded) return { status: 'refunded', refundedAt: afterwards, refundedMinor: totalMinor }
  if (dice < shares.cancelled + shares.refunded + shares.partlyRefunded)
    return { status: 'partially_refunded', refundedAt: afterwards, refundedMinor }
  return { status: 'paid' }
}

function drawCoupon(chance: Chance, isFirst: boolean): string | null {
  if (isFirst && chance.isTrue(shares.welcomeCoupon)) return 'WELCOME10'
  return chance.isTrue(shares.coupon) ? chance.pick(coupons) : null
}
