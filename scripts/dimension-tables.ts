/**
 * The tables of docs/audience-rules.md, made from the catalogue of rules: `npm run dimensions` writes them between their marks, and a test sees to it
 * that it was.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Dimension, dimensions, operatorsOfType, type Source, sources } from '../domain/audience-rules/dimensions.ts'

const documentFile = join(import.meta.dirname, '..', 'docs', 'audience-rules.md')

function buildTable(head: string[], rows: string[][]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
  return `${lines.join('\n')}\n`
}

function describeValues({ values, refersTo }: Dimension): string {
  if (refersTo !== undefined) return `. The id of ${/^[aeiou]/.test(refersTo) ? 'an' : 'a'} ${refersTo}`
  return values === undefined ? '' : `: ${values.map((value) => `\`${value}\``).join(', ')}`
}

function buildDimensionTable(list: readonly Dimension[]): string {
  const rows = list.map((one) => [
    `\`${one.name}\``,
    one.type,
    one.description + describeValues(one),
    one.examples.map((example) => `\`${example}\``).join('<br>'),
  ])
  return buildTable(['field', 'type', 'what it is', 'for instance'], rows)
}

function buildSource({ name, label, description, measures, summable, fields, examples }: Source): string {
  const summed = summable.length === 0 ? '' : ` Sums and averages are of ${summable.map((field) => `\`${field}\``).join(', ')}.`
  const forms = `Measures: ${measures.map((measure) => `\`${name}.${measure}\``).join(', ')}.${summed}`
  const lines = examples.map((example) => `${example}\n`).join('')
  return `### ${label}\n\n${description}. ${forms}\n\n\`\`\`rule\n${lines}\`\`\`\n\n${buildDimensionTable(fields)}`
}

const tables: Record<string, () => string> = {
  operators: () =>
    buildTable(
      ['type', 'operators'],
      Object.entries(operatorsOfType).map(([type, operators]) => [type, operators.map((operator) => `\`${operator}\``).join(' ')]),
    ),
  dimensions: () => buildDimensionTable(dimensions),
  sources: () => sources.map(buildSource).join('\n'),
}

/** The document with its tables as they should be. @throws when a mark is missing. */
export function fillDocument(document = readFileSync(documentFile, 'utf8')): string {
  return Object.entries(tables).reduce((text, [name, build]) => {
    const begin = `<!-- ${name} -->\n`
    const from = text.indexOf(begin) + begin.length
    const to = text.indexOf(`<!-- /${name} -->`)
    if (from < begin.length || to < from) throw new Error(`docs/audience-rules.md lacks ${begin.trim()} … <!-- /${name} -->`)
    return text.slice(0, from) + build() + text.slice(to)
  }, document)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(documentFile, fillDocument())
