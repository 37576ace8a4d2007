/** A customer's orders, the latest first. */
import { Table, Text } from '@mantine/core'
import { queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { listOf, readPage } from '../http/page.ts'
import type { Voucher } from '../offers/offer-queries.ts'
import { NoneYet } from '../ui/empty.tsx'
import { TextLink } from '../ui/link.tsx'
import { CursorList } from '../ui/list.tsx'
import { Section } from '../ui/page.tsx'
import { formatDay } from '../words/instants.ts'
import { formatMoney } from '../words/numbers.ts'
import { customersPath, type Order } from './customer-queries.ts'

/** `partially_refunded` → `Partially refunded`, `apple_pay` → `Apple pay`. */
function sayKey(key: string): string {
  return key.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase())
}

/** The latest ones: an order that is older than all of them shows none. */
const vouchersAtMost = 100

function redeemedVouchersQuery(id: string) {
  return queryOptions({
    queryKey: [customersPath, id, 'vouchers', 'redeemed'],
    queryFn: ({ signal }) => readPage<Voucher>(`${customersPath}/${id}/vouchers`, { status: 'redeemed', limit: vouchersAtMost }, signal),
  })
}

export function OrderSection({ id, timeZone }: { id: string; timeZone: string }) {
  const query = useInfiniteQuery(listOf<Order>('/api/v1/orders', { customer: id, limit: 10 }))
  const vouchers = useQuery(redeemedVouchersQuery(id)).data?.data ?? []
  return (
    <Section title="Orders" isFlush>
      <CursorList query={query} empty={<NoneYet>Nothing was bought yet.</NoneYet>}>
        {(orders) => (
          <Table className="phone-rows">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Order</Table.Th>
                <Table.Th w="45%">Items</Table.Th>
                <Table.Th>Status</Table.Th>
                <Table.Th ta="right">Total</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {orders.map(({ id: orderId, externalId, placedAt, items, status, total, refunded, coupon, paymentMethod }) => (
                <Table.Tr key={orderId}>
                  <Table.Td>
                    <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
                      {formatDay(placedAt, timeZone)}
                    </Text>
                    <Text size="xs" c="dimmed" title={externalId} lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
                      {externalId}
                    </Text>
                  </Table.Td>
                  <Table.Td c="dimmed">
                    {items
                      .map(({ quantity, name, category }) => `${quantity > 1 ? `${quantity} × ` : ''}${name ?? category ?? 'item'}`)
                      .join(', ')}
                  </Table.Td>
                  <Table.Td>
                    {sayKey(status)}
                    <Text size="xs" c="dimmed">
                      {[paymentMethod === null ? null : sayKey(paymentMethod), coupon === null ? null : `coupon ${coupon}`]
                        .filter((part) => part !== null)
                        .join(' · ')}
                    </Text>
                    {vouchers
                      .filter(({ redemption }) => redemption?.order === externalId)
                      .map(({ id: voucherId, code, offer }) => (
                        <TextLink key={voucherId} to="/vouchers" search={{ code }} size="xs">
                          {offer.name}
                        </TextLink>
                      ))}
                  </Table.Td>
                  <Table.Td ta="right" className="numbers">
                    {formatMoney(total)}
                    {refunded.amountMinor === 0 ? null : (
                      <Text size="xs" c="dimmed">
                        {formatMoney(refunded)} returned
                      </Text>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </CursorList>
    </Section>
  )
}
