/**
 * The servers that all test files of a run share: each is started by the first file that asks and stopped at the end of the run.
 * They live in one temporary folder, named after the process, so that a run that was killed can be swept away by the next.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isProcessAlive } from '../../cli/start/child-process.ts'
import { findFreePorts } from '../../cli/start/ports.ts'
import { buildTestSettings } from '../../cli/start/postgres-settings.ts'
import { startPostgres } from '../../cli/start/postgres.ts'
import { findTemporalExecutable } from '../../cli/start/temporal-executable.ts'
import { prepareNamespace } from '../../cli/start/temporal-namespace.ts'
import { startTemporalServer } from '../../cli/start/temporal-server.ts'
import { findCacheDirectory, readEnvironment } from '../../config.ts'
import { migrate } from '../../db/migrate.ts'
import { buildConsole } from './build-console.ts'
import { buildProgram } from './build-program.ts'
import { prepareChromium } from './chromium-executable.ts'
import { prepareTimeSkippingServer } from './time-skipping-server.ts'

const templateDatabase = 'template_regulars'
const directoryPrefix = 'regulars-tests-'

export interface SharedServices {
  url: string
  directory: string
  stop(): Promise<void>
}

/** What each service answers with; also the answers' JSON. */
export interface ServiceAnswers {
  /** A database of the server's own, and the migrated one from which others are cloned. */
  '/postgres': { adminUrl: string; template: string }
  '/temporal': { address: string }
  '/time-skipping': { executable: string }
  '/chromium': { executable: string }
  /** `dist`, built from the sources as they are. */
  '/build': { directory: string }
  /** The same of the console, as the API serves it. */
  '/console': { directory: string }
}

export async function serveSharedServices(): Promise<SharedServices> {
  await sweepLeftovers()
  const directory = join(tmpdir(), `${directoryPrefix}${process.pid}`)
  mkdirSync(directory, { recursive: true })
  const env = readEnvironment()
  const cacheDirectory = findCacheDirectory(env)
  const report = createReporter()
  const stops: (() => Promise<void>)[] = []
  const starters: { [Path in keyof ServiceAnswers]: () => Promise<ServiceAnswers[Path]> } = {
    '/postgres': async () => {
      const options = { directory: join(directory, 'postgres'), logFile: join(directory, 'postgres.log'), env, isDurable: false }
      const server = await startPostgres({ ...options, settings: buildTestSettings(), database: templateDatabase })
      stops.push(() => server.stop())
      await migrate(server.url)
      const adminUrl = new URL(server.url)
      adminUrl.pathname = '/postgres'
      return { adminUrl: adminUrl.href, template: templateDatabase }
    },
    '/temporal': async () => {
      const executable = await findTemporalExecutable({ cacheDirectory, env, report })
      const [port = 0] = await findFreePorts(1)
      const server = await startTemporalServer({ executable, port, logFile: join(directory, 'temporal.log'), env })
      stops.push(() => server.stop())
      await prepareNamespace({ connection: { address: server.address }, namespace: 'default', isOurServer: true })
      return { address: server.address }
    },
    '/time-skipping': async () => ({ executable: await prepareTimeSkippingServer({ cacheDirectory, env, report }) }),
    '/chromium': async () => ({ executable: await prepareChromium(env, report) }),
    '/build': () => buildProgram(env),
    '/console': () => buildConsole(join(directory, 'console'), env),
  }
  const started = new Map<string, Promise<unknown>>()
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    if (!isServicePath(path, starters)) return void response.writeHead(404).end()
    const answer = started.get(path) ?? starters[path]()
    started.set(path, answer)
    answer.then(
      (value) => response.end(JSON.stringify(value)),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The shared services have no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    directory,
    async stop() {
      server.close()
      server.closeAllConnections()
      await Promise.allSettled(started.values())
      await Promise.allSettled(stops.map((stop) => stop()))
    },
  }
}

function isServicePath(path: string, starters: object): path is keyof ServiceAnswers {
  return Object.hasOwn(starters, path)
}

/** Says what takes long every twenty seconds. */
function createReporter(): (text: string) => void {
  let lastAt = 0
  return (text) => {
    if (Date.now() - lastAt < 20_000) return
    lastAt = Date.now()
    process.stdout.write(`${text}\n`)
  }
}

/** Stops the servers, and removes the files, of runs that were killed. */
async function sweepLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(directoryPrefix))) {
    if (isProcessAlive(Number(name.slice(directoryPrefix.length)))) continue
    const marker = join(tmpdir(), name, 'postgres', 'data', 'postmaster.pid')
    if (existsSync(marker)) {
      const [pid = '', directory] = readFileSync(marker, 'utf8').split('\n')
      if (directory === join(tmpdir(), name, 'postgres', 'data') && isProcessAlive(Number(pid))) process.kill(Number(pid), 'SIGQUIT')
    }
    rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
}
