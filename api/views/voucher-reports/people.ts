/** Whom a figure counts, as people read it. */
import type { z } from 'zod'
import type { NamedCustomer } from '../../../db/queries/operations/name-customers.ts'
import type { CountedPerson } from '../../../db/queries/voucher-reports/list-people.ts'
import type { CountedDetails } from '../../../db/queries/voucher-reports/read-people-details.ts'
import { campaignKinds } from '../../../domain/diagnostics/entries.ts'
import { formatId } from '../../../domain/ids.ts'
import type { reportedPersonSchema } from '../../schemas/report-people.ts'
import { viewNamedCustomer } from '../pending-triggers.ts'

interface Known {
  details: CountedDetails
  customers: ReadonlyMap<string, NamedCustomer>
}

export function viewPerson(row: CountedPerson, { details, customers }: Known): z.input<typeof reportedPersonSchema> {
  const voucher = row.voucherId === null ? undefined : details.vouchers.get(row.voucherId)
  const order = row.orderId === null ? undefined : details.orders.get(row.orderId)
  return {
    at: row.at.toISOString(),
    customer: viewNamedCustomer(row.customerId, customers),
    campaign: viewCampaign(row, details),
    voucher: row.voucherId === null || voucher === undefined ? null : { ...voucher, id: formatId('voucher', row.voucherId) },
    order:
      row.orderId === null || order === undefined
        ? null
        : {
            id: formatId('order', row.orderId),
            externalId: order.externalId,
            net: { amountMinor: order.netMinor, currency: order.currency },
          },
    channel: row.channel,
    code: row.code,
  }
}

function viewCampaign({ campaignKind, campaignId }: CountedPerson, { campaigns }: CountedDetails) {
  const kind = campaignKinds.find((name) => name === campaignKind)
  if (kind === undefined || campaignId === null) return null
  return { kind, id: formatId(kind, campaignId), name: campaigns.get(campaignId) ?? '' }
}
