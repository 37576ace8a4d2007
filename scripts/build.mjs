/**
 * `npm run build`: compiles into `dist.new`, copies beside the code what it reads at run time, bundles the workflows, and builds the
 * console. `buildWhenChanged` does so only when a source differs from those of the last build.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, extname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const output = join(root, 'dist')
/** Where a build grows: it becomes `dist` when it is whole, so that one that fails leaves the last one in place. */
const unfinished = join(root, 'dist.new')
const stampName = '.sources'
/** Everything else that does not start with a dot holds the program; `console` is built by a tool of its own. */
const otherFolders = new Set(['node_modules', 'dist', 'dist.new', 'console', 'bench', 'tests', 'scripts', 'docs', 'tools', 'screenshots'])
const rooms = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !otherFolders.has(entry.name))
  .map((entry) => entry.name)
const compiledExtensions = new Set(['.ts', '.tsx', '.md'])

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const isDone = process.argv.includes('--when-changed') ? buildWhenChanged() : build(hashSources())
  process.exitCode = isDone ? 0 : 1
}

/** False when a step failed; the step has said why. */
export function buildWhenChanged() {
  const sources = hashSources()
  const stamp = join(output, stampName)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return true
  console.error('Building')
  return build(sources)
}

function build(sources) {
  rmSync(unfinished, { recursive: true, force: true })
  if (!run('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json', '--outDir', unfinished])) return false
  copyAssets()
  if (!run(process.execPath, [join(unfinished, 'workers', 'bundle.js')])) return false
  const consoleTarget = ['--outDir', join(unfinished, 'console'), '--emptyOutDir']
  if (!run('node_modules/.bin/vite', ['build', 'console', '--logLevel', 'warn', ...consoleTarget])) return false
  writeFileSync(join(unfinished, stampName), sources)
  rmSync(output, { recursive: true, force: true })
  renameSync(unfinished, output)
  return true
}

/** Says what the step said only when it failed. */
function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (status !== 0) console.error(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`)
  return status === 0
}

function copyAssets() {
  for (const file of rooms.flatMap((room) => listFiles(join(root, room)))) {
    if (compiledExtensions.has(extname(file))) continue
    const target = join(unfinished, relative(root, file))
    mkdirSync(dirname(target), { recursive: true })
    copyFileSync(file, target)
  }
}

function hashSources() {
  const hash = createHash('sha256')
  const settings = ['config.ts', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'].map((name) =>
    join(root, name),
  )
  for (const file of [...settings, ...[...rooms, 'console', 'scripts'].flatMap((room) => listFiles(join(root, room)))]) {
    hash.update(`${relative(root, file)}\n`).update(readFileSync(file))
  }
  return hash.digest('hex')
}

function listFiles(directory) {
  if (!existsSync(directory)) return []
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
