import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { campaignCodes } from '../../domain/campaign-facts.ts'
import { pendingStates, stuckReasons } from '../../domain/pending-triggers.ts'
import { systemCodes } from '../../domain/system-words.ts'

it('docs/operations.md says what to do about every code, and knows no other', async () => {
  const text = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8')
  const rows = text.split('\n').filter((line) => line.startsWith('| `'))
  const documented = rows.flatMap((row) => (row.split(' | ')[0] ?? '').match(/`[a-z_]+`/g) ?? []).map((code) => code.replaceAll('`', ''))
  expect(documented.toSorted()).toEqual([...systemCodes, ...campaignCodes, ...pendingStates, ...Object.keys(stuckReasons)].toSorted())
})
