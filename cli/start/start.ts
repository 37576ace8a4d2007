/**
 * `regulars start`: brings a whole installation up on this machine and keeps it up until it is asked to stop. In the roles `api`
 * and `worker` it is that one program, against databases that it is told.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { loadConfig, loadStartConfig, readEnvironment } from '../../config.ts'
import type { Environment, StartConfig } from '../../config.ts'
import { describeAddresses } from './addresses.ts'
import { isProcessAlive } from './child-process.ts'
import { prepareDatabase } from './database.ts'
import { openInstallation } from './installation.ts'
import { listPortNeeds, startLocalServices } from './local-services.ts'
import { requireFreePorts, waitForFreePorts } from './ports.ts'
import { createSupervisor } from './supervisor.ts'
import type { Supervisor } from './supervisor.ts'
import { prepareNamespace } from './temporal-namespace.ts'
import { createTerminal } from './terminal.ts'
import type { Terminal } from './terminal.ts'

/** The time that the processes of a killed start get to notice that they are alone. */
const leftoverTimeoutMs = 15_000
const parentCheckMs = 1_000

export interface StartOptions {
  /** Start without the demo store. */
  isEmpty: boolean
}

/** @throws ConfigError or StartFailure with what to do. */
export async function start({ isEmpty }: StartOptions): Promise<void> {
  const config = loadStartConfig()
  if (config.role === 'all') await startInstallation(config, isEmpty)
  else await startRole(config.role)
}

async function startRole(role: 'api' | 'worker'): Promise<void> {
  const { databaseUrl, temporal } = loadConfig()
  await prepareDatabase(databaseUrl)
  await prepareNamespace({ connection: temporal.connection, namespace: temporal.namespace, isOurServer: false })
  await import(new URL(role === 'api' ? '../../api/main.js' : '../../workers/main.js', import.meta.url).href)
}

async function startInstallation(config: StartConfig, isEmpty: boolean): Promise<void> {
  const terminal = createTerminal(process.stdout)
  const env = readEnvironment()
  const installation = openInstallation(config.dataDirectory, { withDemo: !isEmpty })
  const supervisor = createSupervisor((text) => terminal.say(text))
  const stopping = stopOnSignals({ supervisor, terminal, env, release: () => installation.release() })
  try {
    const needs = listPortNeeds(config)
    if (installation.wasInterrupted) await waitForFreePorts(needs, leftoverTimeoutMs)
    await requireFreePorts(needs)
    const logDirectory = join(config.dataDirectory, 'logs')
    const apiKeyFile = join(config.dataDirectory, 'api-key')
    const { temporalAddress, environment } = await startLocalServices({ config, supervisor, terminal, env, logDirectory, apiKeyFile })
    terminal.say(describeAddresses({ config, apiKeyFile, logDirectory, temporalAddress }))
    if (!installation.isDemoDue || isEmpty) return
    if (await runDemo(environment)) installation.recordDemoDone()
    else if (!stopping.aborted) terminal.say('The demo store is not finished; the next start goes on with it.')
  } catch (error) {
    // Called off by whoever pressed Ctrl-C: what fails because of that is no news.
    if (stopping.aborted) return
    await supervisor.stopAll()
    installation.release()
    throw error
  }
}

/** A command of its own, so that whatever happens to it the installation goes on. True when it came to its end. */
function runDemo(env: Environment): Promise<boolean> {
  const program = new URL('../main.js', import.meta.url).pathname
  const demo = spawn(process.execPath, [program, 'demo'], { env, stdio: 'inherit' })
  return new Promise((resolve) => {
    demo.once('error', () => resolve(false))
    demo.once('exit', (code) => resolve(code === 0))
  })
}

interface StopOptions {
  supervisor: Supervisor
  terminal: Terminal
  env: Environment
  /** Lets the next start have the installation. */
  release(): void
}

/** Stops everything in order at the first signal, and at once at the second. The signal is given when stopping begins. */
function stopOnSignals({ supervisor, terminal, release, env }: StopOptions): AbortSignal {
  const stopping = new AbortController()
  const stop = async (): Promise<void> => {
    if (stopping.signal.aborted) {
      supervisor.killAll()
      terminal.say('Killed. What was committed is safe; the next start recovers it.')
      process.exit(1)
    }
    stopping.abort()
    terminal.say('Stopping. Once more kills what still runs.')
    await supervisor.stopAll()
    release()
    terminal.say('Stopped. Everything is kept for the next start.')
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())
  if (env.npm_lifecycle_event !== undefined) stopWithParent(() => void stop(), stopping.signal)
  return stopping.signal
}

/** npm, when it is killed, can tell nobody: a program that was started through it ends with it. */
function stopWithParent(stop: () => void, stopping: AbortSignal): void {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (isProcessAlive(parent) || stopping.aborted) return
    clearInterval(timer)
    stop()
  }, parentCheckMs).unref()
}
