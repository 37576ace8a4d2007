import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { createCustomerTokenSigner, createCustomerTokenVerifier } from './customer-token.ts'

const now = new Date('2026-03-01T12:00:00Z')
const later = new Date('2026-03-02T12:00:00Z')
const sign = createCustomerTokenSigner('one secret')
const read = createCustomerTokenVerifier('one secret')

describe('a customer’s token', () => {
  it.prop([fc.uuid()])('names the customer until it expires', (customerId) => {
    const token = sign({ customerId, expiresAt: later })
    expect(token).toMatch(/^[\w-]{48}$/)
    expect(read(token, now)).toBe(customerId)
    expect(read(token, new Date(later.getTime() - 1_000))).toBe(customerId)
    expect(read(token, later)).toBeUndefined()
  })

  it.prop([fc.uuid(), fc.nat({ max: 47 }), fc.constantFrom(...Array.from('ABCXYZabcxyz0189-_'))])(
    'is none when a letter of it is another',
    (customerId, place, letter) => {
      const token = sign({ customerId, expiresAt: later })
      fc.pre(token.charAt(place) !== letter)
      expect(read(token.slice(0, place) + letter + token.slice(place + 1), now)).toBeUndefined()
    },
  )

  it.prop([fc.anything()])('is not anything else', (value) => {
    expect(read(value, now)).toBeUndefined()
  })

  it('of another store is none', () => {
    expect(
      createCustomerTokenVerifier('another secret')(sign({ customerId: '01890a5d-ac96-774b-bcce-b302099a8057', expiresAt: later }), now),
    ).toBeUndefined()
  })
})
