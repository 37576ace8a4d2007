/** Everyone whom a campaign was about, one line each. */
import { Button, Center, Table, Text } from '@mantine/core'
import { CustomerName } from '../customers/customer-names.tsx'
import { Empty } from '../ui/empty.tsx'
import { Section } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { formatInstant } from '../words/instants.ts'
import type { Diagnostics } from './diagnostics-queries.ts'
import { standings } from './standings.ts'

export interface MoreQuery {
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage: () => Promise<unknown>
}

interface LineSectionProps {
  lines: NonNullable<Diagnostics['customers']>
  timeZone: string
  query: MoreQuery
  onOpen: (customerId: string) => void
}

export function LineSection({ lines, timeZone, query, onOpen }: LineSectionProps) {
  return (
    <Section title="Customers" isFlush>
      {lines.length === 0 ? (
        <Empty title="Nobody">Nobody is counted by what you have chosen.</Empty>
      ) : (
        <Table className="phone-rows">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Customer</Table.Th>
              <Table.Th>Answer</Table.Th>
              <Table.Th visibleFrom="sm">When</Table.Th>
              <Table.Th aria-label="More" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map((line, index) => (
              <Table.Tr key={`${line.customerId} ${line.journeyId} ${index}`} className="clickable-row">
                <Table.Td>
                  <CustomerName id={line.customerId} />
                </Table.Td>
                <Table.Td>
                  <Status {...standings[line.standing]} />
                  <Text size="xs" c="dimmed" pl={16}>
                    {line.sentence}
                  </Text>
                </Table.Td>
                <Table.Td visibleFrom="sm">
                  <Text size="sm" c="dimmed">
                    {formatInstant(line.at, timeZone)}
                  </Text>
                </Table.Td>
                <Table.Td ta="right">
                  <Button size="compact-sm" variant="default" onClick={() => onOpen(line.customerId)}>
                    Why
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <More query={query} />
    </Section>
  )
}

export function More({ query }: { query: MoreQuery }) {
  return query.hasNextPage ? (
    <Center p="md">
      <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        Show more
      </Button>
    </Center>
  ) : null
}
