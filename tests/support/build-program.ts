/** Builds the program once a run, for the tests that start it as its users do. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { packageRoot } from '../../cli/start/package-root.ts'
import type { Environment } from '../../config.ts'

/** @throws with what the build said. */
export async function buildProgram(env: Environment): Promise<{ directory: string }> {
  await promisify(execFile)(process.execPath, [join(packageRoot, 'scripts', 'build.mjs'), '--when-changed'], { env, cwd: packageRoot })
  return { directory: join(packageRoot, 'dist') }
}
