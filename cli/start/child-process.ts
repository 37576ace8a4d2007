/**
 * One long-running process that we own: its output goes to a log file of its own, it does not hear the terminal's Ctrl-C (we
 * decide the order in which things stop), and it is stopped by its id, politely first.
 */
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const rotateAtBytes = 20_000_000

export interface ChildOptions {
  command: string
  args: string[]
  env: Record<string, string | undefined>
  logFile: string
  /** Runs as this user and group; only root may ask for it. */
  userId?: number | undefined
  /**
   * How the child learns that we died without a word: `stdin` leaves it a pipe that then ends, `ipc` a channel that then
   * disconnects, `none` leaves it running.
   */
  lifeline: 'stdin' | 'ipc' | 'none'
}

export interface ChildExit {
  code: number | null
  signal: NodeJS.Signals | null
}

export interface Child {
  pid: number
  exited: Promise<ChildExit>
  /** Given when the process ends, whoever ended it. */
  ended: AbortSignal
  /** Asks it to stop with `signal` (SIGTERM) and kills it when it has not after `timeoutMs`. */
  stop(options: { timeoutMs: number; signal?: NodeJS.Signals }): Promise<ChildExit>
  kill(): void
}

/** @throws the spawn's own error when the command cannot be run at all. */
export async function startChild({ command, args, env, logFile, userId, lifeline }: ChildOptions): Promise<Child> {
  mkdirSync(dirname(logFile), { recursive: true })
  rotateLog(logFile)
  const log = openSync(logFile, 'a', 0o600)
  const process = spawn(command, args, {
    env,
    detached: true,
    ...(userId === undefined ? {} : { uid: userId, gid: userId }),
    stdio: [lifeline === 'stdin' ? 'pipe' : 'ignore', log, log, ...(lifeline === 'ipc' ? (['ipc'] as const) : [])],
  })
  closeSync(log)
  const ended = new AbortController()
  const exited = new Promise<ChildExit>((resolve) => {
    process.once('exit', (code, signal) => {
      resolve({ code, signal })
      ended.abort()
    })
  })
  await new Promise<void>((resolve, reject) => {
    process.once('spawn', resolve)
    process.once('error', reject)
  })
  // A pipe or channel that breaks because the child died is no news: `exited` tells.
  process.on('error', () => undefined)
  process.stdin?.on('error', () => undefined)
  const pid = process.pid
  if (pid === undefined) throw new Error(`${command} started without a process id.`)
  return {
    pid,
    exited,
    ended: ended.signal,
    kill: () => process.kill('SIGKILL'),
    async stop({ timeoutMs, signal = 'SIGTERM' }) {
      process.kill(signal)
      const timer = new AbortController()
      const late = delay(timeoutMs, 'late' as const, { signal: timer.signal }).catch(() => 'stopped' as const)
      if ((await Promise.race([exited, late])) === 'late') process.kill('SIGKILL')
      timer.abort()
      return exited
    },
  }
}

/** The last lines of a log, for the message about a process that did not start. */
export function readLastLines(logFile: string, count = 12): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-count).join('\n')
  } catch {
    return ''
  }
}

function rotateLog(logFile: string): void {
  try {
    if (statSync(logFile).size > rotateAtBytes) renameSync(logFile, `${logFile}.1`)
  } catch {
    // There is no log yet.
  }
}

/** True while a process with this id exists, also when it belongs to someone else. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
