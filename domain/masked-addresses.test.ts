import { describe, expect, it } from 'vitest'
import { maskAddress } from './masked-addresses.ts'

describe('masked addresses', () => {
  it.each([
    ['anna@shop.example', 'a•••@s•••.example'],
    ['x@mail.store.co.uk', 'x•••@m•••.uk'],
    ['a@localhost', 'a•••@l•••'],
    ['+491511234567', '+49 ••• 67'],
    ['https://push.example/abc', '•••'],
    ['', '•••'],
  ])('show of %j no more than %j', (address, masked) => {
    expect(maskAddress(address)).toBe(masked)
  })
})
