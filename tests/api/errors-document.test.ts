import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { problemCatalogue } from '../../api/http/problems.ts'

it('docs/errors.md lists every code as the catalogue has it, and no other', async () => {
  const text = await readFile(new URL('../../docs/errors.md', import.meta.url), 'utf8')
  const rows = text.split('\n').filter((line) => line.startsWith('| `'))
  const documented = Object.fromEntries(
    rows
      .map((row) => row.slice(2, -2).split(' | '))
      .map(([code = '', status, title, meaning]) => [code.replaceAll('`', ''), { status: Number(status), title, meaning }]),
  )
  expect(documented).toEqual(problemCatalogue)
  expect(rows).toHaveLength(Object.keys(problemCatalogue).length)
})
