import { describe, expect, it } from 'vitest'
import { darkenEmail, isDarkByItself } from './dark-email.ts'

const own =
  '<style>@media (prefers-color-scheme: dark) { p { color: white } } @media ( Prefers-Color-Scheme:light ) { p { color: black } }</style><p>Hi</p>'

describe('an email in a dark mailbox', () => {
  it('looks as it says itself, where it says so', () => {
    expect(isDarkByItself(own)).toBe(true)
    expect(isDarkByItself(own)).toBe(true)
    const dark = darkenEmail(own)
    expect(dark).toContain('@media (min-width: 0) { p { color: white } }')
    expect(dark).toContain('@media (max-width: 0) { p { color: black } }')
    expect(dark).not.toContain('invert')
  })

  it('is turned as mailboxes turn it, where it says nothing', () => {
    expect(isDarkByItself('<p>Hi</p>')).toBe(false)
    expect(darkenEmail('<p>Hi</p>')).toMatch(/^<p>Hi<\/p><style>.*invert\(1\).*<\/style>$/)
  })
})
