/** What the console writes, by its source: each write is an action, with a right that the API asks for. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { routes } from '../../api/routes/index.ts'

const root = join(import.meta.dirname, '..', '..', 'console', 'source')
const sources = new Map(
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(({ name }) => /(?<!\.test)\.tsx?$/.test(name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => [relative(root, path), readFileSync(path, 'utf8')]),
)

/** `const offersPath = '/api/v1/offers'` of every module, whose names are the console's own; some begin with another. */
const paths = new Map<string, string>()
for (const source of sources.values())
  for (const [, name = '', path = ''] of source.matchAll(/const (\w+Path) = [`']([^`']*)[`']/g)) paths.set(name, path)
const putIn = (path: string, known: ReadonlyMap<string, string>) =>
  path.replaceAll(/\$\{(\w+)\}/g, (whole, at: string) => known.get(at) ?? whole)

/** The functions that write, with what their routes ask for. */
function readWrites(): Map<string, Set<string>> {
  const writes = new Map<string, Set<string>>()
  for (const source of sources.values())
    for (const [, name = '', body = ''] of source.matchAll(/^export (?:async )?function (\w+)\(([\s\S]*?^\})/gm)) {
      const own = new Map([
        ...paths,
        ...[...source.matchAll(/const (path) = '(\/[^']*)'/g)].map(([, at = '', path = '']) => [at, path] as const),
      ])
      for (const [, method = '', quoted = '', named = ''] of body.matchAll(
        /request(?:<.*?>)?\('(POST|PUT|PATCH|DELETE)', (?:[`']([^`']+)[`']|(\w+))/g,
      )) {
        const path = putIn(putIn(named === '' ? quoted : `\${${named}}`, own), own)
        const scopes = findScopes(method, path)
        writes.set(name, new Set([...(writes.get(name) ?? []), ...scopes]))
      }
    }
  return writes
}

/** Of a path with parts that are put in later: those of every route that it may be. */
function findScopes(method: string, path: string): string[] {
  const parts = path.replaceAll(/\$\{[^}]*\}/g, '*').split('/')
  const isOf = (route: string) => {
    const others = route.split('/')
    return others.length === parts.length && others.every((other, at) => other === parts[at] || parts[at] === '*' || other.startsWith('{'))
  }
  const found = routes.filter((route) => route.method === method.toLowerCase() && isOf(route.path))
  // `/audiences/preview` is no audience.
  const exact = found.filter((route) =>
    route.path.split('/').every((other, at) => other === parts[at] || other.startsWith('{') === (parts[at] === '*')),
  )
  return (exact.length > 0 ? exact : found).map(({ scope }) => scope)
}

interface ReadAction {
  file: string
  right: string
  body: string
}

function readActions(): ReadAction[] {
  return [...sources].flatMap(([file, source]) =>
    [...source.matchAll(/useAction(?:<.*?>)?\('([^']+)', /g)].map((match) => ({
      file,
      right: match[1] ?? '',
      body: readCall(source, match.index),
    })),
  )
}

function readCall(source: string, from: number): string {
  let depth = 0
  for (let at = source.indexOf('(', from); at < source.length; at += 1) {
    if (source[at] === '(') depth += 1
    if (source[at] === ')') depth -= 1
    if (depth === 0) return source.slice(from, at)
  }
  return source.slice(from)
}

describe('what the console writes', () => {
  it('is an action with its right: nothing else in the console changes something', () => {
    const others = [...sources].filter(([, source]) => source.includes('useMutation(')).map(([file]) => file)
    // A download reads.
    expect(others.toSorted()).toEqual(['session/use-action.ts', 'ui/download-button.tsx'])
  })

  it('asks for the right that the API asks for', () => {
    const writes = readWrites()
    expect(writes.size).toBeGreaterThan(50)
    // Signing in on the installation's own machine is no route of the API.
    expect([...writes].filter(([, scopes]) => scopes.size === 0).map(([name]) => name)).toEqual(['continueAsOwner'])
    const wrong = readActions().flatMap(({ file, right, body }) => {
      const called = [...writes].filter(([name]) => new RegExp(`\\b${name}\\b`).test(body))
      const isRight = (scope: string) => (scope === 'member' || scope === 'anyone' ? right === 'anyone' : right === scope)
      return right === 'here' || called.every(([, scopes]) => scopes.size === 0 || [...scopes].some(isRight))
        ? []
        : [`${file}: ${right} for ${called.map(([name, scopes]) => `${name} (${[...scopes].join(', ')})`).join(', ')}`]
    })
    expect(wrong).toEqual([])
  })

  it('waits on a button that says why not to who may not', () => {
    const plain = [...sources].flatMap(([file, source]) =>
      [...source.matchAll(/<Button(?=\s)(?:[^<]|<(?!\/?Button))*?loading=\{(\w+)\.isPending\}/g)].map(() => file),
    )
    expect(plain.filter((file) => file !== 'ui/download-button.tsx')).toEqual([])
  })
})
