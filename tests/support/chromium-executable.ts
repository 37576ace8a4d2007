/**
 * Finds a Chromium on this machine, and installs Debian's where we may.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { StartFailure } from '../../cli/start/failure.ts'
import type { Environment } from '../../config.ts'

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]
const installTimeoutMs = 600_000

/** @throws StartFailure that says what to install. */
export async function prepareChromium(env: Environment, report: (text: string) => void): Promise<string> {
  const named = env.CHROMIUM_PATH
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named
    throw new StartFailure(`There is no Chromium at ${named}: correct CHROMIUM_PATH, or unset it.`)
  }
  const found = findInUsualPlaces()
  if (found !== undefined) return found
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    report("Installing Debian's Chromium for the browser tests, once")
    await installWithApt(env)
  }
  const installed = findInUsualPlaces()
  if (installed !== undefined) return installed
  throw new StartFailure(
    'The browser tests need Chromium or Chrome: install one (on Debian: apt-get install chromium), or set CHROMIUM_PATH to it.',
  )
}

function findInUsualPlaces(): string | undefined {
  return usualPlaces.find((path) => existsSync(path))
}

async function installWithApt(env: Environment): Promise<void> {
  const run = (...args: string[]) =>
    promisify(execFile)('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-qq', ...args], {
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: installTimeoutMs,
      maxBuffer: 50_000_000,
    })
  try {
    await run('update')
    await run('install', '-y', '--no-install-recommends', 'chromium')
  } catch {
    // Whether it is there now is looked up again, and its absence says what to do.
  }
}
