import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { readSmsKeyword, writeKeywordReply } from './sms-keywords.ts'

const optOut = ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT', 'OPT OUT']
const store = { name: 'Blue Door', url: 'https://bluedoor.example' }

describe('SMS keywords', () => {
  it.prop([fc.constantFrom(...optOut), fc.func(fc.boolean()), fc.constantFrom('', ' ', '\n', '\t ', '\u00a0', '\u200b', '\ufeff')])(
    'opt out in any case, with whatever space around them',
    (word, isLower, space) => {
      const mixed = Array.from(word, (letter, index) => (isLower(index) ? letter.toLowerCase() : letter)).join('')
      expect(readSmsKeyword(`${space}${mixed}${space}`)).toBe('stop')
    },
  )

  it.each([
    ['start', 'start'],
    ['Unstop', 'start'],
    ['HELP', 'help'],
    ['Stop.', 'stop'],
    ['“STOP”', 'stop'],
    ['opt   out', 'stop'],
    ['ＳＴＯＰ', 'stop'],
    ['UNSUBSCRİBE', 'stop'],
    ['quıt', 'stop'],
  ] as const)('read %j as %s', (text, keyword) => {
    expect(readSmsKeyword(text)).toBe(keyword)
  })

  it.each([
    'please stop calling',
    'STOP it',
    'non-stop',
    'stopp',
    'the end',
    'help me',
    'START NOW',
    '',
    '   ',
    '🛑',
    'S T O P',
    `STOP${' '.repeat(70)}`,
  ])('leave %j a message like any other', (text) => {
    expect(readSmsKeyword(text)).toBeUndefined()
  })

  it.prop([fc.string({ unit: 'binary', maxLength: 80 })])('take any text, lone surrogates too', (text) => {
    expect(['stop', 'start', 'help', undefined]).toContain(readSmsKeyword(text))
  })

  it('are answered in one part, with a text that is no keyword itself', () => {
    for (const keyword of ['stop', 'start', 'help'] as const) {
      const reply = writeKeywordReply(keyword, store)
      expect(reply.length).toBeLessThanOrEqual(160)
      expect(reply).toContain('Blue Door')
      expect(readSmsKeyword(reply)).toBeUndefined()
    }
  })
})
