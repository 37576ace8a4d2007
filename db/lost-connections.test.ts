import { once } from 'node:events'
import { connect as openSocket, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../tests/support/database.ts'
import { connect, type Pool } from './client.ts'
import { runInTransaction } from './transaction.ts'

let database: TestDatabase
/** Whose connections are not ended. */
let other: Pool
let proxy: Server
let viaProxy: string
const sockets = new Set<Socket>()
/** Something has come from the server for this one. */
let onAnswer: (near: Socket) => void = () => undefined

beforeAll(async () => {
  database = await createTestDatabase()
  other = connect(database.url, { max: 2 })
  await other`CREATE TABLE things (name text)`
  const { hostname, port } = new URL(database.url)
  // In front of the server, so that connections can be reset as a machine that goes does it.
  proxy = createServer((near) => {
    const far = openSocket(Number(port), hostname)
    for (const socket of [near, far]) sockets.add(socket.on('error', () => undefined).once('close', () => sockets.delete(socket)))
    far.on('data', () => onAnswer(near))
    near.pipe(far).pipe(near)
    near.once('close', () => far.destroy())
    far.once('close', () => near.destroy())
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const url = new URL(database.url)
  url.port = String((proxy.address() as AddressInfo).port)
  viaProxy = url.href
})
afterAll(async () => {
  proxy.close()
  await other.end({ timeout: 1 })
  await database.drop()
})
beforeEach(async () => {
  await other`DELETE FROM things`
})

const closed = { code: expect.stringMatching(/^(57P01|CONNECTION_CLOSED|ECONNRESET|EPIPE)$/) }
/** Two ways for connections to go: told by the server, and without a word. */
const ways = {
  'ended by the server': async () => {
    await other`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'mortal'`
  },
  reset: async () => {
    for (const socket of sockets) socket.resetAndDestroy()
  },
}
function makeSignal() {
  let give: () => void = () => undefined
  const given = new Promise<void>((resolve) => {
    give = resolve
  })
  return { give: () => give(), given }
}

const open = (max: number) => connect(viaProxy, { max, applicationName: 'mortal' })
const untilAsleep = async () => {
  while ((await other`SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'`).length === 0);
}

describe.each(Object.entries(ways))('a pool whose connections are %s', (_way, lose) => {
  it('refuses a transaction in the middle of a statement, and goes on', async () => {
    const pool = open(1)
    const transaction = pool.begin(async (sql) => {
      await sql`INSERT INTO things VALUES ('lost')`
      await sql`SELECT pg_sleep(60)`
    })
    const refusal = transaction.then(
      () => undefined,
      (error: unknown) => error,
    )
    await untilAsleep()
    await lose()
    expect(await refusal).toMatchObject(closed)
    await expect.poll(async () => (await pool`SELECT 1 AS one`.catch(() => []))[0], { interval: 20 }).toEqual({ one: 1 })
    for (let times = 0; times < 20; times += 1) await pool.begin((sql) => sql`INSERT INTO things VALUES ('kept')`)
    expect(await other`SELECT name, count(*)::int AS times FROM things GROUP BY name`).toEqual([{ name: 'kept', times: 20 }])
    await pool.end({ timeout: 1 })
  })

  it('lets a transaction that has lost its connection do nothing on the next one', async () => {
    const pool = open(1)
    const [isBegun, asked, over] = [makeSignal(), makeSignal(), makeSignal()]
    const faults: unknown[] = []
    const transaction = pool.begin(async (sql) => {
      await sql`INSERT INTO things VALUES ('before')`
      const made = sql`INSERT INTO things VALUES ('made before')`
      isBegun.give()
      await asked.given
      for (const query of [
        made,
        sql`INSERT INTO things VALUES ('after')`,
        sql.savepoint((inner) => inner`INSERT INTO things VALUES ('inner')`),
      ])
        await query.catch((error: unknown) => faults.push(error))
      over.give()
    })
    const refusal = transaction.then(
      () => undefined,
      (error: unknown) => error,
    )
    await isBegun.given
    await lose()
    expect(await refusal).toMatchObject(closed)
    await expect.poll(async () => (await pool`SELECT 1 AS one`.catch(() => []))[0], { interval: 20 }).toEqual({ one: 1 })
    // Another transaction is under way on the one connection that there is.
    await pool.begin(async (sql) => {
      await sql`INSERT INTO things VALUES ('another')`
      asked.give()
      await over.given
    })
    expect(faults).toHaveLength(3)
    expect(await other`SELECT name FROM things`).toEqual([{ name: 'another' }])
    await pool.end({ timeout: 1 })
  })

  it('works again soon, however much was under way', async () => {
    const pool = open(8)
    for (let times = 0; times < 5; times += 1) {
      let isLost = false
      const askAgain = async () => {
        while (!isLost)
          await pool
            .begin((sql) => runInTransaction(sql, (inner) => inner`INSERT INTO things VALUES (${'x'.repeat(times * 300)})`))
            .catch(() => undefined)
      }
      const askPlainly = async () => {
        while (!isLost) await pool`SELECT ${times}::int, ${'x'.repeat(50)}::text`.catch(() => undefined)
      }
      const busy = Array.from({ length: 24 }, (_, n) => (n % 2 === 0 ? askAgain() : askPlainly()))
      await pool`SELECT 1`.catch(() => undefined)
      await lose()
      await lose()
      isLost = true
      await Promise.all(busy)
      const startedAt = performance.now()
      let answers = 0
      while (answers < 16)
        answers = (await Promise.allSettled(Array.from({ length: 16 }, () => pool`SELECT 1`))).filter(
          ({ status }) => status === 'fulfilled',
        ).length
      // What is lost for good would be waited for until the test is over.
      expect(performance.now() - startedAt).toBeLessThan(10_000)
    }
    await pool.end({ timeout: 1 })
  })
})

describe('a process whose very first connections are reset', () => {
  it.each([0, 1, 2, 3, 4, 5, 6])(
    'after %i answers refuses what was asked, lives, and knows every type once it is answered',
    async (answers) => {
      const unhandled: unknown[] = []
      const keep = (error: unknown) => void unhandled.push(error)
      process.on('unhandledRejection', keep)
      let seen = 0
      onAnswer = (near) => {
        seen += 1
        if (seen > answers && seen <= answers + 3) near.resetAndDestroy()
      }
      const pool = open(4)
      const first = await Promise.allSettled([
        pool`SELECT 1`,
        pool`SELECT 2`,
        pool.begin((sql) => sql`SELECT 3`),
        ...Array.from({ length: 6 }, () => pool`SELECT 4`),
      ])
      for (const result of first) if (result.status === 'rejected') expect(result.reason).toMatchObject(closed)
      await expect
        .poll(async () => (await pool`SELECT ARRAY['a', NULL, 'b "c"'] AS texts, ARRAY['sms']::channel[] AS channels`.catch(() => []))[0])
        .toEqual({ texts: ['a', null, 'b "c"'], channels: ['sms'] })
      onAnswer = () => undefined
      await pool.end({ timeout: 1 })
      process.off('unhandledRejection', keep)
      expect(unhandled).toEqual([])
    },
  )
})

describe('a transaction', () => {
  it('keeps a caught fault from being committed, unless a savepoint has undone it', async () => {
    const pool = open(1)
    const failing = pool.begin(async (sql) => {
      await sql`INSERT INTO things VALUES ('lost')`
      await sql`SELECT 1 / 0`.catch(() => undefined)
    })
    await expect(failing).rejects.toMatchObject({ code: '22012' })
    await pool.begin(async (sql) => {
      await sql`INSERT INTO things VALUES ('kept')`
      await runInTransaction(sql, (inner) => inner`SELECT 1 / 0`).catch(() => undefined)
    })
    await expect(pool.begin(() => Promise.reject(new Error('by ourselves')))).rejects.toThrow('by ourselves')
    expect(await pool.begin((sql) => [sql`SELECT 1 AS one`, sql`SELECT 2 AS two`])).toEqual([[{ one: 1 }], [{ two: 2 }]])
    expect(await other`SELECT name FROM things`).toEqual([{ name: 'kept' }])
    await pool.end({ timeout: 1 })
    await expect(pool.begin((sql) => sql`SELECT 1`)).rejects.toMatchObject({ code: 'CONNECTION_ENDED' })
  })
})
