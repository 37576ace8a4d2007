import { describe, expect, it } from 'vitest'
import { findPasswordFault, normalisePassword } from './passwords.ts'

const ada = { name: 'Ada Lovelace', email: 'ada@example.com' }

describe('a password', () => {
  it.each(['correct horse battery', 'Zürich im Regen', 'k8#vQ2!pLm9x', 'пароль-из-слов'])('may be %s', (password) => {
    expect(findPasswordFault(password, ada)).toBeUndefined()
  })

  it.each([
    ['short', /At least 12/],
    ['x'.repeat(257), /At most 256/],
    ['aaaaaaaaaaaa', /different/],
    ['123456789012', /row/],
    ['ada@example.com', /your name/],
    ['Ada Lovelace1', /your name/],
    ['password1234', /everybody/],
    ['regularsregulars', /everybody/],
  ])('may not be %s', (password, words) => {
    expect(findPasswordFault(password, ada)).toMatch(words)
  })

  it('is the same however its characters are composed', () => {
    expect(normalisePassword('Zu\u0308rich')).toBe(normalisePassword('Z\u00fcrich'))
  })
})
