/** What is said of counted people's vouchers, orders and campaigns beside their ids. */
import type { VoucherStatus } from '../../../domain/voucher-transitions.ts'
import type { Sql } from '../../client.ts'
import { statusAt } from '../vouchers/voucher-columns.ts'
import type { CountedPerson } from './list-people.ts'

export interface CountedDetails {
  /** By UUID. */
  vouchers: ReadonlyMap<string, { offerName: string; status: VoucherStatus }>
  orders: ReadonlyMap<string, { externalId: string; netMinor: number; currency: string }>
  campaigns: ReadonlyMap<string, string>
}

export async function readDetails(sql: Sql, rows: readonly CountedPerson[], at: Date): Promise<CountedDetails> {
  const idsOf = (pick: (row: CountedPerson) => string | null) => [...new Set(rows.flatMap((row) => pick(row) ?? []))]
  const [voucherIds, orderIds] = [idsOf((row) => row.voucherId), idsOf((row) => row.orderId)]
  const vouchers = await sql<{ id: string; offerName: string; status: VoucherStatus }[]>`
    SELECT v.id, o.name AS "offerName", ${statusAt(sql, at)} AS status FROM vouchers v JOIN offers o ON o.id = v.offer_id WHERE v.id = ANY (${voucherIds}::uuid[])`
  const orders = await sql<{ id: string; externalId: string; netMinor: number; currency: string }[]>`
    SELECT id, external_id AS "externalId", net_minor::float8 AS "netMinor", currency FROM orders WHERE id = ANY (${orderIds}::uuid[])`
  const campaignIds = idsOf((row) => row.campaignId)
  const campaigns = await sql<{ id: string; name: string }[]>`
    SELECT id, name FROM promotions WHERE id = ANY (${campaignIds}::uuid[]) UNION ALL SELECT id, name FROM autopilots WHERE id = ANY (${campaignIds}::uuid[])
    UNION ALL SELECT id, name FROM broadcasts WHERE id = ANY (${campaignIds}::uuid[])`
  return {
    vouchers: new Map(vouchers.map((one) => [one.id, one])),
    orders: new Map(orders.map((one) => [one.id, one])),
    campaigns: new Map(campaigns.map(({ id, name }) => [id, name])),
  }
}
