/**
 * `npm start` on a fresh clone: installs what the lock file says, builds when the sources have changed, and then hands over to
 * the program. Plain JavaScript without dependencies, because it runs before there are any.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const leastNode = [20, 19]

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < leastNode[0] || (major === leastNode[0] && minor < leastNode[1])) {
  fail(`Regulars needs Node ${leastNode.join('.')} or later; this is ${process.versions.node}. Get a newer one from https://nodejs.org.`)
}

installWhenChanged()
const { buildWhenChanged } = await import('./build.mjs')
if (!buildWhenChanged()) fail('The build failed; what is wrong is said above.')
process.argv.splice(1, 1, join(root, 'dist', 'cli', 'main.js'), 'start')
await import('../dist/cli/main.js')

function installWhenChanged() {
  const lockFile = join(root, 'package-lock.json')
  const installed = join(root, 'node_modules', '.package-lock.json')
  const stamp = join(root, 'node_modules', '.regulars-installed')
  const wanted = createHash('sha256').update(readFileSync(lockFile)).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(installed)) return
  // Whoever installed by hand has no stamp; what npm wrote after the lock file was changed is what the lock file says.
  const isInstalledByHand = !existsSync(stamp) && existsSync(installed) && statSync(installed).mtimeMs + 1_000 >= statSync(lockFile).mtimeMs
  if (!isInstalledByHand) {
    console.log('Installing dependencies (npm ci)')
    // Only what goes wrong: packages that declare a newer Node than they need would fill the screen with warnings.
    const { status } = spawnSync('npm', ['ci', '--no-progress', '--loglevel=error'], { cwd: root, stdio: 'inherit' })
    if (status !== 0) fail('npm ci failed; what is wrong is said above. The package registry must be reachable, and node_modules writable.')
  }
  writeFileSync(stamp, wanted)
}

function fail(message) {
  console.error(`\n${message}`)
  process.exit(1)
}
