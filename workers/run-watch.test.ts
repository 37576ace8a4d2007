import { v7 as newUuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { connect, type Pool } from '../db/client.ts'
import { workflowIds } from '../domain/ids.ts'
import { createTestDatabase, type TestDatabase } from '../tests/support/database.ts'
import { createDevServerEnvironment } from '../tests/support/temporal.ts'
import { addCustomers, addSend, readLedger } from '../tests/send-path/send-fixture.ts'
import { claimPage } from '../db/queries/sends/claim-page.ts'
import { startBroadcast } from '../workflows/clients/start-broadcast.ts'
import { watchOnce } from './run-watch.ts'

let database: TestDatabase
let pool: Pool
let environment: TestWorkflowEnvironment
beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 4 })
  environment = await createDevServerEnvironment()
})
afterAll(async () => {
  await environment.teardown()
  await pool.end({ timeout: 1 })
  await database.drop()
})

const now = new Date('2026-03-10T12:00:00Z')
const watch = () => watchOnce({ pool, client: environment.client, now: () => now, onError: () => undefined })

async function addRunningBroadcast(channel: 'email' | 'sms') {
  const broadcastId = newUuid()
  await pool`INSERT INTO broadcasts (id, name, channel, status, message, audience) VALUES (${broadcastId}, 'Test', ${channel}, 'sending', '{}', '{}')`
  await startBroadcast(environment.client, { broadcastId, channel, schedule: { kind: 'now' } })
  return { broadcastId, handle: environment.client.workflow.getHandle(workflowIds.broadcast(broadcastId)) }
}

const readStatus = async (id: string) => (await pool<{ status: string }[]>`SELECT status FROM broadcasts WHERE id = ${id}`)[0]?.status

describe('the watch over runs', () => {
  it('leaves a broadcast alone whose run goes on, or whose start is still to come', async () => {
    const { broadcastId, handle } = await addRunningBroadcast('email')
    expect(await watch()).toEqual([])
    await pool`INSERT INTO outbox (kind, payload) VALUES ('start_broadcast', ${pool.json({ broadcastId })})`
    await handle.terminate()
    expect(await watch()).toEqual([])
    await pool`DELETE FROM outbox`
    expect(await watch()).toEqual([broadcastId])
  })

  it('closes the ledger of a run that was terminated by hand, and shows the broadcast as failed', async () => {
    const { broadcastId, handle } = await addRunningBroadcast('sms')
    const ids = (
      await addCustomers(
        pool,
        'sms',
        Array.from({ length: 4 }, (_, at) => ({ phone: `+491510000000${at}` })),
      )
    ).toSorted()
    const send = await addSend(pool, [{ customerIds: ids.slice(0, 3) }, { customerIds: ids.slice(3) }], { id: broadcastId, channel: 'sms' })
    await claimPage(pool, { send, page: 0, now, quietZones: [] })
    await pool`UPDATE deliveries SET status = 'accepted' WHERE send_id = ${send.id} AND customer_id = ${ids[0] ?? ''}`
    await pool`UPDATE deliveries SET attempted_at = ${now} WHERE send_id = ${send.id} AND customer_id = ${ids[1] ?? ''}`
    await handle.terminate()
    expect(await watch()).toEqual([broadcastId])
    expect((await readLedger(pool, send.id)).map(({ status, reason }) => [status, reason])).toEqual([
      ['accepted', null],
      ['unknown', null],
      ['skipped', 'campaign_stopped'],
      ['skipped', 'campaign_stopped'],
    ])
    // Who was not written to may be written to by the next campaign.
    const free =
      await pool`SELECT customer_id FROM contact_states WHERE customer_id = ANY (${ids}::uuid[]) AND last_contact_at IS NULL ORDER BY 1`
    expect(free.map((row) => row.customer_id)).toEqual(ids.slice(2))
    expect(await readStatus(broadcastId)).toBe('failed')
    expect(await watch()).toEqual([])
  })
})
