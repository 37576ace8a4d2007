import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { formatVoucherCode, makeVoucherCode, readVoucherCode } from './voucher-codes.ts'

const alphabet = Array.from('BCDFGHJKMNPQRSTVWXYZ23456789')
const bytes = fc.infiniteStream(fc.nat({ max: 255 }))
const code = bytes.map((stream) => makeVoucherCode((count) => Uint8Array.from({ length: count }, () => stream.next().value ?? 0)))
const place = (last: number) => fc.nat({ max: last })
const isRead = (text: string) => readVoucherCode(text).kind === 'code'

describe('a voucher code', () => {
  it.prop([code])('has twelve characters that cannot be taken for one another, and is read as itself', (made) => {
    expect(made).toMatch(/^[BCDFGHJKMNPQRSTVWXYZ2-9]{12}$/)
    expect(readVoucherCode(made)).toEqual({ kind: 'code', code: made })
  })

  it('has each character as often as any other: nine values of a byte stand for each, and the rest are drawn again', () => {
    const counts = new Map<string, number>()
    for (let byte = 0; byte < 256; byte += 1) {
      let draws = 0
      const made = makeVoucherCode((count) => new Uint8Array(count).fill((draws += 1) === 1 ? byte : 0))
      expect(draws).toBe(byte < 252 ? 1 : 2)
      if (byte < 252) counts.set(made.charAt(0), (counts.get(made.charAt(0)) ?? 0) + 1)
    }
    expect([...counts]).toEqual(alphabet.map((character) => [character, 9]))
  })

  it.prop([code])('is refused with any one character read as another', (made) => {
    for (let at = 0; at < 12; at += 1) {
      for (const other of alphabet) if (other !== made.charAt(at)) expect(isRead(replaceAt(made, at, other))).toBe(false)
    }
  })

  it.prop([code, place(9)])('is refused with neighbours or next neighbours swapped', (made, at) => {
    for (const distance of [1, 2]) {
      const [here, there] = [made.charAt(at), made.charAt(at + distance)]
      if (here !== there) expect(isRead(replaceAt(replaceAt(made, at, there), at + distance, here))).toBe(false)
    }
  })

  it.prop([code, place(9)])('is refused with a doubled character read as another one doubled', (made, at) => {
    for (const distance of [1, 2]) {
      const doubled = alphabet.map((character) => replaceAt(replaceAt(made, at, character), at + distance, character))
      expect(doubled.filter(isRead)).toHaveLength(1)
    }
  })

  it.prop([code])('is read in any case and however it is grouped', (made) => {
    expect(readVoucherCode(` ${formatVoucherCode(made).toLowerCase()} `)).toEqual({ kind: 'code', code: made })
    expect(readVoucherCode(Array.from(made).join('\u00A0'))).toEqual({ kind: 'code', code: made })
    expect(readVoucherCode(made.replace(/^(.{6})/, '$1–'))).toEqual({ kind: 'code', code: made })
    expect(formatVoucherCode(made)).toMatch(/^....-....-....$/)
  })

  it('with a look-alike says where, and what it was meant to be where only one thing can be', () => {
    const stream = [0, 29, 58, 87, 116, 145, 174, 203, 232, 5, 34, 63]
    let next = 0
    const made = makeVoucherCode((count) => Uint8Array.from({ length: count }, () => stream[next++ % stream.length] ?? 0))
    const at = made.indexOf('D')
    expect(at).toBeGreaterThanOrEqual(0)
    expect(readVoucherCode(replaceAt(made, at, 'o'))).toEqual({
      kind: 'mistyped',
      message: `No voucher code has the letter O: look again at character ${at + 1} (D or Q?)`,
      suggestion: made,
    })
    expect(readVoucherCode(replaceAt(made, at, '1'))).toMatchObject({ message: expect.stringContaining('digit 1') })
    expect(readVoucherCode(replaceAt(made, at, '1'))).not.toHaveProperty('suggestion')
    expect(readVoucherCode(made.slice(1))).toEqual({ kind: 'mistyped', message: 'A voucher code has 12 characters, not 11' })
  })

  it.prop([fc.stringMatching(/^[OIL01AEU]{1,100}$/)])('is not looked for in every reading of a text full of look-alikes', (text) => {
    expect(readVoucherCode(text)).toMatchObject({ kind: 'mistyped' })
    expect(readVoucherCode(text)).not.toHaveProperty('suggestion')
  })

  it.prop([fc.string({ unit: 'binary' })])('is not found in whatever else is typed', (text) => {
    const read = readVoucherCode(text)
    if (read.kind === 'code') expect(read.code).toMatch(/^[BCDFGHJKMNPQRSTVWXYZ2-9]{12}$/)
    else expect(read.message).toMatch(/^(A|Character|No) /)
  })
})

function replaceAt(text: string, at: number, character: string): string {
  return text.slice(0, at) + character + text.slice(at + 1)
}
