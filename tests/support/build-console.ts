/** Builds the console once a run, for the tests that open it in a browser: each would take the machine for half a minute while it starts its stack. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { packageRoot } from '../../cli/start/package-root.ts'
import type { Environment } from '../../config.ts'

/** @throws with what the build said. */
export async function buildConsole(directory: string, env: Environment): Promise<{ directory: string }> {
  const vite = join(packageRoot, 'node_modules', '.bin', 'vite')
  // As it is shipped: the tests' own NODE_ENV would make it React's development build.
  const options = { cwd: packageRoot, env: { ...env, NODE_ENV: 'production' } }
  await promisify(execFile)(vite, ['build', 'console', '--outDir', directory, '--logLevel', 'warn'], options)
  return { directory }
}
