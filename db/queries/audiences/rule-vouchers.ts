/** Vouchers as the rules' sources: all that the customer was given, and those that an order has used. */
import type { Sql } from '../../client.ts'
import { statusAt } from '../vouchers/voucher-columns.ts'
import type { RuleClock } from './rule-clock.ts'
import { choice, isOfCampaign, type RecordSource, requireUuid, unknownColumn } from './record-source.ts'

const instants: Readonly<Record<string, string>> = { issuedAt: 'v.issued_at', acceptedAt: 'v.accepted_at', redeemedAt: 'v.redeemed_at' }

export function describeVouchers(sql: Sql, { now }: RuleClock, source: 'vouchers' | 'redemptions'): RecordSource {
  // Whatever its row says: the run that ends vouchers may be late. A reserved one is in no source.
  const isOpen = sql`v.expires_at > ${now}`
  return {
    from: sql`vouchers AS v WHERE ${source === 'vouchers' ? sql`v.issued_at IS NOT NULL` : sql`v.redeemed_at IS NOT NULL`}`,
    customerId: sql`v.customer_id`,
    at: source === 'vouchers' ? sql`v.issued_at` : sql`v.redeemed_at`,
    currency: sql`v.currency`,
    column(name) {
      const instant = Object.hasOwn(instants, name) ? instants[name] : undefined
      if (instant !== undefined) return { type: 'instant', value: sql`${sql(instant)}` }
      switch (name) {
        case 'isOpen':
          return { type: 'boolean', value: { holds: isOpen } }
        case 'status':
          return choice(sql, sql`(${statusAt(sql, now)})::text`)
        case 'expiresAt':
          return { type: 'instant', value: sql`v.expires_at`, isThere: isOpen }
        case 'offer':
          return {
            type: 'membership',
            holds: (ids) => ({ holds: sql`v.offer_id = ANY (${ids.map((id) => requireUuid('offer', id))}::uuid[])` }),
          }
        case 'campaign':
          return { type: 'membership', holds: (ids) => ({ holds: isOfCampaign(sql, ids) }) }
        case 'discount':
          return { type: 'money', amount: sql`v.discount_minor`, currency: sql`v.currency` }
        default:
          throw unknownColumn(name)
      }
    },
  }
}
