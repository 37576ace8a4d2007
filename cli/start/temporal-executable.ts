/**
 * Finds something that runs a Temporal server here, in the order of what costs least: the Temporal CLI on PATH, what an earlier
 * start put into the cache, the CLI that the SDK downloads, and where no download is allowed a build of `tools/temporal-server`
 * with Go. Both programs take the same flags. The cache lies outside the checkout and is shared by every clone.
 */
import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { StartFailure } from './failure.ts'
import { packageRoot } from './package-root.ts'

const sources = join(packageRoot, 'tools', 'temporal-server')
const downloadProbeTimeoutMs = 20_000

export interface TemporalExecutableOptions {
  cacheDirectory: string
  env: Record<string, string | undefined>
  /** Told what takes long, again and again while it does. */
  report(text: string): void
}

/** @throws StartFailure that lists every way to have a server, when none of them works here. */
export async function findTemporalExecutable(options: TemporalExecutableOptions): Promise<string> {
  if (await canRun('temporal', ['--version'], options.env)) return 'temporal'
  const built = join(options.cacheDirectory, `temporal-server-${hashSources()}`, 'temporal-server')
  if (existsSync(built)) return built
  const downloads = join(options.cacheDirectory, 'temporal-cli')
  const downloaded = findDownload(downloads) ?? (await downloadCli(downloads, options))
  if (downloaded !== undefined) return downloaded
  if (await canRun('go', ['version'], options.env)) {
    await buildServer(built, options)
    return built
  }
  throw new StartFailure(
    [
      'There is no Temporal server here, and it could not be downloaded. Any one of these helps:',
      '  put the Temporal CLI on PATH: https://docs.temporal.io/cli#install',
      '  install Go 1.25 or later, and it is built on the next start: https://go.dev/dl',
      '  set TEMPORAL_ADDRESS to a Temporal server of your own',
    ].join('\n'),
  )
}

async function canRun(command: string, args: string[], env: Record<string, string | undefined>): Promise<boolean> {
  try {
    await promisify(execFile)(command, args, { env, timeout: 10_000 })
    return true
  } catch {
    return false
  }
}

function findDownload(directory: string): string | undefined {
  if (!existsSync(directory)) return undefined
  const name = readdirSync(directory).find((entry) => /^temporal-[\w.-]+$/.test(entry) && !entry.includes('downloading'))
  return name === undefined ? undefined : join(directory, name)
}

/** The SDK fetches the CLI when its test environment starts, so one is started and stopped; undefined when it may not. */
async function downloadCli(directory: string, { report }: TemporalExecutableOptions): Promise<string | undefined> {
  try {
    // The SDK waits for ever on a network that swallows packets, so a short question goes first.
    await fetch('https://temporal.download/cli/default?arch=amd64&platform=linux', { signal: AbortSignal.timeout(downloadProbeTimeoutMs) })
  } catch {
    return undefined
  }
  mkdirSync(directory, { recursive: true })
  const stopReporting = reportElapsed('Downloading the Temporal CLI, once', report)
  try {
    const { TestWorkflowEnvironment } = await import('@temporalio/testing')
    const executable = { type: 'cached-download', downloadDir: directory, ttl: '10 years' } as const
    const environment = await TestWorkflowEnvironment.createLocal({ server: { executable } })
    await environment.teardown()
  } catch {
    // Refused or broken off: the next way is tried, and the last one says what can be done.
  } finally {
    stopReporting()
  }
  return findDownload(directory)
}

function hashSources(): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(sources).sort()) hash.update(`${name}\n`).update(readFileSync(join(sources, name)))
  return hash.digest('hex').slice(0, 16)
}

async function buildServer(target: string, { env, report }: TemporalExecutableOptions): Promise<void> {
  mkdirSync(join(target, '..'), { recursive: true })
  const unfinished = `${target}.${process.pid}.new`
  const stopReporting = reportElapsed('Building the Temporal server with Go, once; two to five minutes', report)
  try {
    await runBuild(unfinished, env)
    renameSync(unfinished, target)
  } finally {
    stopReporting()
    rmSync(unfinished, { force: true })
  }
}

function runBuild(target: string, env: Record<string, string | undefined>): Promise<void> {
  const args = ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o', target, '.']
  return new Promise((resolve, reject) => {
    // In the background of whatever else the machine does.
    const build = spawn('nice', ['-n', '10', 'go', ...args], {
      cwd: sources,
      env: { ...env, CGO_ENABLED: '0' },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    build.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2_000)))
    build.once('error', reject)
    build.once('close', (code) => {
      if (code === 0) resolve()
      else reject(new StartFailure(describeFailedBuild(said)))
    })
  })
}

function describeFailedBuild(said: string): string {
  return [
    `The Temporal server could not be built with Go in ${sources}:`,
    said.trim(),
    'Go needs 1.25 or later, 4 GB of free disk and a module proxy (GOPROXY). Without it: put the Temporal CLI on PATH',
    '(https://docs.temporal.io/cli#install), or set TEMPORAL_ADDRESS to a Temporal server of your own.',
  ].join('\n')
}

/** Says `what` with the seconds so far, every second, until the returned function is called. */
function reportElapsed(what: string, report: (text: string) => void): () => void {
  const startedAt = Date.now()
  const say = (): void => report(`${what} (${Math.round((Date.now() - startedAt) / 1_000)} s)`)
  say()
  const timer = setInterval(say, 1_000)
  return () => clearInterval(timer)
}
