/**
 * A store whose customers have all been quiet, and its app: each customer does one thing with the voucher that an autopilot gives them. Everything that the app
 * does goes through the API, and is tried again while that cannot answer.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { insertAutopilot, publishVersion } from '../../db/queries/autopilots/autopilots.ts'
import { insertOffer } from '../../db/queries/offers/offers.ts'
import { setBudget } from '../../db/queries/vouchers/budgets.ts'
import { formatId } from '../../domain/ids.ts'
import { makeDefinition, makeSend } from '../journeys/definition-fixture.ts'
import { addRecipients } from '../support/broadcast-run.ts'
import type { Stack } from '../support/stack.ts'

/** What a customer does, by the number in their `externalId`. */
export const habits = ['orders', 'redeems', 'accepts', 'does nothing', 'is not reached by SMS'] as const
export type Habit = (typeof habits)[number]

export function habitOf(externalId: string): Habit {
  return habits[Number(externalId.slice(1)) % habits.length] ?? 'does nothing'
}

const discountMinor = 500

/** Voucher, message on the first channel that arrives, then accepted and redeemed, or reminded; an order ends it anywhere. */
const defineJourney = (offerId: string) =>
  makeDefinition(
    [
      { id: 'gift', kind: 'voucher', offerId, next: 'invite', otherwise: 'none' },
      makeSend('invite', ['sms', 'email'], { next: 'hope', otherwise: 'none', fallThroughWithin: '1m' }),
      { id: 'hope', kind: 'waitFor', event: { kind: 'voucher_accepted' }, atMost: '1m', next: 'visit', otherwise: 'remind' },
      { id: 'visit', kind: 'waitFor', event: { kind: 'voucher_redeemed' }, atMost: '1m', next: null, otherwise: null },
      makeSend('remind', ['email'], { otherwise: 'none' }),
      { id: 'none', kind: 'exit', reason: 'not_sent' },
    ],
    { trigger: { kind: 'quiet_for', duration: '60d' }, exitRules: [{ kind: 'ordered' }] },
  )

export interface JourneyStore {
  /** UUIDs. */
  autopilotId: string
  offerId: string
}

/** Two thirds may have an SMS; a third was written to just now, and has its cooldown before it. */
export async function openStore(stack: Stack, customers: number): Promise<JourneyStore> {
  const { pool } = stack
  await addRecipients(stack, 'email', customers)
  await pool`UPDATE settings SET value = '{"quietHours": {}, "cooldownMs": 20000}' WHERE key = 'contact_policy'`
  await pool`
    UPDATE contact_states s SET sms_consent = CASE WHEN substr(c.external_id, 2)::int % 3 > 0 OR substr(c.external_id, 2)::int % 5 = 4 THEN 'subscribed' ELSE s.sms_consent END,
      last_contact_at = CASE WHEN substr(c.external_id, 2)::int % 3 = 1 THEN now() END
    FROM customers c WHERE c.id = s.customer_id`
  await pool`
    INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor)
    SELECT external_id, id, now() - interval '90 days', 'paid', 'EUR', 1000 FROM customers`
  const { id: offerId } = await insertOffer(pool, {
    name: 'Five euros',
    terms: {
      discount: { kind: 'amount', amountMinor: discountMinor },
      currency: 'EUR',
      minimumSpendMinor: null,
      capMinor: null,
      scope: { verticals: [], merchants: [], products: [] },
      validity: { kind: 'afterDelivery', hours: 48 },
      limitPerCustomer: null,
    },
  })
  const definition = defineJourney(formatId('offer', offerId))
  const { id: autopilotId } = await insertAutopilot(pool, { name: 'Chaos', definition, template: null })
  await publishVersion(pool, autopilotId, definition)
  const limits = { maxVouchers: customers, maxMoneyMinor: customers * discountMinor, currency: 'EUR' }
  await setBudget(pool, { kind: 'offer', id: offerId }, limits)
  await setBudget(pool, { kind: 'autopilot', id: autopilotId }, limits)
  await makeUnreachable(stack)
  return { autopilotId, offerId }
}

/** Whoever is not reached by SMS is known to the provider alone. */
async function makeUnreachable({ pool, sandboxUrl }: Stack): Promise<void> {
  const people = await pool<{ externalId: string; phone: string }[]>`SELECT external_id AS "externalId", phone FROM customers`
  const outcomes = people
    .filter(({ externalId }) => habitOf(externalId) === 'is not reached by SMS')
    .map(({ phone }) => [phone.slice(1), 'bounced'])
  await fetch(`${sandboxUrl}/_sandbox/behaviour`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    // Nobody else does anything that the store does not know of.
    body: JSON.stringify({
      receipts: 'auto',
      bounceRate: 0,
      softBounceRate: 0,
      complaintRate: 0,
      unsubscribeRate: 0,
      outcomes: Object.fromEntries(outcomes),
    }),
  })
}

interface Seen {
  code: string
  status: string
  externalId: string
}

/** One to accept, one to redeem, and some for calls that are refused. */
const lastVisits = 5

export class StoreApp {
  readonly #stack: Stack
  readonly #api: { url: string; key: string }
  #isClosing = false
  /** Calls that were answered by nobody, or by a server that could not. */
  refusals = 0

  constructor(stack: Stack, api: { url: string; key: string }) {
    this.#stack = stack
    this.#api = api
  }

  /** Accepts and redeems what comes, until it is closed, and then what has come by then. */
  async run(): Promise<void> {
    while (!this.#isClosing) {
      await this.#visit()
      await delay(200)
    }
    for (let left = lastVisits; left > 0 && (await this.#visit()) > 0; left -= 1);
  }

  /** How many vouchers somebody did something with. */
  async #visit(): Promise<number> {
    const vouchers = await this.#stack.pool<Seen[]>`
      SELECT v.code, v.status, c.external_id AS "externalId" FROM vouchers v JOIN customers c ON c.id = v.customer_id
      WHERE v.status IN ('delivered', 'accepted')`.catch((): Seen[] => [])
    let visited = 0
    for (const { code, status, externalId } of vouchers) {
      const habit = habitOf(externalId)
      if (status === 'delivered' && (habit === 'redeems' || habit === 'accepts')) {
        await this.call('POST', `vouchers/${code}/accept`, {})
        visited += 1
      }
      if (status === 'accepted' && habit === 'redeems') {
        const basket = { items: [{ productExternalId: 'tea', quantity: 1, price: { amountMinor: 2_000, currency: 'EUR' } }] }
        await this.call('POST', `vouchers/${code}/redeem`, { order: `with-${code}`, basket })
        visited += 1
      }
    }
    return visited
  }

  close(): void {
    this.#isClosing = true
  }

  /** Everyone who orders has ordered. */
  async order(): Promise<void> {
    const people = await this.#stack.pool<{ externalId: string }[]>`SELECT external_id AS "externalId" FROM customers ORDER BY external_id`
    for (const { externalId } of people) {
      if (habitOf(externalId) !== 'orders') continue
      const order = { externalId: `again-${externalId}`, customerExternalId: externalId, placedAt: new Date().toISOString() }
      await this.call('POST', 'orders', { ...order, total: { amountMinor: 1_000, currency: 'EUR' } })
    }
  }

  /** Until it is answered, and not by a fault of the server's. */
  async call(method: string, path: string, body: object): Promise<number> {
    for (;;) {
      const status = await this.tryOnce(method, path, body)
      if (status < 500) return status
      await delay(200)
    }
  }

  async tryOnce(method: string, path: string, body?: object): Promise<number> {
    try {
      const response = await fetch(`${this.#api.url}/api/v1/${path}`, {
        method,
        headers: { authorization: `Bearer ${this.#api.key}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(20_000),
      })
      await response.arrayBuffer()
      if (response.status >= 500) this.refusals += 1
      return response.status
    } catch {
      this.refusals += 1
      return 599
    }
  }
}
