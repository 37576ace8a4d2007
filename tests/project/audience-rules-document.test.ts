import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { checkRule } from '../../domain/audience-rules/check-rule.ts'
import { formatRule } from '../../domain/audience-rules/format-rule.ts'
import { parseRule } from '../../domain/audience-rules/parse-rule.ts'
import { fillDocument } from '../../scripts/dimension-tables.ts'

const document = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'audience-rules.md'), 'utf8')

function listBlocks(language: string): string[] {
  return [...document.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, block = '']) => block)
}

it('has the tables in docs/audience-rules.md as they are in the catalogue (npm run dimensions)', () => {
  expect(document).toBe(fillDocument(document))
})

it('shows only rules that can be read', () => {
  const rules = listBlocks('rule').flatMap((block) => block.trim().split('\n'))
  expect(rules.length).toBeGreaterThan(10)
  for (const rule of rules) {
    const parsed = parseRule(rule, { currency: 'EUR' })
    expect(parsed.kind === 'rule' ? formatRule(parsed.rule) : parsed.fault).toBe(rule)
  }
  for (const block of listBlocks('json')) expect(checkRule(JSON.parse(block))).toEqual({ kind: 'rule', rule: JSON.parse(block) })
})
