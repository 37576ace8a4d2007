import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { settings } from '../../config.ts'
import { fillReadme } from '../../scripts/settings-table.ts'

const names = Object.keys(settings.shape)

function readProjectFile(name: string): string {
  return readFileSync(join(import.meta.dirname, '..', '..', name), 'utf8')
}

function listMatches(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))].sort()
}

it('describes every setting', () => {
  expect(Object.entries(settings.shape).filter(([, schema]) => schema.description === undefined)).toEqual([])
})

it('has its table in the README as it is in config.ts (npm run settings)', () => {
  const readme = readProjectFile('README.md')
  expect(readme).toBe(fillReadme(readme))
})

it('offers in .env.example exactly what docker-compose.yml asks for, and passes on only what there is', () => {
  const compose = readProjectFile('docker-compose.yml')
  const asked = listMatches(compose, /\$\{([A-Z_]+)/g)
  expect(listMatches(readProjectFile('.env.example'), /^([A-Z_]+)=/gm)).toEqual(asked)
  const passedOn = listMatches(compose.slice(0, compose.indexOf('\nservices:')), /^ {2}([A-Z_]+):/gm)
  expect(passedOn.filter((name) => !names.includes(name))).toEqual([])
})
