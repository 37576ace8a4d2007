/** Customers as rows: who, in which segments, what they bought, and whether they may be written to. */
import { Table, Text } from '@mantine/core'
import { TextLink } from '../ui/link.tsx'
import { channelLabels } from '../words/broadcasts.ts'
import { formatAgo } from '../words/instants.ts'
import { formatCount, formatMoney } from '../words/numbers.ts'
import { type Customer, nameCustomer } from './customer-queries.ts'

export function CustomerTable({ customers, segmentNames }: { customers: Customer[]; segmentNames: Record<string, string> }) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Customer</Table.Th>
          <Table.Th visibleFrom="sm">Segments</Table.Th>
          <Table.Th visibleFrom="md">Agreed to</Table.Th>
          <Table.Th ta="right">Orders</Table.Th>
          <Table.Th ta="right" visibleFrom="xs">
            Spent
          </Table.Th>
          <Table.Th visibleFrom="sm">Last order</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {customers.map((customer) => (
          <Table.Tr key={customer.id} className="clickable-row">
            <Table.Td style={{ overflowWrap: 'anywhere' }}>
              <TextLink to="/customers/$id" params={{ id: customer.id }} size="sm" fw={500} c="var(--mantine-color-text)">
                {nameCustomer(customer)}
              </TextLink>
              <Text size="xs" c="dimmed">
                {describeAddress(customer)}
              </Text>
            </Table.Td>
            <Table.Td visibleFrom="sm">{customer.segments.map((key) => segmentNames[key] ?? key).join(', ')}</Table.Td>
            <Table.Td visibleFrom="md" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
              {listConsents(customer)}
            </Table.Td>
            <Table.Td ta="right" className="numbers">
              {formatCount(customer.orders?.count ?? 0)}
              {customer.orders === null ? null : (
                <Text size="xs" c="dimmed" hiddenFrom="xs">
                  {formatMoney(customer.orders.net)}
                </Text>
              )}
            </Table.Td>
            <Table.Td ta="right" className="numbers" visibleFrom="xs">
              {customer.orders === null ? '–' : formatMoney(customer.orders.net)}
            </Table.Td>
            <Table.Td visibleFrom="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
              {customer.orders === null ? '' : formatAgo(customer.orders.lastAt)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

/** What is not the name already. */
function describeAddress(customer: Customer): string {
  const name = nameCustomer(customer)
  return [customer.email, customer.phone, customer.externalId].find((part) => part !== null && !part.endsWith(name)) ?? ''
}

function listConsents({ consents }: Customer): string {
  const agreed = (['email', 'sms', 'push'] as const).filter((channel) => consents[channel] === 'subscribed')
  return agreed.length === 0 ? '–' : agreed.map((channel) => channelLabels[channel]).join(', ')
}
