/**
 * `npm run bench -- vouchers [--vouchers N] [--json]`: issue, accept and redeem at 50 concurrent clients, one voucher a call, in SQL and over HTTP, and in the
 * same run two floors: one bare INSERT or UPDATE of a row an operation at the same concurrency, committed as durably, over the same kind of pool and through the same HTTP framework. In rounds, each
 * operation right beside its floor, so that what else the machine does falls on both; the middle round counts.
 */
import { randomUUID } from 'node:crypto'
import { connect, type Pool } from '../db/client.ts'
import { insertOffer } from '../db/queries/offers/offers.ts'
import { readBudgets, setBudget } from '../db/queries/vouchers/budgets.ts'
import { issueVouchers } from '../db/queries/vouchers/issue-vouchers.ts'
import { readVoucher } from '../db/queries/vouchers/read-vouchers.ts'
import { acceptAtOnce, redeemVoucher } from '../db/queries/vouchers/use-voucher.ts'
import { formatId } from '../domain/ids.ts'
import type { OfferTerms } from '../domain/offers.ts'
import type { Voucher } from '../domain/vouchers.ts'
import { type LoadFigures, measureLoad } from './concurrent-load.ts'
import { startVoucherServer, type VoucherServer } from './voucher-server.ts'

export interface VoucherFigures {
  vouchers: number
  clients: number
  sql: Record<Step, LoadFigures>
  http: Record<Step, LoadFigures>
  /** Share of the floor that is reached. */
  ratios: { sql: Record<Operation, number>; http: Record<Operation, number> }
  /** Every issue spends from one budget: one row that all wait for. */
  issueWithBudget: LoadFigures
  /** Vouchers a second when a page of 1,000 customers is issued at once. */
  pagePerSecond: number
  /** 1,000 orders on one voucher: how many redeemed it, and refusals a second. */
  contested: { redeemed: number; perSecond: number; p99Ms: number }
}

type Operation = 'issue' | 'accept' | 'redeem'
type Step = 'insert' | 'update' | Operation

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
    await server.pool`CREATE TABLE floor_rows (id uuid PRIMARY KEY, status text NOT NULL, changed_at timestamptz NOT NULL) WITH (fillfactor = 80)`
    const keyed = connect(server.url, { max: 20, plans: 'kept' })
    log('In SQL')
    const sql = await measureRounds(customerIds, await prepareSql(keyed))
    await keyed.end({ timeout: 5 })
    log('Over HTTP')
    const http = await measureRounds(customerIds, await prepareHttp(server))
    log('With a budget, in pages, and 1,000 orders on one voucher')
    return {
      vouchers,
      clients,
      sql: sql.figures,
      http: http.figures,
      ratios: { sql: sql.ratios, http: http.ratios },
      issueWithBudget: await measureBudget(server.pool, customerIds),
      pagePerSecond: await measurePages(server.pool, customerIds),
      contested: await measureContest(server.pool, customerIds[0] ?? ''),
    }
  } finally {
    await server.stop()
  }
}

/** One of each step, for one customer. */
interface Steps {
  insert(id: string): Promise<unknown>
  update(id: string): Promise<unknown>
  /** @returns the code */
  issue(customerId: string, client: number): Promise<string>
  accept(code: string, client: number): Promise<unknown>
  redeem(code: string, client: number): Promise<unknown>
}

const rounds = 5

async function measureRounds(customerIds: string[], steps: Steps) {
  const found: Record<Step, LoadFigures>[] = []
  for (let round = 0; round < rounds; round += 1) {
    const ids = customerIds.slice((customerIds.length * round) / rounds, (customerIds.length * (round + 1)) / rounds)
    const codes: string[] = []
    const rows = ids.map(() => randomUUID())
    const measure = (operate: (at: number, client: number) => Promise<unknown>) => measureLoad({ operations: ids.length, clients }, operate)
    const insert = await measure((at) => steps.insert(rows[at] ?? ''))
    const issue = await measure(async (at, client) => codes.push(await steps.issue(ids[at] ?? '', client)))
    const accept = await measure((at, client) => steps.accept(codes[at] ?? '', client))
    const update = await measure((at) => steps.update(rows[at] ?? ''))
    const redeem = await measure((at, client) => steps.redeem(codes[at] ?? '', client))
    found.push({ insert, issue, accept, update, redeem })
  }
  const middle = (read: (round: Record<Step, LoadFigures>) => number) =>
    Math.round((found.map(read).toSorted((one, other) => one - other)[Math.floor(rounds / 2)] ?? 0) * 100) / 100
  const figuresOf = (step: Step): LoadFigures => ({
    perSecond: Math.round(middle((round) => round[step].perSecond)),
    p50Ms: middle((round) => round[step].p50Ms),
    p99Ms: middle((round) => round[step].p99Ms),
  })
  const share = (operation: Operation, of: 'insert' | 'update') => middle((round) => round[operation].perSecond / round[of].perSecond)
  return {
    figures: {
      insert: figuresOf('insert'),
      update: figuresOf('update'),
      issue: figuresOf('issue'),
      accept: figuresOf('accept'),
      redeem: figuresOf('redeem'),
    },
    ratios: { issue: share('issue', 'insert'), accept: share('accept', 'update'), redeem: share('redeem', 'update') },
  }
}

async function prepareSql(pool: Pool): Promise<Steps> {
  const { id: offerId } = await insertOffer(pool, { name: 'In SQL', terms })
  return {
    insert: (id) => pool`INSERT INTO floor_rows VALUES (${id}, 'issued', now())`,
    update: (id) => pool`UPDATE floor_rows SET status = 'accepted', changed_at = now() WHERE id = ${id} AND status = 'issued'`,
    issue: (customerId) => issueOne(pool, offerId, customerId),
    accept: (code) => acceptAtOnce(pool, { code }, { at: new Date(), actor }),
    redeem: async (code) =>
      redeemVoucher(pool, { voucher: await find(pool, code), at: new Date(), actor, orderExternalId: `sql-${code}`, basket }),
  }
}

async function prepareHttp({ pool, post, postFloor }: VoucherServer): Promise<Steps> {
  const { id: offerId } = await insertOffer(pool, { name: 'Over HTTP', terms })
  const send = async (client: number, path: string, body: unknown, key?: string) => {
    const answer = await post(client, path, body, key)
    if (answer.status >= 300) throw new Error(`${path.replace(/vouchers\/\w{12}/, 'vouchers/…')} answered ${answer.status}`)
    return answer.body
  }
  const items = [{ productExternalId: 'tea', quantity: 1, price }]
  return {
    insert: (id) => postFloor('insert', id),
    update: (id) => postFloor('update', id),
    async issue(customerId, client) {
      const customers = [formatId('customer', customerId)]
      const answer = await send(client, `/api/v1/offers/${formatId('offer', offerId)}/vouchers`, { customers }, customerId)
      return (answer as { vouchers: { code: string }[] }).vouchers[0]?.code ?? ''
    },
    accept: (code, client) => send(client, `/api/v1/vouchers/${code}/accept`, {}),
    redeem: (code, client) => send(client, `/api/v1/vouchers/${code}/redeem`, { order: `http-${code}`, basket: { items } }),
  }
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
