import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { formatDeliveryRef } from '../domain/ids.ts'
import { channelNames } from '../domain/channels.ts'
import { createDeliveryTokenSigner, createDeliveryTokenVerifier } from './delivery-token.ts'

const secret = 'a secret of the store, thirty-two characters'
const sign = createDeliveryTokenSigner(secret)
const verify = createDeliveryTokenVerifier(secret)
const anyRef = fc.record({ sendId: fc.uuid(), customerId: fc.uuid() }).map(formatDeliveryRef)
const base64Url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

describe('delivery tokens', () => {
  it.prop([anyRef, fc.constantFrom(...channelNames)])(
    'give back what was signed, in 66 characters that need no escaping',
    (ref, channel) => {
      const token = sign({ channel, ref })
      expect(token).toMatch(/^[\w-]{66}$/)
      expect(verify(token)).toEqual({ channel, ref })
    },
  )

  it.prop([anyRef, fc.nat(65), fc.constantFrom(...base64Url.split(''))])(
    'are worth nothing with any character changed',
    (ref, place, character) => {
      const token = sign({ channel: 'email', ref })
      const altered = token.slice(0, place) + character + token.slice(place + 1)
      fc.pre(altered !== token)
      expect(verify(altered)).toBeUndefined()
    },
  )

  it.prop([fc.string()])('are nothing that anyone else could write', (text) => {
    expect(verify(text)).toBeUndefined()
  })

  it('of another secret are refused, and so is one channel’s signature for another', () => {
    const ref = formatDeliveryRef({ sendId: '01890a5d-ac96-774b-bcce-b302099a8057', customerId: '01890a5d-ac96-774b-bcce-b302099a8058' })
    expect(createDeliveryTokenVerifier('another secret')(sign({ channel: 'email', ref }))).toBeUndefined()
    expect(verify(`s${sign({ channel: 'email', ref }).slice(1)}`)).toBeUndefined()
  })

  it('are an HMAC-SHA256 over the channel’s letter and the reference, so that links outlive the program that wrote them', () => {
    const ref = 'A'.repeat(43)
    expect(createDeliveryTokenSigner('key')({ channel: 'sms', ref })).toBe(`s${ref}wHQWHWOZ5pDEoyS4OTe7SQ`)
  })
})
