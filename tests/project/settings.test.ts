import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { settings } from '../../config.ts'

const names = Object.keys(settings.shape)

function readProjectFile(name: string): string {
  return readFileSync(join(import.meta.dirname, '..', '..', name), 'utf8')
}

function listMatches(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))].sort()
}

/** The README's table, row by row: name, default, meaning. */
function buildRows(): string[] {
  return Object.entries(settings.shape).map(([name, schema]) => {
    const { success, data } = schema.safeParse(undefined)
    return `| \`${name}\` | ${success && data !== undefined ? `\`${String(data)}\`` : ''} | ${schema.description ?? ''} |`
  })
}

it('describes every setting', () => {
  expect(Object.entries(settings.shape).filter(([, schema]) => schema.description === undefined)).toEqual([])
})

it('has every setting in the table of the README, with its default and its meaning, and no other', () => {
  const readme = readProjectFile('README.md')
  expect(listMatches(readme, /^\| `([A-Z][A-Z_]+)` \|/gm)).toEqual([...names].sort())
  const rows = new Set(readme.split('\n'))
  expect(buildRows().filter((row) => !rows.has(row))).toEqual([])
})

it('offers in .env.example exactly what docker-compose.yml asks for, and passes on only what there is', () => {
  const compose = readProjectFile('docker-compose.yml')
  const asked = listMatches(compose, /\$\{([A-Z_]+)/g)
  expect(listMatches(readProjectFile('.env.example'), /^([A-Z_]+)=/gm)).toEqual(asked)
  const passedOn = listMatches(compose.slice(0, compose.indexOf('\nservices:')), /^ {2}([A-Z_]+):/gm)
  expect(passedOn.filter((name) => !names.includes(name))).toEqual([])
})
