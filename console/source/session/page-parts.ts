/** What each part of the console needs of who changes something in it, by its address. */
import type { Scope } from './session-queries.ts'

export interface PagePart {
  /** Of the addresses under it. The longest that fits counts. */
  prefix: string
  scope: Scope
  /** All of it is a form. */
  isForm?: true
}

const parts: readonly PagePart[] = [
  { prefix: '/', scope: 'broadcasts:write' },
  { prefix: '/configuration/marketing-campaign', scope: 'broadcasts:write' },
  { prefix: '/configuration/marketing-campaign/add', scope: 'broadcasts:write', isForm: true },
  { prefix: '/configuration/voucher-campaign/promotion', scope: 'promotions:write' },
  { prefix: '/configuration/voucher-campaign/promotion/add', scope: 'promotions:write', isForm: true },
  { prefix: '/configuration/voucher-campaign/autopilot', scope: 'autopilots:write' },
  { prefix: '/configuration/voucher-campaign/autopilot/add', scope: 'autopilots:write', isForm: true },
  { prefix: '/configuration/voucher-campaign/pending-triggers', scope: 'operations:run' },
  { prefix: '/offers', scope: 'offers:write' },
  { prefix: '/offers/new', scope: 'offers:write', isForm: true },
  { prefix: '/vouchers', scope: 'vouchers:write' },
  { prefix: '/audiences', scope: 'audiences:write' },
  { prefix: '/audiences/new', scope: 'audiences:write', isForm: true },
  { prefix: '/imports', scope: 'imports:write' },
  { prefix: '/imports/new', scope: 'imports:write', isForm: true },
  { prefix: '/groups', scope: 'groups:write' },
  { prefix: '/settings', scope: 'settings:write', isForm: true },
  { prefix: '/dev/inbox', scope: 'operations:run' },
]
/** They look after themselves. */
const exempt = ['/settings/account', '/settings/members', '/settings/api-keys']

export function findPagePart(pathname: string): PagePart | undefined {
  const isUnder = (prefix: string) => pathname === prefix || pathname.startsWith(`${prefix}/`)
  if (exempt.some(isUnder)) return undefined
  return parts.filter(({ prefix }) => isUnder(prefix)).toSorted((one, other) => other.prefix.length - one.prefix.length)[0]
}
