/** The voucher that a message gave its code of: for the page behind the message's own link. */
import type { ChannelName } from '../../../domain/channels.ts'
import type { DeliveryKey } from '../../../domain/ids.ts'
import type { Voucher } from '../../../domain/vouchers.ts'
import type { Sql } from '../../client.ts'
import { joinOffers, offerColumns, voucherColumns } from './voucher-columns.ts'

/** Undefined for a message without one, and once its customer is erased. */
export async function readLinkedVoucher(
  sql: Sql,
  { sendId, customerId, channel }: DeliveryKey & { channel: ChannelName },
): Promise<Voucher | undefined> {
  const [voucher] = await sql<Voucher[]>`
    SELECT ${voucherColumns(sql)}, ${offerColumns(sql)} FROM deliveries d
    JOIN vouchers v ON v.code = d.merge_fields -> 'voucher' ->> 'code' AND v.customer_id = d.customer_id ${joinOffers(sql)}
    WHERE d.send_id = ${sendId} AND d.customer_id = ${customerId} AND d.channel = ${channel}`
  return voucher
}
