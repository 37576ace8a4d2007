/**
 * The PostgreSQL that we bring along: made on the first start, found again on the next, never made over. Everything of it lies in
 * one folder: `data` (the cluster), `port` and `password`. A first start that was interrupted leaves nothing that a later one trips
 * over, and a server that outlived us is taken over instead of fought.
 *
 * Its states: no `data` → initdb into `data.new` → renamed to `data` → running. Only the rename makes a cluster exist.
 */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { isProcessAlive, readLastLines, startChild } from './child-process.ts'
import type { Child } from './child-process.ts'
import { StartFailure } from './failure.ts'
import { findFreePort, isPortFree, waitUntil } from './ports.ts'
import { choosePostgresUser, findPostgresBinaries } from './postgres-binaries.ts'
import type { PostgresBinaries, PostgresUser } from './postgres-binaries.ts'

const role = 'regulars'
const readyTimeoutMs = 60_000
const stopTimeoutMs = 30_000
const orphansTimeoutMs = 15_000

export interface PostgresOptions {
  /** The folder that holds everything of this server. */
  directory: string
  logFile: string
  settings: Record<string, string>
  env: Record<string, string | undefined>
  /** The database to make when it is missing. */
  database: string
  /** Flush a new cluster to disk; only tests do without. */
  isDurable?: boolean
}

export interface RunningPostgres {
  /** `postgres://…` with the password, of the database named in the options. */
  url: string
  port: number
  pid: number
  /** Given when the server ends by itself. */
  ended: AbortSignal
  stop(): Promise<void>
}

/** @throws StartFailure with the way out when the server cannot be started. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const directory = resolve(options.directory)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const binaries = await findPostgresBinaries()
  const user = choosePostgresUser(binaries, directory)
  user.own(directory)
  const password = readOrMakePassword(join(directory, 'password'))
  if (!existsSync(join(directory, 'data', 'PG_VERSION'))) await makeCluster(directory, binaries, user, options)

  const adopted = await adoptRunningServer(directory, password)
  if (adopted !== undefined) {
    await makeDatabase(buildUrl(password, adopted.port, 'postgres'), options.database)
    return { ...adopted, url: buildUrl(password, adopted.port, options.database) }
  }

  const port = await choosePort(join(directory, 'port'))
  const [command, ...prefix] = [...user.prefix, binaries.postgres]
  const settings = Object.entries({ ...options.settings, port: String(port) }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const start = () =>
    startChild({
      command,
      args: [...prefix, '-D', join(directory, 'data'), ...settings],
      env: options.env,
      logFile: options.logFile,
      userId: user.userId,
      lifeline: 'none',
    })
  const isReady = async () => (await identifyServer(buildUrl(password, port, 'postgres'))) !== undefined
  let child = await start()
  let isUp = await waitUntil(isReady, { timeoutMs: readyTimeoutMs, signal: child.ended })
  // The sessions of a server that was killed go a moment after it, and nobody else may have its memory until then.
  const giveUpAt = Date.now() + orphansTimeoutMs
  while (!isUp && Date.now() < giveUpAt && readLastLines(options.logFile, 2).includes('shared memory block')) {
    await delay(200)
    child = await start()
    isUp = await waitUntil(isReady, { timeoutMs: readyTimeoutMs, signal: child.ended })
  }
  if (!isUp) {
    await child.stop({ timeoutMs: 1_000, signal: 'SIGINT' })
    throw new StartFailure(`PostgreSQL did not start. Its last words, in ${options.logFile}:\n${readLastLines(options.logFile)}`)
  }
  await makeDatabase(buildUrl(password, port, 'postgres'), options.database)
  return { url: buildUrl(password, port, options.database), port, pid: child.pid, ended: child.ended, stop: () => stopServer(child) }
}

/** A fast shutdown: sessions are ended, everything is flushed. */
async function stopServer(child: Child): Promise<void> {
  await child.stop({ timeoutMs: stopTimeoutMs, signal: 'SIGINT' })
}

function buildUrl(password: string, port: number, database: string): string {
  return `postgres://${role}:${password}@127.0.0.1:${port}/${database}`
}

function readOrMakePassword(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  const password = randomBytes(24).toString('base64url')
  writeFileSync(file, `${password}\n`, { mode: 0o600 })
  return password
}

/** The remembered port where it is still free, so that a tool that an operator pointed at it finds it again. */
async function choosePort(file: string): Promise<number> {
  const remembered = existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN
  if (Number.isInteger(remembered) && remembered > 0 && (await isPortFree(remembered))) return remembered
  const port = await findFreePort()
  writeFileSync(file, `${port}\n`)
  return port
}

async function makeCluster(directory: string, binaries: PostgresBinaries, user: PostgresUser, options: PostgresOptions): Promise<void> {
  const unfinished = join(directory, 'data.new')
  const passwordCopy = join(directory, 'password.initdb')
  rmSync(unfinished, { recursive: true, force: true })
  // initdb reads it as the user that the server runs as, who may not read ours.
  writeFileSync(passwordCopy, readFileSync(join(directory, 'password')), { mode: 0o600 })
  user.own(passwordCopy)
  const [command, ...prefix] = [...user.prefix, binaries.initdb]
  const args = ['-D', unfinished, '-U', role, '--pwfile', passwordCopy, '--auth=scram-sha-256', '--encoding=UTF8']
  const locale = [
    '--locale-provider=builtin',
    '--locale=C.UTF-8',
    '--no-instructions',
    ...(options.isDurable === false ? ['--no-sync'] : []),
  ]
  try {
    const owner = user.userId === undefined ? {} : { uid: user.userId, gid: user.userId }
    await promisify(execFile)(command, [...prefix, ...args, ...locale], { env: options.env, ...owner })
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)
    throw new StartFailure(`PostgreSQL could not make its data folder ${unfinished}:\n${said}`)
  } finally {
    rmSync(passwordCopy, { force: true })
  }
  renameSync(unfinished, join(directory, 'data'))
}

/** The data folder that a server answers for, or undefined when none answers or ours may not log in. */
async function identifyServer(url: string): Promise<string | undefined> {
  const sql = postgres(url, { max: 1, connect_timeout: 2, fetch_types: false, onnotice: () => undefined })
  try {
    const [row] = await sql<{ directory: string }[]>`SELECT current_setting('data_directory') AS directory`
    return row?.directory
  } catch {
    return undefined
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function makeDatabase(url: string, name: string): Promise<void> {
  const sql = postgres(url, { max: 1, fetch_types: false, onnotice: () => undefined })
  try {
    const existing = await sql`SELECT 1 FROM pg_database WHERE datname = ${name}`
    if (existing.length === 0) await sql`CREATE DATABASE ${sql(name)}`
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** Takes over the server of an earlier start that was killed, and clears away the marker of one that is no more. */
async function adoptRunningServer(directory: string, password: string): Promise<Omit<RunningPostgres, 'url'> | undefined> {
  const marker = join(directory, 'data', 'postmaster.pid')
  if (!existsSync(marker)) return undefined
  const [pidLine = '', , , portLine = ''] = readFileSync(marker, 'utf8').split('\n')
  const [pid, port] = [Number(pidLine), Number(portLine)]
  if (!Number.isInteger(pid) || pid <= 0 || !isProcessAlive(pid)) return undefined
  const url = buildUrl(password, port, 'postgres')
  if (!(await isPostgres(pid))) {
    // The machine was restarted and the id is someone else's now.
    rmSync(marker)
    return undefined
  }
  const isOurs = async (): Promise<boolean> => (await identifyServer(url)) === join(directory, 'data')
  // It may be starting, recovering or stopping just now.
  await waitUntil(async () => !isProcessAlive(pid) || (await isOurs()), { timeoutMs: 10_000 })
  if (!isProcessAlive(pid)) return undefined
  if (!(await isOurs())) {
    throw new StartFailure(`Another PostgreSQL, process ${pid}, holds ${directory} and does not answer. Stop it with: kill -INT ${pid}`)
  }
  const ended = new AbortController()
  const timer = setInterval(() => {
    if (isProcessAlive(pid)) return
    clearInterval(timer)
    ended.abort()
  }, 500).unref()
  return {
    port,
    pid,
    ended: ended.signal,
    async stop() {
      process.kill(pid, 'SIGINT')
      await waitUntil(() => Promise.resolve(!isProcessAlive(pid)), { timeoutMs: stopTimeoutMs })
    },
  }
}

async function isPostgres(pid: number): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)])
    return stdout.includes('postgres')
  } catch {
    return false
  }
}
