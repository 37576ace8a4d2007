/** How many vouchers a simulation could still give: what the budgets have room for, and what each customer may have. Counted down as they are given. */
import { readOffer } from '../../db/queries/offers/offers.ts'
import { readSettings } from '../../db/queries/settings.ts'
import { readBudgets } from '../../db/queries/vouchers/budgets.ts'
import type { Sql } from '../../db/client.ts'
import { parseId } from '../../domain/ids.ts'
import type { JourneyDefinition } from '../../domain/journeys/journey-definition.ts'
import { findWorstMinor } from '../../domain/offers.ts'
import { grantVouchers } from '../../domain/voucher-budgets.ts'

const plenty = 1_000_000_000

export async function createVoucherStock(
  sql: Sql,
  { autopilotId, definition, customerIds }: { autopilotId: string; definition: JourneyDefinition; customerIds: readonly string[] },
): Promise<(step: string, customerId: string) => string | undefined> {
  const { value: settings } = await readSettings(sql, 'vouchers')
  const most = settings.maxOpenPerCustomer
  // Those that end during the days to come are taken to stay open: a prediction rather refuses one too many than promises it.
  const open = most === null ? new Map<string, number>() : await countOpen(sql, customerIds)
  const stocks = new Map<string, { left: number; refusal: string; perCustomer: number | null; had: Map<string, number> }>()
  const offerOf = new Map(
    definition.steps.flatMap((step) => (step.kind === 'voucher' ? [[step.id, parseId('offer', step.offerId) ?? ''] as const] : [])),
  )
  for (const offerId of new Set(offerOf.values())) {
    const offer = offerId === '' ? undefined : await readOffer(sql, offerId)
    if (offer === undefined) continue
    const budgets = await readBudgets(sql, [
      { kind: 'offer', id: offerId },
      { kind: 'autopilot', id: autopilotId },
    ])
    const cost = { worstMinor: findWorstMinor(offer.terms), currency: offer.terms.currency }
    const { granted: left, refusal } = grantVouchers(budgets, { wanted: plenty, cost })
    const had = await sql<{ customerId: string; vouchers: number }[]>`
      SELECT customer_id AS "customerId", count(*)::int AS vouchers FROM vouchers
      WHERE customer_id = ANY (${customerIds}::uuid[]) AND offer_id = ${offerId} AND status <> 'revoked' GROUP BY customer_id`
    stocks.set(offerId, {
      left,
      refusal,
      perCustomer: offer.terms.limitPerCustomer,
      had: new Map(had.map((row) => [row.customerId, row.vouchers])),
    })
  }

  return (step, customerId) => {
    const stock = stocks.get(offerOf.get(step) ?? '')
    if (stock === undefined) return 'unknown_offer'
    const had = stock.had.get(customerId) ?? 0
    if (stock.perCustomer !== null && had >= stock.perCustomer) return 'limit_per_customer'
    const opened = open.get(customerId) ?? 0
    if (most !== null && opened >= most) return 'open_vouchers_limit'
    if (stock.left <= 0) return stock.refusal
    stock.left -= 1
    open.set(customerId, opened + 1)
    stock.had.set(customerId, had + 1)
    return undefined
  }
}

async function countOpen(sql: Sql, customerIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await sql<{ customerId: string; vouchers: number }[]>`
    SELECT customer_id AS "customerId", count(*)::int AS vouchers FROM vouchers
    WHERE customer_id = ANY (${customerIds}::uuid[]) AND expires_at > now() GROUP BY customer_id`
  return new Map(rows.map((row) => [row.customerId, row.vouchers]))
}
