/**
 * Finds the server on which time can be skipped: what an earlier run put into the cache, the SDK's own download, and where that
 * is not allowed the same server from Maven, run with Java.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { StartFailure } from '../../cli/start/failure.ts'
import type { TemporalExecutableOptions } from '../../cli/start/temporal-executable.ts'

const version = '1.38.0'
const mavenTimeoutMs = 600_000

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>regulars</groupId><artifactId>time-skipping-server</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${version}</version></dependency>
  </dependencies>
</project>
`

// Without exec a shell would stand between the SDK and the server, and stopping one would leave the other.
const launcher = `#!/bin/sh
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$(dirname "$0")/lib/*" io.temporal.testserver.TestServer "$@"
`

/**
 * @returns a command that serves on the port that is its one argument.
 * @throws StartFailure that says what to install.
 */
export async function prepareTimeSkippingServer({ cacheDirectory, env, report }: TemporalExecutableOptions): Promise<string> {
  const directory = join(cacheDirectory, `time-skipping-server-${version}`)
  const command = join(directory, 'time-skipping-server')
  if (existsSync(command)) return command
  const downloads = join(cacheDirectory, 'time-skipping-download')
  const downloaded = findDownload(downloads) ?? (await download(downloads, report))
  if (downloaded !== undefined) return downloaded
  report('Fetching the time-skipping server from Maven, once')
  await fetchFromMaven(directory, env)
  return command
}

function findDownload(directory: string): string | undefined {
  if (!existsSync(directory)) return undefined
  const name = readdirSync(directory).find((entry) => entry.startsWith('temporal-test-server') && !entry.includes('downloading'))
  return name === undefined ? undefined : join(directory, name)
}

async function download(directory: string, report: (text: string) => void): Promise<string | undefined> {
  try {
    await fetch('https://temporal.download/temporal-test-server/default?arch=amd64&platform=linux', { signal: AbortSignal.timeout(20_000) })
    report('Downloading the time-skipping server, once')
    mkdirSync(directory, { recursive: true })
    const executable = { type: 'cached-download', downloadDir: directory, ttl: '10 years' } as const
    const environment = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } })
    await environment.teardown()
  } catch {
    // Not allowed here, or broken off: Maven is next.
  }
  return findDownload(directory)
}

async function fetchFromMaven(directory: string, env: Record<string, string | undefined>): Promise<void> {
  const unfinished = `${directory}.${process.pid}.new`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  writeFileSync(join(unfinished, 'pom.xml'), pom)
  const run = promisify(execFile)
  try {
    await run('java', ['-version'], { env })
    const args = ['-q', '-B', 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${join(unfinished, 'lib')}`]
    await run('mvn', args, { cwd: unfinished, env, timeout: mavenTimeoutMs })
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    const said = error instanceof Error && 'stdout' in error ? `\n${String(error.stdout).slice(-1_000)}` : ''
    throw new StartFailure(
      `The server for time-skipping tests could not be had: its download is refused here, and Java 11 or later with Maven (mvn) did not fetch it either.${said}\n` +
        'Install both, or allow downloads from temporal.download, and run the tests again.',
    )
  }
  writeFileSync(join(unfinished, 'time-skipping-server'), launcher, { mode: 0o755 })
  rmSync(directory, { recursive: true, force: true })
  renameSync(unfinished, directory)
}
