/**
 * Where this program's package lies, whether it runs from its sources or from `dist`.
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

function findPackageRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from
  const parent = dirname(from)
  if (parent === from) throw new Error('No package.json lies above this file.')
  return findPackageRoot(parent)
}

export const packageRoot = findPackageRoot(dirname(fileURLToPath(import.meta.url)))
