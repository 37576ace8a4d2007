import { describe, expect, it } from 'vitest'
import { apiScopes, covers } from './api-scopes.ts'
import { findLeastRole, mayGrant, roles, scopesOf } from './roles.ts'

describe('a role', () => {
  it('lets a viewer read everything and change nothing', () => {
    for (const scope of apiScopes) expect(covers(scopesOf('viewer'), scope), scope).toBe(scope.endsWith(':read'))
  })

  it('keeps settings, keys, members and erasure for owners, and lets operators do the rest', () => {
    expect(apiScopes.filter((scope) => !covers(scopesOf('operator'), scope)).toSorted()).toEqual([
      'customers:erase',
      'keys:write',
      'members:write',
      'settings:write',
    ])
    for (const scope of apiScopes) expect(covers(scopesOf('owner'), scope)).toBe(true)
  })

  it('is named as the least that may do something', () => {
    expect([findLeastRole('broadcasts:read'), findLeastRole('broadcasts:send'), findLeastRole('keys:write')]).toEqual([...roles])
  })

  it('is given only by who has all of it', () => {
    expect(roles.map((role) => mayGrant(['members:*'], role))).toEqual([false, false, false])
    expect(roles.map((role) => mayGrant([...scopesOf('operator'), 'members:write'], role))).toEqual([true, true, false])
    expect(roles.map((role) => mayGrant(['*'], role))).toEqual([true, true, true])
  })
})
