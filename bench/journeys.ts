/**
 * `npm run bench -- journeys --customers N [--json]`: an autopilot is enabled for N customers who have been quiet for long, and their journeys are matched and started; in the same
 * run the floor: a bare loop of the same workflow's starts, half of it before and half of it after. Then what a journey costs: events in its history, and
 * memory of the worker that holds them all waiting.
 */
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { v7 as newUuid } from 'uuid'
import { inParallel } from '../activities/journey-starts.ts'
import { insertAutopilot, publishVersion } from '../db/queries/autopilots/autopilots.ts'
import { commandAutopilot } from '../workflows/clients/command-autopilot.ts'
import { formatId, workflowIds } from '../domain/ids.ts'
import type { JourneyDefinition } from '../domain/journeys/journey-definition.ts'
import { planJourney } from '../domain/journeys/journey-plan.ts'
import { makeDefinition, makeSend } from '../tests/journeys/definition-fixture.ts'
import { type Stack, startStack } from '../tests/support/stack.ts'
import { startJourney } from '../workflows/clients/start-journey.ts'
import { voucherAccepted } from '../workflows/journey-messages.ts'

export interface JourneyFigures {
  customers: number
  /** From the autopilot's look for customers until every match is committed. */
  matchSeconds: number
  matchedPerSecond: number
  /** From the first start to the last, the matching left out. */
  startSeconds: number
  startedPerSecond: number
  floorPerSecond: number
  ratio: number
  /** From the first start until every journey has begun and says what it waits for. */
  settledSeconds: number
  settledPerSecond: number
  /** Of a journey that waits: a start, a decision, what it waits for, and the timer. */
  eventsWaiting: number
  /** Of a whole win-back: voucher, message, accepted. */
  eventsWinBack: number
  waiting: number
  /** Before the first journey, and once all wait: the worker keeps as many runs in memory as it is set to, and reads the others again when they wake. */
  workerRssMbBefore: number
  workerRssMbWaiting: number
  kbPerWaitingJourney: number
  /** Orders of one statement, as an import writes them, each of which ends a journey that waits. */
  orders: number
  /** From their commit until all of them have been brought to Temporal, and until all of those journeys have ended. */
  ordersToldSeconds: number
  ordersTookEffectSeconds: number
  endedPerSecond: number
}

/** Of the customers: enough for a rate, and few enough that the server's queues are empty again before the next phase. */
const floorShare = 0.1
const mostOrders = 2_500

const waiting = makeDefinition([{ id: 'month', kind: 'wait', duration: '30d', next: null }], {
  trigger: { kind: 'quiet_for', duration: '60d' },
  exitRules: [{ kind: 'ordered' }],
})

export async function benchJourneys({ customers, log }: { customers: number; log(text: string): void }): Promise<JourneyFigures> {
  const stack = await startStack()
  try {
    const put = (path: string, body: unknown) =>
      fetch(`${stack.sandboxUrl}/_sandbox/${path}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    await put('behaviour', { receipts: 'off' })
    log(`${customers} quiet customers are added`)
    await addQuietCustomers(stack, customers)
    const worker = await stack.startWorker()
    const eventsWinBack = await runWinBack(stack)
    const workerRssMbBefore = readRssMb(worker.pid)
    const floorStarts = Math.floor(customers * floorShare)
    const floors = [await measureFloor(stack, floorStarts)]
    log(`floor: ${Math.round(floors[0] ?? 0)} starts a second`)
    await untilIdle(stack)
    const autopilotId = await addAutopilot(stack, waiting)
    await commandAutopilot(stack.client, autopilotId, { kind: 'enable' })
    const { startedAt, matchedAt, doneAt } = await watch(stack, autopilotId, customers)
    const startedPerSecond = (customers * 1_000) / (doneAt - matchedAt)
    log(`${Math.round(startedPerSecond)} journeys started a second`)
    const settledAt = await untilAllWait(stack, autopilotId)
    const settledPerSecond = Math.round((customers * 1_000) / (settledAt - matchedAt))
    log(`${settledPerSecond} journeys a second began to wait`)
    const workerRssMbWaiting = readRssMb(worker.pid)
    floors.push(await measureFloor(stack, floorStarts))
    await untilIdle(stack)
    const eventsWaiting = await countEvents(stack, autopilotId)
    const told = await orderAgain(stack, autopilotId, Math.min(mostOrders, Math.floor(customers / 2)))
    log(`${told.orders} orders told in ${told.ordersToldSeconds} s, their journeys ended in ${told.ordersTookEffectSeconds} s`)
    const floorPerSecond = floors.reduce((sum, floor) => sum + floor, 0) / floors.length
    return {
      customers,
      matchSeconds: round((matchedAt - startedAt) / 1_000),
      matchedPerSecond: Math.round((customers * 1_000) / (matchedAt - startedAt)),
      startSeconds: round((doneAt - matchedAt) / 1_000),
      startedPerSecond: Math.round(startedPerSecond),
      floorPerSecond: Math.round(floorPerSecond),
      ratio: round(startedPerSecond / floorPerSecond),
      settledSeconds: round((settledAt - matchedAt) / 1_000),
      settledPerSecond,
      eventsWaiting,
      eventsWinBack,
      waiting: customers + floorStarts,
      workerRssMbBefore,
      workerRssMbWaiting,
      kbPerWaitingJourney: Math.round(((workerRssMbWaiting - workerRssMbBefore) * 1_024) / (customers + floorStarts)),
      ...told,
    }
  } finally {
    await stack.stop()
  }
}

async function addQuietCustomers({ pool }: Stack, count: number): Promise<void> {
  await pool`INSERT INTO settings (key, value) VALUES ('contact_policy', '{"quietHours": {}}') ON CONFLICT (key) DO UPDATE SET value = excluded.value`
  await pool`INSERT INTO customers (external_id, email) SELECT 'c' || n, 'c' || n || '@example.test' FROM generate_series(1, ${count}::int) AS n`
  await pool`
    INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor)
    SELECT external_id, id, now() - interval '90 days', 'paid', 'EUR', 1000 FROM customers`
  await pool`UPDATE contact_states SET email_consent = 'subscribed'`
  await pool`VACUUM ANALYZE customers, orders, contact_states`
}

async function addAutopilot({ pool }: Stack, definition: JourneyDefinition): Promise<string> {
  const { id } = await insertAutopilot(pool, { name: 'Bench', definition, template: null })
  await publishVersion(pool, id, definition)
  return id
}

/** The same workflow with the same input, from a loop that knows no database. */
async function measureFloor({ client }: Stack, starts: number): Promise<number> {
  const autopilotId = newUuid()
  const plan = planJourney(waiting)
  const startedAt = performance.now()
  await inParallel(
    Array.from({ length: starts }, () => newUuid()),
    (customerId) =>
      startJourney(client, {
        autopilotId,
        customerId,
        occurrence: '1',
        input: { journeyId: newUuid(), autopilotId, customerId, versionNumber: 1, plan },
      }),
  )
  return (starts * 1_000) / (performance.now() - startedAt)
}

async function watch(
  { pool }: Stack,
  autopilotId: string,
  customers: number,
): Promise<{ startedAt: number; matchedAt: number; doneAt: number }> {
  const beganAt = Date.now()
  let matchedAt: number | undefined
  for (;;) {
    const [row] = await pool<[{ matched: number; started: number; at: Date | null }]>`
      SELECT count(*)::int AS matched, count(started_at)::int AS started, min(matched_at) AS at FROM journeys WHERE autopilot_id = ${autopilotId}`
    if (row.matched === customers) matchedAt ??= Date.now()
    if (matchedAt !== undefined && row.at !== null && row.started === customers)
      return { startedAt: row.at.getTime(), matchedAt, doneAt: Date.now() }
    if (Date.now() - beganAt > 1_200_000) throw new Error(`Only ${row.started} of ${customers} were started`)
    await delay(50)
  }
}

/** So many customers order at once. */
async function orderAgain(
  { pool }: Stack,
  autopilotId: string,
  orders: number,
): Promise<Pick<JourneyFigures, 'orders' | 'ordersToldSeconds' | 'ordersTookEffectSeconds' | 'endedPerSecond'>> {
  await pool`
    INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor)
    SELECT 'again-' || j.id, j.customer_id, now(), 'paid', 'EUR', 1000 FROM journeys j WHERE j.autopilot_id = ${autopilotId} AND j.status = 'running' LIMIT ${orders}`
  const committedAt = Date.now()
  let toldAt: number | undefined
  for (;;) {
    const [row] = await pool<[{ open: number; ended: number }]>`
      SELECT (SELECT count(*)::int FROM outbox) AS open, (SELECT count(*)::int FROM journeys WHERE autopilot_id = ${autopilotId} AND status = 'ended') AS ended`
    if (row.open === 0) toldAt ??= Date.now()
    if (toldAt !== undefined && row.ended >= orders)
      return {
        orders,
        ordersToldSeconds: round((toldAt - committedAt) / 1_000),
        ordersTookEffectSeconds: round((Date.now() - committedAt) / 1_000),
        endedPerSecond: Math.round((orders * 1_000) / (Date.now() - committedAt)),
      }
    await delay(50)
  }
}

/** When every journey has said what it waits for. */
async function untilAllWait({ pool }: Stack, autopilotId: string): Promise<number> {
  for (;;) {
    const [{ left }] = await pool<
      [{ left: number }]
    >`SELECT count(*)::int AS left FROM journeys WHERE autopilot_id = ${autopilotId} AND waiting_for IS NULL`
    if (left === 0) return Date.now()
    await delay(200)
  }
}

/** Until no journey says anything any more: the worker has nothing left to do. The floor's have no row, so that theirs are counted by what they tell. */
async function untilIdle({ pool }: Stack): Promise<void> {
  let before = -1
  for (;;) {
    const [{ told }] = await pool<[{ told: number }]>`SELECT count(*)::int AS told FROM journey_events`
    if (told === before) return
    before = told
    await delay(1_500)
  }
}

/** One whole journey on the real server. */
async function runWinBack(stack: Stack): Promise<number> {
  const { pool, client } = stack
  const definition = makeDefinition(
    [
      { id: 'gift', kind: 'voucher', offerId: await addOffer(stack), next: 'mail', otherwise: null },
      makeSend('mail', ['email'], { next: 'hope' }),
      { id: 'hope', kind: 'waitFor', event: { kind: 'voucher_accepted' }, atMost: '5d', next: null, otherwise: null },
    ],
    { trigger: { kind: 'quiet_for', duration: '60d' } },
  )
  const autopilotId = await addAutopilot(stack, definition)
  const [{ customerId, versionId }] = await pool<[{ customerId: string; versionId: string }]>`
    SELECT c.id AS "customerId", v.id AS "versionId" FROM customers c, journey_versions v WHERE v.autopilot_id = ${autopilotId} ORDER BY c.id DESC LIMIT 1`
  const [{ id: journeyId }] = await pool<[{ id: string }]>`
    INSERT INTO journeys (autopilot_id, customer_id, occurrence, run, version_id, status, matched_at, anchor_at, not_before, started_at)
    VALUES (${autopilotId}, ${customerId}, '1', 1, ${versionId}, 'running', now(), now(), now(), now()) RETURNING id`
  const key = { autopilotId, customerId, occurrence: '1' }
  await startJourney(client, { ...key, input: { journeyId, autopilotId, customerId, versionNumber: 1, plan: planJourney(definition) } })
  while ((await pool`SELECT FROM journeys WHERE id = ${journeyId} AND waiting_for = 'voucher_accepted'`).length === 0) await delay(20)
  const handle = client.workflow.getHandle(workflowIds.journey(key))
  await handle.signal(voucherAccepted, { voucherId: newUuid() })
  await handle.result()
  return (await handle.fetchHistory()).events?.length ?? 0
}

async function addOffer({ pool }: Stack): Promise<string> {
  const [{ id }] = await pool<[{ id: string }]>`INSERT INTO offers (name) VALUES ('Bench') RETURNING id`
  const terms = {
    discount: { kind: 'amount', amountMinor: 500 },
    currency: 'EUR',
    minimumSpendMinor: null,
    capMinor: null,
    scope: { verticals: [], merchants: [], products: [] },
    validity: { kind: 'afterDelivery', hours: 48 },
    limitPerCustomer: null,
  }
  await pool`INSERT INTO offer_versions (offer_id, version, terms) VALUES (${id}, 1, ${pool.json(terms)})`
  return formatId('offer', id)
}

async function countEvents({ pool, client }: Stack, autopilotId: string): Promise<number> {
  const [row] = await pool<[{ customerId: string; occurrence: string }]>`
    SELECT customer_id AS "customerId", occurrence FROM journeys WHERE autopilot_id = ${autopilotId} LIMIT 1`
  return (await client.workflow.getHandle(workflowIds.journey({ autopilotId, ...row })).fetchHistory()).events?.length ?? 0
}

function readRssMb(pid: number): number {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
