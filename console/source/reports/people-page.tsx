/** The people behind one number of a report. */
import { Group, Table, Text } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { listOf } from '../http/page.ts'
import { broadcastQuery, broadcastsPath } from '../broadcasts/broadcast-queries.ts'
import { CustomerName } from '../customers/customer-names.tsx'
import { useTimeZone } from '../store/store-settings.ts'
import { Empty } from '../ui/empty.tsx'
import { ButtonLink } from '../ui/link.tsx'
import { CursorList } from '../ui/list.tsx'
import { Page } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { formatInstant } from '../words/instants.ts'
import { describeReason, describeStatus } from '../words/outcomes.ts'
import { describePeople } from './people-filter.ts'
import { describeHours, pickHours } from './report-hours.ts'
import type { Delivery } from './report-queries.ts'

const route = getRouteApi('/reports/marketing-campaigns/$id/people')

export function PeoplePage() {
  const { id } = route.useParams()
  const filter = route.useSearch()
  const timeZone = useTimeZone()
  const name = useQuery(broadcastQuery(id)).data?.name ?? 'Broadcast'
  const query = useInfiniteQuery(
    listOf<Delivery>(`${broadcastsPath}/${id}/deliveries`, { ...filter, sent: filter.sent === true ? 'true' : undefined }),
  )
  return (
    <Page
      title={describePeople(filter)}
      description={[`People in “${name}”`, describeHours(filter)].filter((part) => part !== '').join(', ')}
      actions={
        <ButtonLink variant="default" to="/reports/marketing-campaigns/$id" params={{ id }} search={pickHours(filter)}>
          Back to the report
        </ButtonLink>
      }
    >
      <section className="card card-flush" aria-label="People">
        <CursorList query={query} empty={<Empty title="Nobody">There is nobody behind this number.</Empty>}>
          {(rows) => (
            <Table className="phone-rows">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Customer</Table.Th>
                  <Table.Th>Outcome</Table.Th>
                  <Table.Th visibleFrom="sm">Why</Table.Th>
                  <Table.Th visibleFrom="sm">Decided</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map((row) => (
                  <PersonRow key={row.customerId} row={row} timeZone={timeZone} />
                ))}
              </Table.Tbody>
            </Table>
          )}
        </CursorList>
      </section>
    </Page>
  )
}

function PersonRow({ row: { customerId, status, reason, claimedAt }, timeZone }: { row: Delivery; timeZone: string }) {
  return (
    <Table.Tr className="clickable-row">
      <Table.Td>
        <CustomerName id={customerId} />
      </Table.Td>
      <Table.Td>
        <Group gap="xs">
          <Status {...describeStatus(status)} />
        </Group>
        {reason === null ? null : (
          <Text size="xs" c="dimmed" hiddenFrom="sm">
            {describeReason(reason)}
          </Text>
        )}
      </Table.Td>
      <Table.Td visibleFrom="sm">{reason === null ? '' : describeReason(reason)}</Table.Td>
      <Table.Td visibleFrom="sm" c="dimmed">
        {formatInstant(claimedAt, timeZone)}
      </Table.Td>
    </Table.Tr>
  )
}
