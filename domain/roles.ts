/** What members may do: a role is a set of the API's scopes, each containing the one before. */
import { type ApiScope, apiScopes, covers } from './api-scopes.ts'

export const roles = ['viewer', 'operator', 'owner'] as const
export type Role = (typeof roles)[number]

/** What changes who may do what, what holds for every campaign, or what cannot be had back. */
const ownersOnly: ReadonlySet<ApiScope> = new Set(['settings:write', 'keys:write', 'members:write', 'customers:erase'])

const scopesOfRoles: Readonly<Record<Role, readonly string[]>> = {
  viewer: apiScopes.filter((scope) => scope.endsWith(':read')),
  operator: apiScopes.filter((scope) => !ownersOnly.has(scope)),
  owner: ['*'],
}

/** As those of an API key. */
export function scopesOf(role: Role): string[] {
  return [...scopesOfRoles[role]]
}

/** The least that may do it. */
export function findLeastRole(scope: ApiScope): Role {
  return roles.find((role) => covers(scopesOfRoles[role], scope)) ?? 'owner'
}

/** Whether whoever has `granted` has all that `role` may do, and so may give it to somebody. */
export function mayGrant(granted: readonly string[], role: Role): boolean {
  return apiScopes.every((scope) => !covers(scopesOfRoles[role], scope) || covers(granted, scope))
}
