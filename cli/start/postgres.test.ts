import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { buildDurableSettings, buildTestSettings } from './postgres-settings.ts'
import { type RunningPostgres, startPostgres } from './postgres.ts'

let parent = ''
let running: RunningPostgres[] = []

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'regulars-postgres-'))
  running = []
})
afterEach(async () => {
  await Promise.allSettled(running.map((server) => server.stop()))
  rmSync(parent, { recursive: true })
})

async function start(settings = buildTestSettings()): Promise<RunningPostgres> {
  const server = await startPostgres({
    directory: join(parent, 'postgres'),
    logFile: join(parent, 'postgres.log'),
    settings,
    env: process.env,
    database: 'regulars',
    isDurable: false,
  })
  running.push(server)
  return server
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    return [...(await sql.unsafe(statement))]
  } finally {
    await sql.end()
  }
}

it('keeps data, password and port from one start to the next', async () => {
  const first = await start()
  await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS value')
  await first.stop()
  const second = await start()
  expect(second.url).toBe(first.url)
  expect(await query(second.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }])
})

it('lets nobody in without the password, which only its user can read', async () => {
  const { url } = await start()
  const wrong = new URL(url)
  wrong.password = 'guessed'
  await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
  expect(statSync(join(parent, 'postgres', 'password')).mode & 0o077).toBe(0)
})

it('takes over a server that an earlier start left running', async () => {
  const first = await start()
  const second = await start()
  expect(second).toMatchObject({ pid: first.pid, url: first.url })
  await second.stop()
  expect(first.ended.aborted || (await waitForEnd(first))).toBe(true)
})

function waitForEnd(server: RunningPostgres): Promise<boolean> {
  return new Promise((resolve) => server.ended.addEventListener('abort', () => resolve(true), { once: true }))
}

it('starts over what an interrupted first start left half made', async () => {
  mkdirSync(join(parent, 'postgres', 'data.new', 'base'), { recursive: true })
  writeFileSync(join(parent, 'postgres', 'data.new', 'PG_VERSION'), '18\n')
  const { url } = await start()
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  expect(existsSync(join(parent, 'postgres', 'data.new'))).toBe(false)
})

it('recovers from a server that was killed, even when its process id is another program now', async () => {
  const first = await start(buildDurableSettings())
  await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS value')
  const marker = join(parent, 'postgres', 'data', 'postmaster.pid')
  const lines = readFileSync(marker, 'utf8').split('\n')
  process.kill(first.pid, 'SIGQUIT')
  await waitForEnd(first)
  writeFileSync(marker, [String(process.ppid), ...lines.slice(1)].join('\n'))
  const second = await start()
  expect(await query(second.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }])
})
