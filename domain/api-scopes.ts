/** What an API key may be allowed to do, and the rule by which a grant covers a need. */

export const apiScopes = [
  'customers:read',
  'customers:write',
  'customers:erase',
  'orders:read',
  'orders:write',
  'products:read',
  'products:write',
  'events:read',
  'events:write',
  'consents:read',
  'consents:write',
  'segments:read',
  'segments:write',
  'audiences:read',
  'audiences:write',
  'groups:read',
  'groups:write',
  'offers:read',
  'offers:write',
  'vouchers:read',
  'vouchers:write',
  'vouchers:redeem',
  'promotions:read',
  'promotions:write',
  'promotions:run',
  'autopilots:read',
  'autopilots:write',
  'autopilots:run',
  'broadcasts:read',
  'broadcasts:write',
  'broadcasts:send',
  'operations:read',
  'operations:run',
  'reports:read',
  'imports:read',
  'imports:write',
  'settings:read',
  'settings:write',
  'keys:read',
  'keys:write',
  'members:read',
  'members:write',
] as const
export type ApiScope = (typeof apiScopes)[number]

/** `*` covers everything, `orders:*` everything about orders. */
export function covers(granted: readonly string[], needed: ApiScope): boolean {
  return granted.includes('*') || granted.includes(needed) || granted.includes(`${needed.slice(0, needed.indexOf(':'))}:*`)
}

/** Whether a text can be granted at all. */
export function isGrantable(scope: string): boolean {
  return scope === '*' || apiScopes.some((known) => known === scope || `${known.slice(0, known.indexOf(':'))}:*` === scope)
}
