/** The files that the import benchmark imports: made from a seed, a line at a time, so that they are the same on every machine. */

const firstNames = ['Anna', 'Ben', 'Clara', 'Davíð', 'Emil', 'Frida', 'Georgi', 'Hanna', 'Ivan', 'Julia', 'Zoë', 'François']
const lastNames = [
  'Müller',
  'Schmidt',
  'Petrov',
  'Dimitrova',
  'Rossi',
  'García',
  'Novák',
  'Kowalski',
  'Jensen',
  'Silva',
  'Meyer',
  'Ivanova',
]
const places = [
  { country: 'DE', city: 'Berlin', language: 'de', phone: (n: number) => `+4930${9_000_000 + (n % 999_999)}` },
  { country: 'DE', city: 'Köln', language: 'de', phone: (n: number) => `+49221${5_000_000 + (n % 999_999)}` },
  { country: 'BG', city: 'Sofia', language: 'bg', phone: (n: number) => `+35988${7_000_000 + (n % 999_999)}` },
  { country: 'FR', city: 'Paris', language: 'fr', phone: (n: number) => `+336${12_000_000 + (n % 9_999_999)}` },
  { country: 'US', city: 'New York', language: 'en', phone: (n: number) => `+1212${5_550_000 + (n % 9_999)}` },
] as const
const categories = ['shoes', 'shirts', 'coats', 'books', 'toys', 'garden', 'kitchen', 'music']

export const customerHeader = 'id,email,phone,first_name,last_name,language,country,city,postal_code,email_consent,loyalty_points'
export const orderHeader = 'order_id,customer_id,placed_at,status,total,currency,payment_method,coupon,sku,product,category,quantity,price'

/** Lines with their breaks, the header first; a third of the customers said yes to email. */
export function* writeCustomers(count: number): Generator<string> {
  yield `${customerHeader}\n`
  for (let n = 0; n < count; n += 1) {
    const first = pick(firstNames, n, 1)
    const last = pick(lastNames, n, 2)
    const { country, city, language, phone } = pick(places, n, 3)
    const consent = n % 3 === 0 ? 'yes' : ''
    yield `c${n},shopper.${n}@${n % 5 === 0 ? 'mail.example' : 'example.com'},${phone(n)},${first},${last},${language},${country},${city},${10_000 + (n % 89_999)},${consent},${n % 1000}\n`
  }
}

const startMs = Date.UTC(2024, 0, 1)
const spanMs = 700 * 86_400_000

/** A line an order, with its item. A few customers order much, most seldom. */
export function* writeOrders(count: number, customers: number): Generator<string> {
  yield `${orderHeader}\n`
  for (let n = 0; n < count; n += 1) {
    const share = scatter(n, 4)
    const customer = Math.floor(customers * share * share)
    const placedAt = new Date(startMs + Math.floor((spanMs * n) / count)).toISOString()
    const status = n % 50 === 0 ? 'cancelled' : 'paid'
    const quantity = 1 + (n % 3)
    const price = 500 + (n % 9_500)
    const product = n % 2_000
    yield `o${n},c${customer},${placedAt},${status},${format(quantity * price)},EUR,${n % 2 === 0 ? 'card' : 'paypal'},${n % 10 === 0 ? 'WELCOME' : ''},sku-${product},Product ${product},${pick(categories, product, 5)},${quantity},${format(price)}\n`
  }
}

function format(minor: number): string {
  return `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`
}

/** From 0 to below 1, the same for the same numbers. */
function scatter(n: number, salt: number): number {
  let hash = Math.imul(n ^ (salt * 0x9e37_79b9), 0x85eb_ca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

function pick<T>(from: readonly T[], n: number, salt: number): T {
  return from[Math.floor(scatter(n, salt) * from.length)] as T
}
