import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { normaliseEmail } from './email-addresses.ts'

describe('an email address', () => {
  it.each([
    [' Ada@Example.COM ', 'ada@example.com'],
    ['ada+tag@sub.example.co.uk', 'ada+tag@sub.example.co.uk'],
    ["o'hara@example.com", "o'hara@example.com"],
    ['ada@münchen.example', 'ada@xn--mnchen-3ya.example'],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('%s is %s', (text, address) => {
    expect(normaliseEmail(text)).toBe(address)
  })

  it.each([
    '',
    'ada',
    '@example.com',
    'ada@',
    'ada@example',
    'ada@@example.com',
    'ada.@example.com',
    '.ada@example.com',
    'a..b@example.com',
    'ada lovelace@example.com',
    '"ada"@example.com',
    'ada@-example.com',
    'ada@example-.com',
    'ada@exam_ple.com',
    'ada@[127.0.0.1]',
    'ada@127.0.0.1',
    'ada@example.com.',
    'ada@example..com',
    'ada@example.com/x',
    'ada@user:pw@example.com',
    'a\u0000@example.com',
    'ada@example.com\r\nBcc: x@y.de',
    `${'a'.repeat(65)}@example.com`,
    `ada@${'a'.repeat(64)}.com`,
    `ada@${'abcdefghi.'.repeat(25)}com`,
    'Ada <ada@example.com>',
    'ädä@example.com',
  ])('%j is none', (text) => {
    expect(normaliseEmail(text)).toBeUndefined()
  })

  it.prop([fc.emailAddress()])('made comparable is comparable: doing it again changes nothing', (text) => {
    const address = normaliseEmail(text)
    if (address !== undefined) expect(normaliseEmail(` ${address.toUpperCase()} `)).toBe(address)
  })

  it.prop([fc.string({ unit: 'binary' })])('is at most 254 characters of printable ASCII, whatever it was made of', (text) => {
    expect(normaliseEmail(`${text}@example.com`) ?? 'a@b').toMatch(/^[\x21-\x7e]{3,254}$/)
  })

  it.prop([fc.string({ unit: fc.constantFrom('a', 'z', '0', '9', '-', '.', 'xn--', 'com'), maxLength: 12 })], { numRuns: 2000 })(
    'of a plain domain name keeps it as the URL standard would',
    (domain) => {
      const address = normaliseEmail(`a@${domain}`)
      if (address !== undefined) expect(address).toBe(`a@${new URL(`http://${domain}`).hostname}`)
    },
  )
})
