/** Customers: found by a part of their name, address or id, or by their segment. */
import { Group, Table, Text } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { listOf } from '../http/page.ts'
import { segmentsQuery } from '../audiences/segment-queries.ts'
import { Empty } from '../ui/empty.tsx'
import { FilterSelect } from '../ui/filter-select.tsx'
import { TextLink } from '../ui/link.tsx'
import { CursorList } from '../ui/list.tsx'
import { SearchInput } from '../ui/search-input.tsx'
import { Page } from '../ui/page.tsx'
import { formatAgo } from '../words/instants.ts'
import { formatCount, formatMoney } from '../words/numbers.ts'
import { type Customer, customersPath, nameCustomer } from './customer-queries.ts'

const route = getRouteApi('/customers')

export function CustomerListPage() {
  const filter = route.useSearch()
  const navigate = route.useNavigate()
  const segments = useQuery(segmentsQuery).data?.segments ?? []
  const segmentNames: Record<string, string> = Object.fromEntries(segments.map(({ key, name }) => [key, name]))
  const query = useInfiniteQuery(listOf<Customer>(customersPath, { ...filter }))
  const isFiltered = Object.keys(filter).length > 0
  return (
    <Page title="Customers" description="Everyone the store has told us about, the newest first.">
      <Group gap="xs">
        <SearchInput
          label="Search customers"
          placeholder="Name, email, phone or the store’s id"
          start={filter.q}
          onSearch={(q) => void navigate({ search: ({ q: _before, ...rest }) => (q === undefined ? rest : { ...rest, q }), replace: true })}
        />
        <FilterSelect
          label="Segment"
          words={segmentNames}
          value={filter.segment}
          onChange={(segment) =>
            void navigate({
              search: ({ segment: _before, ...rest }) => (segment === undefined ? rest : { ...rest, segment }),
              replace: true,
            })
          }
          flex="1 1 10rem"
          maw={{ sm: 200 }}
        />
      </Group>
      <section className="card card-flush" aria-label="Customers">
        <CursorList
          query={query}
          empty={
            isFiltered ? (
              <Empty title="Nobody matches" action={<TextLink to="/customers">Show all customers</TextLink>}>
                Try a part of the name or address.
              </Empty>
            ) : (
              <Empty title="No customers yet">
                Import a file with <code>regulars import customers FILE</code>, or send them to <a href="/docs">the API</a>.
              </Empty>
            )
          }
        >
          {(rows) => <CustomerTable customers={rows} segmentNames={segmentNames} />}
        </CursorList>
      </section>
    </Page>
  )
}

function CustomerTable({ customers, segmentNames }: { customers: Customer[]; segmentNames: Record<string, string> }) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Customer</Table.Th>
          <Table.Th visibleFrom="sm">Segments</Table.Th>
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
            <Table.Td>
              <TextLink to="/customers/$id" params={{ id: customer.id }} size="sm" fw={500} c="var(--mantine-color-text)">
                {nameCustomer(customer)}
              </TextLink>
              <Text size="xs" c="dimmed">
                {customer.email ?? customer.phone ?? customer.externalId}
              </Text>
            </Table.Td>
            <Table.Td visibleFrom="sm">{customer.segments.map((key) => segmentNames[key] ?? key).join(', ')}</Table.Td>
            <Table.Td ta="right" className="numbers">
              {formatCount(customer.orders?.count ?? 0)}
            </Table.Td>
            <Table.Td ta="right" className="numbers" visibleFrom="xs">
              {customer.orders === null ? '–' : formatMoney(customer.orders.net)}
            </Table.Td>
            <Table.Td visibleFrom="sm" c="dimmed">
              {customer.orders === null ? '' : formatAgo(customer.orders.lastAt)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
