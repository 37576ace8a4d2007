/** The demo store, whole: the same for the same seed and the same instant until which its history goes. Nothing here touches the world. */
import type { CustomerWrite } from '../../domain/customers.ts'
import { generateCatalogue, type DemoProduct } from './catalogue.ts'
import { type DemoOrder, generateOrders } from './generate-orders.ts'
import { generatePeople } from './generate-people.ts'
import { type DemoPermissions, generatePermissions } from './generate-permissions.ts'
import { generatePurchases } from './generate-purchases.ts'

export interface DemoStoreOptions {
  seed: number
  /** The history ends here, and begins two years earlier. */
  until: Date
  /** Customers. */
  count: number
}

export interface DemoStore extends DemoPermissions {
  products: DemoProduct[]
  customers: CustomerWrite[]
  /** When each of them came, by external id. */
  registrations: Map<string, Date>
  orders: DemoOrder[]
}

const historyMs = 730 * 86_400_000

export function generateStore({ seed, until, count }: DemoStoreOptions): DemoStore {
  const merchants = generateCatalogue(seed)
  const people = generatePeople({ seed, until, count })
  const from = new Date(until.getTime() - historyMs)
  const histories = generatePurchases({ seed, from, until, utcOffsetHours: people.map(({ place }) => place.utcOffsetHours) })
  const registered = people.flatMap(({ customer }, index) => {
    const history = histories[index]
    return history === undefined ? [] : [{ customer, history, externalId: customer.externalId }]
  })
  const { orders, favourites } = generateOrders({ seed, until, merchants, buyers: registered })
  const permissions = generatePermissions({
    seed,
    until,
    people: registered.map(({ customer: { externalId, email, phone }, history: { registeredAt } }) => ({
      externalId,
      email,
      phone,
      registeredAt,
    })),
  })
  return {
    products: merchants.flatMap(({ products }) => products),
    customers: registered.map(({ customer, externalId }) => ({ ...customer, attributes: describeFavourite(favourites.get(externalId)) })),
    registrations: new Map(registered.map(({ externalId, history }) => [externalId, history.registeredAt])),
    orders,
    ...permissions,
  }
}

function describeFavourite(merchant: { name: string; vertical: string } | undefined): Record<string, string> {
  return merchant === undefined ? {} : { favourite_merchant: merchant.name, favourite_vertical: merchant.vertical }
}
