/**
 * The folder of a local installation: who may use it (one start at a time), and whether its first start is over.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isProcessAlive } from './child-process.ts'
import { StartFailure } from './failure.ts'

export interface Installation {
  directory: string
  /** An earlier start ended without stopping what it had started. */
  wasInterrupted: boolean
  /** The demo store is still to be made, or to be finished. */
  isDemoDue: boolean
  recordDemoDone(): void
  /** Lets the next start have the folder. */
  release(): void
}

/** @throws StartFailure when another start has the folder, or it cannot be written to. */
export function openInstallation(directory: string, { withDemo }: { withDemo: boolean }): Installation {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartFailure(`The data folder ${directory} could not be made (${reason}). Set REGULARS_DATA_DIR to a folder of your own.`)
  }
  const lockFile = join(directory, 'lock')
  const wasInterrupted = takeLock(lockFile, directory)
  const demoFile = join(directory, 'demo')
  if (!existsSync(demoFile)) writeFileSync(demoFile, withDemo ? 'due\n' : 'skipped\n')
  return {
    directory,
    wasInterrupted,
    isDemoDue: readFileSync(demoFile, 'utf8').trim() === 'due',
    recordDemoDone: () => writeFileSync(demoFile, 'done\n'),
    release: () => rmSync(lockFile, { force: true }),
  }
}

/** True when the lock of a start that is no more had to be cleared away. */
function takeLock(file: string, directory: string): boolean {
  const holder = readHolder(file)
  if (holder !== undefined && holder !== process.pid && isRegulars(holder)) {
    throw new StartFailure(
      `Regulars already runs on ${directory}, as process ${holder}. Use that one, stop it with: kill ${holder}, or set REGULARS_DATA_DIR to another folder.`,
    )
  }
  if (holder !== undefined) rmSync(file, { force: true })
  try {
    // Fails when another start has taken it in this very moment.
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx' })
  } catch {
    throw new StartFailure(`Another start has just begun on ${directory}. Use that one, or try again in a moment.`)
  }
  return holder !== undefined
}

function readHolder(file: string): number | undefined {
  if (!existsSync(file)) return undefined
  const pid = Number(readFileSync(file, 'utf8'))
  // A lock that was cut off while it was written belongs to nobody.
  return Number.isInteger(pid) ? pid : 0
}

/** The id may have gone to another program since: after a restart of the machine it usually has. */
function isRegulars(pid: number): boolean {
  if (pid <= 0 || !isProcessAlive(pid)) return false
  try {
    const command = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
    return /start\.mjs|(main\.[jt]s|regulars) start/.test(command)
  } catch {
    return false
  }
}
