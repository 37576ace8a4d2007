import { fc, it } from '@fast-check/vitest'
import { v7 as createUuid } from 'uuid'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { type DeliveryStatus, deliveryStatuses } from '../../../domain/deliveries.ts'
import { applyReceipt, type DeliveryState, receiptKinds } from '../../../domain/receipts.ts'
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts'
import { connect, type Pool } from '../../client.ts'
import { applyReceipts, type ReceivedReceipt } from './apply-receipts.ts'

let database: TestDatabase
let pool: Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 4 })
})
afterAll(async () => {
  await pool.end({ timeout: 1 })
  await database.drop()
})

const noon = new Date('2026-03-01T12:00:00Z')
const after = (seconds: number) => new Date(noon.getTime() + seconds * 1_000)

async function addDelivery(state: Partial<DeliveryState> = {}) {
  const delivery = { sendId: createUuid(), customerId: createUuid() }
  await pool`
    INSERT INTO deliveries (send_id, customer_id, channel, page, status, reason, error_code, accepted_at, settled_at, address, claimed_at, sms_parts)
    VALUES (${delivery.sendId}, ${delivery.customerId}, 'sms', 0, ${state.status ?? 'sending'}, ${state.reason ?? null}, ${state.errorCode ?? null},
      ${state.acceptedAt ?? null}, ${state.settledAt ?? null}, '+4915112345678', ${noon}, ${state.smsParts ?? null})`
  return delivery
}

async function readState({ sendId, customerId }: { sendId: string; customerId: string }): Promise<DeliveryState | undefined> {
  const [row] = await pool<(Omit<DeliveryState, 'costMicros'> & { costMicros: string | null })[]>`
    SELECT status, reason, error_code AS "errorCode", accepted_at AS "acceptedAt", settled_at AS "settledAt", provider_message_id AS "messageId",
      sms_parts AS "smsParts", cost_micros AS "costMicros", cost_currency AS "costCurrency"
    FROM deliveries WHERE send_id = ${sendId} AND customer_id = ${customerId}`
  return row && { ...row, costMicros: row.costMicros === null ? null : BigInt(row.costMicros) }
}

function receiptOf(delivery: ReceivedReceipt['delivery'], change: Partial<ReceivedReceipt>): ReceivedReceipt {
  return { delivery, channel: 'sms', kind: 'delivered', occurredAt: noon, eventId: createUuid(), ...change }
}

describe('receipts on the ledger', () => {
  const receipts = fc.array(
    fc.record({
      kind: fc.constantFrom(...receiptKinds),
      second: fc.integer({ min: 0, max: 4 }),
      code: fc.constantFrom('vonage_1180', 'vonage_1190'),
      hasFacts: fc.boolean(),
      batch: fc.integer({ min: 0, max: 2 }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  it.prop([fc.constantFrom(...deliveryStatuses), fc.constantFrom(null, 'connection_lost'), fc.constantFrom(null, after(2)), receipts], {
    numRuns: 60,
  })('do in SQL what the domain says, however they are batched', async (status, errorCode, at, drawn) => {
    const start: DeliveryState = {
      status,
      reason: null,
      errorCode: status === 'unknown' ? errorCode : null,
      acceptedAt: at,
      settledAt: at,
      messageId: null,
      smsParts: null,
      costMicros: null,
      costCurrency: null,
    }
    const delivery = await addDelivery(start)
    const all = drawn.map(({ kind, second, code, hasFacts }) =>
      receiptOf(delivery, {
        kind,
        occurredAt: after(second),
        ...(kind === 'undeliverable' ? { errorCode: code } : {}),
        ...(hasFacts ? { messageId: 'm-1', smsParts: 2, cost: { micros: 66_600n, currency: 'EUR' } } : {}),
      }),
    )
    for (const batch of [0, 1, 2]) {
      const chosen = all.filter((_, index) => drawn[index]?.batch === batch)
      if (chosen.length > 0) await applyReceipts(pool, chosen)
    }
    expect(await readState(delivery)).toEqual(all.reduce(applyReceipt, start))
  })

  it('keep an event once, and say which time was the first', async () => {
    const delivery = await addDelivery()
    const bounced = receiptOf(delivery, { kind: 'bounced' })
    expect(await applyReceipts(pool, [bounced])).toEqual([{ isKnown: true, isNew: true, address: '+4915112345678', hasCustomer: false }])
    expect(await applyReceipts(pool, [bounced])).toMatchObject([{ isKnown: true, isNew: false }])
    expect(await pool`SELECT type FROM delivery_events WHERE send_id = ${delivery.sendId}`).toEqual([{ type: 'bounced' }])
  })

  it('answer for each in its place, and leave alone what the ledger does not know', async () => {
    const known = await addDelivery()
    const unknown = { sendId: known.sendId, customerId: createUuid() }
    const landed = await applyReceipts(pool, [receiptOf(unknown, {}), receiptOf(known, { channel: 'email' }), receiptOf(known, {})])
    expect(landed.map((one) => one.isKnown)).toEqual([false, false, true])
    expect(await pool`SELECT 1 FROM delivery_events WHERE send_id = ${known.sendId}`).toHaveLength(1)
  })

  it('wait for a recording that is under way, and stay when it comes later', async () => {
    const delivery = await addDelivery()
    const record = (status: DeliveryStatus) => pool`
      UPDATE deliveries SET status = CASE WHEN status IN ('sending', 'unknown') THEN ${status}::delivery_status ELSE status END, accepted_at = coalesce(accepted_at, ${after(9)})
      WHERE send_id = ${delivery.sendId}`
    const recording = await pool.reserve()
    await recording`BEGIN`
    await recording`UPDATE deliveries SET status = 'accepted', accepted_at = ${after(1)} WHERE send_id = ${delivery.sendId}`
    const landing = applyReceipts(pool, [receiptOf(delivery, { occurredAt: after(5) })])
    await waitForLock(pool)
    await recording`COMMIT`
    recording.release()
    await landing
    expect(await readState(delivery)).toMatchObject({ status: 'delivered', acceptedAt: after(1), settledAt: after(5) })
    await record('accepted')
    expect(await readState(delivery)).toMatchObject({ status: 'delivered', acceptedAt: after(1) })
  })

  it.each(['ascending', 'descending'])('lock the rows of a batch in one order, though they come %s', async (direction) => {
    const deliveries = (await Promise.all(Array.from({ length: 20 }, () => addDelivery()))).toSorted((a, b) =>
      a.sendId < b.sendId ? -1 : 1,
    )
    const [first, last] = [deliveries[0]?.sendId ?? '', deliveries.at(-1)?.sendId ?? '']
    const blocker = await pool.reserve()
    await blocker`BEGIN`
    await blocker`SELECT 1 FROM deliveries WHERE send_id = ${last} FOR UPDATE`
    const landing = applyReceipts(
      pool,
      (direction === 'ascending' ? deliveries : deliveries.toReversed()).map((delivery) => receiptOf(delivery, {})),
    )
    await waitForLock(pool)
    // Whoever waits for the last row holds the first one: nobody can hold the last and wait for the first.
    expect(await pool`SELECT 1 FROM deliveries WHERE send_id = ${first} FOR UPDATE SKIP LOCKED`).toHaveLength(0)
    await blocker`COMMIT`
    blocker.release()
    await landing
    expect((await Promise.all(deliveries.map(readState))).map((state) => state?.status)).toEqual(Array(20).fill('delivered'))
  })
})

/** Until some backend of this database waits for a lock. */
async function waitForLock(sql: Pool): Promise<void> {
  for (;;) {
    const [row] = await sql`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
    if (row !== undefined) return
    await new Promise((resolve) => setImmediate(resolve))
  }
}
