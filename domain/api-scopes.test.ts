import { describe, expect, it } from 'vitest'
import { apiScopes, covers, isGrantable } from './api-scopes.ts'

describe('a scope', () => {
  it('covers itself, its noun when it ends in *, and everything when it is *', () => {
    expect([covers(['orders:read'], 'orders:read'), covers(['orders:*'], 'orders:write'), covers(['*'], 'keys:write')]).toEqual([
      true,
      true,
      true,
    ])
    expect([
      covers([], 'orders:read'),
      covers(['orders:read'], 'orders:write'),
      covers(['orders:*'], 'keys:read'),
      covers(['order:*', 'o*', ':*'], 'orders:read'),
    ]).toEqual([false, false, false, false])
  })

  it('can be granted when it covers something', () => {
    for (const scope of ['*', 'orders:*', ...apiScopes]) expect(isGrantable(scope)).toBe(true)
    for (const scope of ['', 'orders', ':*', 'orders:**', 'orders:delete', 'ORDERS:READ']) expect(isGrantable(scope)).toBe(false)
  })
})
