import { expect, it } from 'vitest'
import { nameCopy } from './copy-names.ts'

it.each([
  ['Spring', 'Spring (copy)'],
  ['n'.repeat(193), `${'n'.repeat(193)} (copy)`],
  ['n'.repeat(200), `${'n'.repeat(193)} (copy)`],
  [`${'n'.repeat(192)}🥐n`, `${'n'.repeat(192)} (copy)`],
])('a copy of %s has a name of whole characters that is not too long', (name, copy) => {
  expect(nameCopy(name)).toBe(copy)
  expect(nameCopy(name).length).toBeLessThanOrEqual(200)
})
