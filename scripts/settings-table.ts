/**
 * The README's table of settings, made from `config.ts`: `npm run settings` writes it between its two marks, and a test sees to it
 * that it was.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { settings } from '../config.ts'

const marks = { begin: '<!-- settings -->\n', end: '<!-- /settings -->' }
const readmeFile = join(import.meta.dirname, '..', 'README.md')

function buildRow([name, schema]: [string, (typeof settings.shape)[keyof typeof settings.shape]]): string {
  const { success, data } = schema.safeParse(undefined)
  const standard = success && data !== undefined ? `\`${String(data)}\`` : ''
  return `| \`${name}\` | ${standard} | ${schema.description ?? ''} |`
}

export function buildSettingsTable(): string {
  return ['| variable | default | what it does |', '|---|---|---|', ...Object.entries(settings.shape).map(buildRow), ''].join('\n')
}

/** The README with the table as it should be. @throws when one of the marks is missing. */
export function fillReadme(readme = readFileSync(readmeFile, 'utf8')): string {
  const from = readme.indexOf(marks.begin) + marks.begin.length
  const to = readme.indexOf(marks.end)
  if (from < marks.begin.length || to < from) throw new Error(`README.md lacks ${marks.begin.trim()} … ${marks.end}`)
  return `${readme.slice(0, from)}${buildSettingsTable()}${readme.slice(to)}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(readmeFile, fillReadme())
