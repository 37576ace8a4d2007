/**
 * In which encoding a file's text is. Every encoding taken here writes a line break, a quote and a delimiter as one unit of one or two
 * bytes that is never part of another character, so that a place in the text is also a place in the file.
 */
import { isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'

const singleByteEncodings = [
  ...['windows-1250', 'windows-1251', 'windows-1252', 'windows-1253', 'windows-1254', 'windows-1257'],
  ...['iso-8859-1', 'iso-8859-2', 'iso-8859-9', 'iso-8859-15', 'macintosh', 'koi8-r'],
] as const

export const importEncodings = ['utf-8', 'utf-16le', 'utf-16be', ...singleByteEncodings] as const
export type ImportEncoding = (typeof importEncodings)[number]

const aliases: Readonly<Record<string, ImportEncoding>> = {
  utf8: 'utf-8',
  'utf-8-bom': 'utf-8',
  ascii: 'utf-8',
  'utf-16': 'utf-16le',
  utf16: 'utf-16le',
  utf16le: 'utf-16le',
  utf16be: 'utf-16be',
  latin1: 'windows-1252',
  latin9: 'iso-8859-15',
  cp1252: 'windows-1252',
  win1252: 'windows-1252',
}

/** The encoding that a person means by that name; undefined for one that is not taken. As on the web, `latin1` is windows-1252. */
export function parseEncoding(name: string): ImportEncoding | undefined {
  const text = name.trim().toLowerCase().replaceAll('_', '-')
  return importEncodings.find((encoding) => encoding === text) ?? aliases[text]
}

/**
 * What a piece of a file says about the file's encoding, by its byte order mark, the zeros of UTF-16, or its non-ASCII bytes.
 * `undefined` when it is plain ASCII: then the next piece decides, and UTF-8 when none does.
 */
export function detectEncoding(piece: Buffer, { isFirst }: { isFirst: boolean }): ImportEncoding | undefined {
  if (isFirst) {
    if (piece.length >= 3 && piece.readUIntBE(0, 3) === 0xefbbbf) return 'utf-8'
    if (piece.length >= 2 && piece.readUInt16BE(0) === 0xfffe) return 'utf-16le'
    if (piece.length >= 2 && piece.readUInt16BE(0) === 0xfeff) return 'utf-16be'
    const evenZeros = countZeros(piece, 0)
    const oddZeros = countZeros(piece, 1)
    // Latin text in UTF-16 has a zero in nearly every other byte; no other text has any.
    if (oddZeros > evenZeros * 4 && oddZeros * 8 > Math.min(piece.length, sampleBytes)) return 'utf-16le'
    if (evenZeros > oddZeros * 4 && evenZeros * 8 > Math.min(piece.length, sampleBytes)) return 'utf-16be'
  }
  if (!hasNonAscii(piece)) return undefined
  return isUtf8(trimSplitCharacters(piece, isFirst)) ? 'utf-8' : 'windows-1252'
}

/** Bytes of the byte order mark with which the file begins. */
export function measureByteOrderMark(start: Buffer, encoding: ImportEncoding): number {
  const mark = { 'utf-8': 'efbbbf', 'utf-16le': 'fffe', 'utf-16be': 'feff' }[encoding as string] ?? ''
  return mark !== '' && start.toString('hex', 0, mark.length / 2) === mark ? mark.length / 2 : 0
}

/** The same text in UTF-8. Bytes that are no text in that encoding become U+FFFD. */
export function toUtf8(bytes: Buffer, encoding: ImportEncoding): Buffer {
  if (encoding === 'utf-8') return bytes
  return Buffer.from(iconv.decode(bytes, encoding, { stripBOM: false }), 'utf8')
}

/** How many bytes of the file that piece of what `toUtf8` returned stands for. */
export function measureOriginal(text: Buffer, encoding: ImportEncoding): number {
  if (encoding === 'utf-8') return text.length
  const units = text.toString('utf8').length
  return encoding === 'utf-16le' || encoding === 'utf-16be' ? units * 2 : units
}

const sampleBytes = 4096

function countZeros(piece: Buffer, parity: number): number {
  let zeros = 0
  for (let at = parity; at < Math.min(piece.length, sampleBytes); at += 2) if (piece[at] === 0) zeros += 1
  return zeros
}

function hasNonAscii(piece: Buffer): boolean {
  return piece.some((byte) => byte > 0x7f)
}

/** Without the halves of characters that lie across the piece's ends. */
function trimSplitCharacters(piece: Buffer, isFirst: boolean): Buffer {
  let start = 0
  while (!isFirst && start < 3 && isContinuation(piece[start])) start += 1
  let end = piece.length
  for (let back = 1; back <= Math.min(3, piece.length - start); back += 1) {
    const byte = piece[piece.length - back] ?? 0
    if (isContinuation(byte)) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    if (length > back) end = piece.length - back
    break
  }
  return piece.subarray(start, end)
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x80 && byte < 0xc0
}
