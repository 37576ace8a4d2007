/** Vouchers as rows: code, whose, state, and until when. */
import { Box, Table, Text } from '@mantine/core'
import { CustomerName } from '../customers/customer-names.tsx'
import type { Voucher } from '../offers/offer-queries.ts'
import { useTimeZone } from '../store/store-settings.ts'
import { TextLink } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'
import { formatInstant } from '../words/instants.ts'
import { formatMoney } from '../words/numbers.ts'
import { formatCode, voucherStatuses } from '../words/offers.ts'

interface VoucherTableProps {
  vouchers: Voucher[]
  /** Where they are all one customer's, the offer is said instead. */
  isOfCustomer?: boolean
}

export function VoucherTable({ vouchers, isOfCustomer = false }: VoucherTableProps) {
  const timeZone = useTimeZone()
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Code</Table.Th>
          <Table.Th>{isOfCustomer ? 'Offer' : 'Customer'}</Table.Th>
          <Table.Th visibleFrom="xs">State</Table.Th>
          <Table.Th visibleFrom="sm">Valid until</Table.Th>
          <Table.Th ta="right" visibleFrom="md">
            Discount
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {vouchers.map(({ id, code, customerId, offer, status, validUntil, redemption }) => (
          <Table.Tr key={id} className="clickable-row">
            <Table.Td>
              <TextLink to="/vouchers" search={{ code }} size="sm" ff="monospace" className="code">
                {formatCode(code)}
              </TextLink>
              <Box hiddenFrom="xs">
                <Status label={voucherStatuses[status].label} tone={voucherStatuses[status].tone} />
              </Box>
            </Table.Td>
            <Table.Td>
              {isOfCustomer ? (
                <TextLink to="/offers/$id" params={{ id: offer.id }} size="sm">
                  {offer.name}
                </TextLink>
              ) : (
                <CustomerName id={customerId} />
              )}
            </Table.Td>
            <Table.Td visibleFrom="xs">
              <Status label={voucherStatuses[status].label} tone={voucherStatuses[status].tone} />
            </Table.Td>
            <Table.Td visibleFrom="sm">
              <Text size="sm" c="dimmed">
                {formatInstant(validUntil, timeZone)}
              </Text>
            </Table.Td>
            <Table.Td ta="right" className="numbers" visibleFrom="md">
              {redemption === null ? '–' : formatMoney(redemption.discount)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
