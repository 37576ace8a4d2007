/**
 * The Temporal server that we bring along: one process on loopback with its UI, its data in one SQLite file or nowhere. It ends
 * when we ask it to, and with us when we are killed.
 */
import { existsSync } from 'node:fs'
import { readLastLines, startChild } from './child-process.ts'
import { StartFailure } from './failure.ts'
import { waitForHttp, waitForPort } from './ports.ts'
import { customSearchAttributes } from './temporal-namespace.ts'

const readyTimeoutMs = 60_000
const stopTimeoutMs = 10_000

/**
 * For one process that serves one program: no rate limits between the two, and one partition for each task queue, since several
 * would only forward to each other.
 */
const serverSettings = {
  'frontend.rps': 100_000,
  'frontend.namespaceRPS': 100_000,
  'frontend.namespaceRPS.visibility': 1_000,
  'frontend.namespaceCount': 10_000,
  'frontend.persistenceMaxQPS': 100_000,
  'history.rps': 100_000,
  'history.persistenceMaxQPS': 100_000,
  'matching.rps': 100_000,
  'matching.persistenceMaxQPS': 100_000,
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  'worker.persistenceMaxQPS': 100_000,
}

export interface TemporalServerOptions {
  /** What `findTemporalExecutable` found. */
  executable: string
  port: number
  /** No UI without it. */
  uiPort?: number
  /** In memory without it. */
  databaseFile?: string
  namespace?: string
  logFile: string
  env: Record<string, string | undefined>
}

export interface RunningTemporalServer {
  /** host:port of the gRPC frontend. */
  address: string
  uiUrl: string | undefined
  pid: number
  /** Given when the server ends by itself. */
  ended: AbortSignal
  stop(): Promise<void>
}

/** @throws StartFailure with the server's last words when it does not come up. */
export async function startTemporalServer(options: TemporalServerOptions): Promise<RunningTemporalServer> {
  const isKeepingData = options.databaseFile !== undefined && existsSync(options.databaseFile)
  const child = await startChild({
    command: options.executable,
    args: buildArguments(options),
    env: options.env,
    logFile: options.logFile,
    lifeline: 'stdin',
  })
  const uiUrl = options.uiPort === undefined ? undefined : `http://127.0.0.1:${options.uiPort}`
  const wait = { timeoutMs: readyTimeoutMs, signal: child.ended }
  const isUp = (await waitForPort(options.port, wait)) && (uiUrl === undefined || (await waitForHttp(`${uiUrl}/healthz`, wait)))
  if (!isUp) {
    await child.stop({ timeoutMs: 1_000 })
    const data = isKeepingData
      ? `\nIf another version wrote ${options.databaseFile}, start that version, or move the file away: runs in progress are lost with it, PostgreSQL's data is not.`
      : ''
    throw new StartFailure(`Temporal did not start. Its last words, in ${options.logFile}:\n${readLastLines(options.logFile)}${data}`)
  }
  return {
    address: `127.0.0.1:${options.port}`,
    uiUrl,
    pid: child.pid,
    ended: child.ended,
    async stop() {
      await child.stop({ timeoutMs: stopTimeoutMs })
    },
  }
}

function buildArguments({ executable, port, uiPort, databaseFile, namespace }: TemporalServerOptions): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'warn'],
    ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]),
    ...(databaseFile === undefined ? [] : ['--db-filename', databaseFile]),
    ...(namespace === undefined || namespace === 'default' ? [] : ['--namespace', namespace]),
    ...customSearchAttributes.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
    ...Object.entries(serverSettings).flatMap(([key, value]) => ['--dynamic-config-value', `${key}=${value}`]),
    // Ours alone understands it; the Temporal CLI would refuse to start.
    ...(executable.endsWith('temporal-server') ? ['--stop-on-stdin-close'] : []),
  ]
}
