import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect as connectSocket, createServer, type Server, type Socket } from 'node:net'
import { pino } from 'pino'
import { register } from 'prom-client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { connect, type Pool } from '../../db/client.ts'
import type { RecordedVisit } from '../../db/queries/engagement/record-visits.ts'
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts'
import { createVisitRecorder, type VisitRecorder } from './visit-recorder.ts'

/** Between the recorder and its database: can hold everything back, and can refuse everybody. */
function createValve(target: URL) {
  const sockets = new Set<Socket>()
  let isClosed = false
  const server: Server = createServer((client) => {
    const upstream = connectSocket(Number(target.port), target.hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => (client.destroy(), upstream.destroy(), sockets.delete(socket)))
    }
    upstream.pipe(client)
    client.on('data', (data) => upstream.write(data))
    if (isClosed) client.pause()
  })
  return {
    server,
    hold() {
      isClosed = true
      for (const socket of sockets) socket.pause()
    },
    letGo() {
      isClosed = false
      for (const socket of sockets) socket.resume()
    },
    breakAll() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

let database: TestDatabase
let direct: Pool
let pool: Pool
let valve: ReturnType<typeof createValve>
let recorder: VisitRecorder
let logLines: string[]
const delivery = { sendId: randomUUID(), customerId: randomUUID() }

beforeAll(async () => {
  database = await createTestDatabase()
  direct = connect(database.url, { max: 2 })
  const url = new URL(database.url)
  valve = createValve(new URL(database.url))
  valve.server.listen(0, '127.0.0.1')
  await once(valve.server, 'listening')
  url.port = String((valve.server.address() as AddressInfo).port)
  pool = connect(url.href, { max: 2 })
  await direct`INSERT INTO deliveries (send_id, customer_id, channel, page, status, claimed_at, accepted_at) VALUES (${delivery.sendId}, ${delivery.customerId}, 'email', 0, 'accepted', now() - interval '1 hour', now() - interval '1 hour')`
})
afterEach(async () => {
  valve.letGo()
  await recorder.close()
  await direct`DELETE FROM delivery_events`
})
afterAll(async () => {
  await pool.end({ timeout: 1 })
  await direct.end({ timeout: 1 })
  valve.breakAll()
  valve.server.close()
  await database.drop()
})

function start(options: { patienceMs?: number; capacity?: number } = {}): VisitRecorder {
  logLines = []
  recorder = createVisitRecorder({
    pool,
    logger: pino({ level: 'debug' }, { write: (line: string) => void logLines.push(line) }),
    ...options,
  })
  return recorder
}
const visit = (change: Partial<RecordedVisit> = {}): RecordedVisit => ({
  visitId: randomUUID(),
  delivery,
  channel: 'email',
  kind: 'clicked',
  link: 0,
  isMachine: false,
  occurredAt: new Date(),
  ...change,
})
const countKept = async () => (await direct`SELECT 1 FROM delivery_events`).length
async function countLost(): Promise<number> {
  const metric = await register.getSingleMetric('regulars_visits_total')?.get()
  return metric?.values.find(({ labels }) => labels['outcome'] === 'lost')?.value ?? 0
}

describe('visits', () => {
  it('are kept by the time that the visitor goes on, while the database is well', async () => {
    const visits = start({ patienceMs: 10_000 })
    await Promise.all([visits.record(visit()), visits.record(visit({ kind: 'opened', link: null }))])
    expect(await countKept()).toBe(2)
  })

  it('hold nobody up while the database is slow, and are kept when it is back', async () => {
    const visits = start({ patienceMs: 20 })
    await visits.record(visit())
    valve.hold()
    const startedAt = performance.now()
    await Promise.all(Array.from({ length: 50 }, () => visits.record(visit())))
    // The database would hold them for good.
    expect(performance.now() - startedAt).toBeLessThan(10_000)
    expect(await countKept()).toBe(1)
    valve.letGo()
    await visits.close()
    expect(await countKept()).toBe(51)
  })

  it('are kept once, though the connection breaks while they are written', async () => {
    const visits = start({ patienceMs: 20 })
    const all = Array.from({ length: 30 }, () => visit())
    const recorded = all.map((one) => visits.record(one))
    valve.breakAll()
    await Promise.all(recorded)
    await visits.close()
    expect(await countKept()).toBe(30)
    expect(logLines.join('')).not.toContain('visits_lost')
  })

  it('that the database refuses do not take their neighbours along, and are counted as lost', async () => {
    const visits = start()
    const lostBefore = await countLost()
    // A link's number beyond the column.
    await Promise.all([visits.record(visit()), visits.record(visit({ link: 9_999_999_999 })), visits.record(visit())])
    await visits.close()
    expect(await countKept()).toBe(2)
    expect((await countLost()) - lostBefore).toBe(1)
    expect(logLines.some((line) => line.includes('"visits_lost"') && line.includes('"visits":1'))).toBe(true)
  })

  it('beyond what can wait are counted and said, not dropped without a word', async () => {
    const visits = start({ patienceMs: 1, capacity: 10 })
    const lostBefore = await countLost()
    valve.hold()
    await Promise.all(Array.from({ length: 15 }, () => visits.record(visit())))
    expect((await countLost()) - lostBefore).toBe(5)
    valve.letGo()
    await visits.close()
    expect(await countKept()).toBe(10)
  })

  it('of deliveries that do not exist are not kept', async () => {
    await start().record(visit({ delivery: { sendId: randomUUID(), customerId: randomUUID() } }))
    expect(await countKept()).toBe(0)
  })
})
