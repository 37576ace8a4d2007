/**
 * One of our own programs as a service: a Node process that is configured by its environment and says on HTTP that it is ready.
 */
import { readLastLines, startChild } from './child-process.ts'
import { StartFailure } from './failure.ts'
import { waitForHttp } from './ports.ts'
import type { RunningService, ServiceDefinition } from './supervisor.ts'

const readyTimeoutMs = 60_000
/** Longer than a worker takes to finish the activities it has begun. */
const stopTimeoutMs = 20_000

export interface NodeServiceOptions {
  name: string
  /** The program's compiled main file, as a URL. */
  program: URL
  env: Record<string, string | undefined>
  logFile: string
  /** Answers with a 2xx once the program is ready. */
  readyUrl: string
}

export function defineNodeService({ name, program, env, logFile, readyUrl }: NodeServiceOptions): ServiceDefinition {
  const start = async (): Promise<RunningService> => {
    const child = await startChild({
      command: process.execPath,
      args: ['--enable-source-maps', '--import', new URL('parent-watch.js', import.meta.url).href, program.pathname],
      env,
      logFile,
      lifeline: 'ipc',
    })
    if (!(await waitForHttp(readyUrl, { timeoutMs: readyTimeoutMs, signal: child.ended }))) {
      const how = child.ended.aborted ? 'ended at once' : `was not ready after ${readyTimeoutMs / 1_000} s`
      await child.stop({ timeoutMs: 1_000 })
      throw new StartFailure(`${name} ${how}. Its last words, in ${logFile}:\n${readLastLines(logFile)}`)
    }
    return {
      pid: child.pid,
      ended: child.ended,
      async stop() {
        await child.stop({ timeoutMs: stopTimeoutMs })
      },
    }
  }
  return { name, logFile, start }
}
