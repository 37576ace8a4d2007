import { describe, expect, it } from 'vitest'
import { countSmsParts } from './sms-parts.ts'

describe('counting SMS parts', () => {
  it.each([
    ['160 characters of GSM 03.38', 'a'.repeat(160), { encoding: 'GSM-7', characters: 160, parts: 1, perPart: 160 }],
    ['one more', 'a'.repeat(161), { encoding: 'GSM-7', characters: 161, parts: 2, perPart: 153 }],
    ['two full parts', 'a'.repeat(306), { encoding: 'GSM-7', characters: 306, parts: 2, perPart: 153 }],
    ['German umlauts, which GSM has', 'ä'.repeat(160), { encoding: 'GSM-7', characters: 160, parts: 1, perPart: 160 }],
    ['euro signs, which count twice', '€'.repeat(80), { encoding: 'GSM-7', characters: 160, parts: 1, perPart: 160 }],
    ['letters that GSM lacks', 'ş'.repeat(70), { encoding: 'UCS-2', characters: 70, parts: 1, perPart: 70 }],
    ['one more of those', 'ş'.repeat(71), { encoding: 'UCS-2', characters: 71, parts: 2, perPart: 67 }],
    ['emoji, of two units each', '😀'.repeat(36), { encoding: 'UCS-2', characters: 72, parts: 2, perPart: 67 }],
    ['a single emoji among plain text', `${'a'.repeat(69)}😀`, { encoding: 'UCS-2', characters: 71, parts: 2, perPart: 67 }],
  ])('%s', (_, text, expected) => {
    expect(countSmsParts(text)).toEqual(expected)
  })
})
