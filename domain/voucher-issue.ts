/** Who of a page of customers gets a voucher, and why the others do not. */
import { type Budget, grantVouchers, type VoucherCost } from './voucher-budgets.ts'
import type { IssueRefusal } from './voucher-refusals.ts'

export interface RefusedCustomer {
  /** UUID. */
  customerId: string
  reason: IssueRefusal
}

export interface IssueFacts {
  /** In the order in which they are served. */
  customerIds: readonly string[]
  known: ReadonlySet<string>
  /** Those that have this campaign's voucher for this occurrence. */
  served: ReadonlySet<string>
  /** How many vouchers of the offer each has had. */
  counts: ReadonlyMap<string, number>
  limitPerCustomer: number | null
  /** Those who have as many open vouchers, of whatever offer, as the store allows at a time. */
  atOpenLimit: ReadonlySet<string>
  budgets: readonly Budget[]
  cost: VoucherCost
}

export function chooseCustomers(facts: IssueFacts): { chosen: string[]; refused: RefusedCustomer[] } {
  const { known, served, counts, limitPerCustomer, atOpenLimit, budgets, cost } = facts
  const refused: RefusedCustomer[] = []
  const eligible: string[] = []
  for (const customerId of new Set(facts.customerIds)) {
    if (served.has(customerId)) continue
    if (!known.has(customerId)) refused.push({ customerId, reason: 'unknown_customer' })
    else if (limitPerCustomer !== null && (counts.get(customerId) ?? 0) >= limitPerCustomer)
      refused.push({ customerId, reason: 'limit_per_customer' })
    else if (atOpenLimit.has(customerId)) refused.push({ customerId, reason: 'open_vouchers_limit' })
    else eligible.push(customerId)
  }
  const { granted, refusal } = grantVouchers(budgets, { wanted: eligible.length, cost })
  refused.push(...eligible.slice(granted).map((customerId) => ({ customerId, reason: refusal })))
  return { chosen: eligible.slice(0, granted), refused }
}
