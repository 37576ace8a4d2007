import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { formatDeliveryRef, formatId, parseDeliveryRef, parseId } from './ids.ts'

describe('record ids', () => {
  it.prop([fc.uuid()])('come back as the UUID that they were made from', (uuid) => {
    expect(parseId('customer', formatId('customer', uuid))).toBe(uuid)
  })
  it.prop([fc.string()])('refuse what is not one of theirs', (text) => {
    expect(parseId('customer', `cus_${text}`)?.length ?? 36).toBe(36)
    expect(parseId('customer', text.startsWith('cus_') ? 'x' : text)).toBeUndefined()
  })
  it('refuse the id of another kind, and a number beyond 128 bits', () => {
    expect(parseId('customer', formatId('broadcast', '01890a5d-ac96-774b-bcce-b302099a8057'))).toBeUndefined()
    expect(parseId('customer', `cus_${'z'.repeat(26)}`)).toBeUndefined()
  })
})

describe('delivery references', () => {
  it.prop([fc.uuid(), fc.uuid()])('come back as the send and customer that they were made from', (sendId, customerId) => {
    const ref = formatDeliveryRef({ sendId, customerId })
    expect(ref).toMatch(/^[\w-]{43}$/)
    expect(parseDeliveryRef(ref)).toEqual({ sendId, customerId })
    expect(Buffer.from(ref, 'base64url').toString('hex')).toBe(`${sendId}${customerId}`.replaceAll('-', ''))
  })
  it('refuse anything else', () => {
    expect(parseDeliveryRef('A'.repeat(42))).toBeUndefined()
    expect(parseDeliveryRef(`${'A'.repeat(42)}!`)).toBeUndefined()
    expect(parseDeliveryRef(`${'A'.repeat(42)}B`)).toBeUndefined()
  })
})
