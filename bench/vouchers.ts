/**
 * `npm run bench -- vouchers [--vouchers N] [--json]`: issue, accept and redeem at 50 concurrent clients, one voucher a call, in SQL and over HTTP, and in the
 * same run the floor: one bare INSERT or UPDATE of a row an operation at the same concurrency, committed as durably.
 */
import { randomUUID } from 'node:crypto'
import type { Pool } from '../db/client.ts'
import { insertOffer } from '../db/queries/offers/offers.ts'
import { readBudgets, setBudget } from '../db/queries/vouchers/budgets.ts'
import { issueVouchers } from '../db/queries/vouchers/issue-vouchers.ts'
import { readVoucher } from '../db/queries/vouchers/read-vouchers.ts'
import { acceptVoucher, redeemVoucher } from '../db/queries/vouchers/use-voucher.ts'
import { formatId } from '../domain/ids.ts'
import type { OfferTerms } from '../domain/offers.ts'
import type { Voucher } from '../domain/vouchers.ts'
import { type LoadFigures, measureLoad } from './concurrent-load.ts'
import { startVoucherServer, type VoucherServer } from './voucher-server.ts'

export interface VoucherFigures {
  vouchers: number
  clients: number
  floor: Record<'insert' | 'update', LoadFigures>
  sql: Record<Operation, LoadFigures>
  http: Record<Operation, LoadFigures>
  /** Share of the floor that is reached in SQL. */
  ratios: Record<Operation, number>
  /** Every issue spends from one budget: one row that all wait for. */
  issueWithBudget: LoadFigures
  /** Vouchers a second when a page of 1,000 customers is issued at once. */
  pagePerSecond: number
  /** 1,000 orders on one voucher: how many redeemed it, and refusals a second. */
  contested: { redeemed: number; perSecond: number; p99Ms: number }
}

type Operation = 'issue' | 'accept' | 'redeem'

const clients = 50
const actor = { source: 'api' } as const
const terms: OfferTerms = {
  discount: { kind: 'percent', basisPoints: 1000 },
  currency: 'EUR',
  minimumSpendMinor: null,
  capMinor: 1000,
  scope: { verticals: [], merchants: [], products: [] },
  validity: { kind: 'afterDelivery', hours: 48 },
  limitPerCustomer: null,
}
const price = { amountMinor: 3_000, currency: 'EUR' }
const basket = {
  currency: 'EUR',
  lines: [{ product: 'tea', merchant: null, vertical: null, quantity: 1, priceMinor: 3_000 }],
  deliveryFeeMinor: 0,
}

export async function benchVouchers({ vouchers, log }: { vouchers: number; log(text: string): void }): Promise<VoucherFigures> {
  const server = await startVoucherServer({ clients })
  try {
    const customerIds = await addCustomers(server.pool, vouchers)
    log('The floor: bare rows')
    const floor = await measureFloor(server.pool, vouchers)
    log('In SQL')
    const sql = await measureSql(server.pool, customerIds)
    log('Over HTTP')
    const http = await measureHttp(server, customerIds)
    log('With a budget, in pages, and 1,000 orders on one voucher')
    const share = (operation: Operation, of: 'insert' | 'update') =>
      Math.round((sql[operation].perSecond / floor[of].perSecond) * 100) / 100
    return {
      vouchers,
      clients,
      floor,
      sql,
      http,
      ratios: { issue: share('issue', 'insert'), accept: share('accept', 'update'), redeem: share('redeem', 'update') },
      issueWithBudget: await measureBudget(server.pool, customerIds),
      pagePerSecond: await measurePages(server.pool, customerIds),
      contested: await measureContest(server.pool, customerIds[0] ?? ''),
    }
  } finally {
    await server.stop()
  }
}

async function measureFloor(pool: Pool, operations: number): Promise<VoucherFigures['floor']> {
  await pool`CREATE TABLE floor_rows (id uuid PRIMARY KEY, status text NOT NULL, changed_at timestamptz NOT NULL) WITH (fillfactor = 80)`
  const ids = Array.from({ length: operations }, () => randomUUID())
  const insert = await measureLoad({ operations, clients }, (at) => pool`INSERT INTO floor_rows VALUES (${ids[at] ?? ''}, 'issued', now())`)
  const update = await measureLoad(
    { operations, clients },
    (at) => pool`UPDATE floor_rows SET status = 'accepted', changed_at = now() WHERE id = ${ids[at] ?? ''}`,
  )
  return { insert, update }
}

async function measureSql(pool: Pool, customerIds: string[]): Promise<VoucherFigures['sql']> {
  const { id: offerId } = await insertOffer(pool, { name: 'In SQL', terms })
  const codes: string[] = []
  const operations = customerIds.length
  const issue = await measureLoad({ operations, clients }, async (at) => codes.push(await issueOne(pool, offerId, customerIds[at] ?? '')))
  const accept = await measureLoad({ operations, clients }, async (at) =>
    acceptVoucher(pool, { voucher: await find(pool, codes[at] ?? ''), at: new Date(), actor }),
  )
  const redeem = await measureLoad({ operations, clients }, async (at) =>
    redeemVoucher(pool, { voucher: await find(pool, codes[at] ?? ''), at: new Date(), actor, orderExternalId: `sql-${at}`, basket }),
  )
  return { issue, accept, redeem }
}

async function measureHttp({ pool, post }: VoucherServer, customerIds: string[]): Promise<VoucherFigures['http']> {
  const { id: offerId } = await insertOffer(pool, { name: 'Over HTTP', terms })
  const codes: string[] = []
  const operations = customerIds.length
  const send = async (client: number, path: string, body: unknown, key?: string) => {
    const answer = await post(client, path, body, key)
    if (answer.status >= 300) throw new Error(`${path.replace(/vouchers\/\w{12}/, 'vouchers/…')} answered ${answer.status}`)
    return answer.body
  }
  const issue = await measureLoad({ operations, clients }, async (at, client) => {
    const customers = [formatId('customer', customerIds[at] ?? '')]
    const body = (await send(client, `/api/v1/offers/${formatId('offer', offerId)}/vouchers`, { customers }, `issue-${at}`)) as {
      vouchers: { code: string }[]
    }
    codes.push(body.vouchers[0]?.code ?? '')
  })
  const accept = await measureLoad({ operations, clients }, (at, client) => send(client, `/api/v1/vouchers/${codes[at]}/accept`, {}))
  const items = [{ productExternalId: 'tea', quantity: 1, price }]
  const redeem = await measureLoad({ operations, clients }, (at, client) =>
    send(client, `/api/v1/vouchers/${codes[at]}/redeem`, { order: `http-${at}`, basket: { items } }),
  )
  return { issue, accept, redeem }
}

async function measureBudget(pool: Pool, customerIds: string[]): Promise<LoadFigures> {
  const { id } = await insertOffer(pool, { name: 'With a budget', terms })
  const operations = customerIds.length
  await setBudget(pool, { kind: 'offer', id }, { maxVouchers: operations, maxMoneyMinor: 1_000 * operations, currency: 'EUR' })
  const figures = await measureLoad({ operations, clients }, (at) => issueOne(pool, id, customerIds[at] ?? ''))
  const [budget] = await readBudgets(pool, [{ kind: 'offer', id }])
  if (budget?.usedVouchers !== operations || budget.usedMoneyMinor !== 1_000 * operations) throw new Error('The budget does not add up')
  return figures
}

async function measurePages(pool: Pool, customerIds: string[]): Promise<number> {
  const { id: offerId } = await insertOffer(pool, { name: 'In pages', terms })
  const pages = Math.ceil(customerIds.length / 1_000)
  const startedAt = performance.now()
  for (let page = 0; page < pages; page += 1) await issue(pool, offerId, customerIds.slice(page * 1_000, page * 1_000 + 1_000))
  return Math.round(customerIds.length / ((performance.now() - startedAt) / 1000))
}

async function measureContest(pool: Pool, customerId: string): Promise<VoucherFigures['contested']> {
  const { id: offerId } = await insertOffer(pool, { name: 'Contested', terms })
  const voucher = await find(pool, await issueOne(pool, offerId, customerId))
  let redeemed = 0
  const { perSecond, p99Ms } = await measureLoad({ operations: 1_000, clients }, async (at) => {
    const outcome = await redeemVoucher(pool, { voucher, at: new Date(), actor, orderExternalId: `contested-${at}`, basket })
    if (outcome.kind === 'done') redeemed += 1
  })
  return { redeemed, perSecond, p99Ms }
}

async function issue(pool: Pool, offerId: string, customerIds: string[]) {
  const { vouchers } = await issueVouchers(pool, {
    offerId,
    campaign: { kind: 'direct', id: offerId },
    occurrence: '',
    customerIds,
    at: new Date(),
    as: 'delivered',
    actor,
  })
  if (vouchers.length !== customerIds.length) throw new Error('Somebody got no voucher')
  return vouchers
}

async function issueOne(pool: Pool, offerId: string, customerId: string): Promise<string> {
  return (await issue(pool, offerId, [customerId]))[0]?.code ?? ''
}

async function find(pool: Pool, code: string): Promise<Voucher> {
  const voucher = await readVoucher(pool, { code })
  if (voucher === undefined) throw new Error('There is no voucher')
  return voucher
}

async function addCustomers(pool: Pool, count: number): Promise<string[]> {
  const rows = await pool<{ id: string }[]>`
    INSERT INTO customers (external_id) SELECT 'bench-' || n FROM generate_series(1, ${count}) AS n RETURNING id`
  await pool`ANALYZE customers, contact_states`
  return rows.map(({ id }) => id)
}
