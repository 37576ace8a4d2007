/** Customers: found by a part of their name, address or id, or by their segment, what they agreed to, the channel that reaches them, or their group. */
import { Alert, Button, Group } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { segmentsQuery } from '../audiences/segment-queries.ts'
import { offeredGroupsQuery } from '../groups/group-queries.ts'
import { dropAbsent, type FilterPart } from '../http/drop-absent.ts'
import { listOf } from '../http/page.ts'
import { useTimeZone } from '../store/store-settings.ts'
import { Empty } from '../ui/empty.tsx'
import { FilterSelect } from '../ui/filter-select.tsx'
import { ButtonLink, TextLink } from '../ui/link.tsx'
import { CursorList } from '../ui/list.tsx'
import { Page } from '../ui/page.tsx'
import { SearchInput } from '../ui/search-input.tsx'
import { formatDates, fromWallTime } from '../words/instants.ts'
import { consentChoices, type CustomerFilter, reachChoices } from './customer-filter.ts'
import { type Customer, customersPath } from './customer-queries.ts'
import { CustomerTable } from './customer-table.tsx'

const route = getRouteApi('/customers')

export function CustomerListPage() {
  const filter = route.useSearch()
  const navigate = route.useNavigate()
  const timeZone = useTimeZone()
  const segments = useQuery(segmentsQuery).data?.segments ?? []
  const segmentNames: Record<string, string> = Object.fromEntries(segments.map(({ key, name }) => [key, name]))
  const groups = useQuery(offeredGroupsQuery).data?.data ?? []
  const groupNames: Record<string, string> = Object.fromEntries(groups.map(({ id, name }) => [id, name]))
  const { since, ...asked } = filter
  const enteredSince = since === undefined || filter.segment === undefined ? undefined : fromWallTime(`${since}T00:00`, timeZone)
  const query = useInfiniteQuery(listOf<Customer>(customersPath, { ...asked, enteredSince }))
  const change = (part: FilterPart<CustomerFilter>) =>
    void navigate({ search: (before) => dropAbsent<CustomerFilter>({ ...before, ...part }), replace: true })
  return (
    <Page
      title="Customers"
      description="Everyone the store has told us about, the newest first."
      actions={
        <ButtonLink variant="default" to="/imports/new">
          Import customers
        </ButtonLink>
      }
    >
      <Group gap="xs" className="filters">
        <SearchInput label="Search customers" placeholder="Name, address or id" start={filter.q} onSearch={(q) => change({ q })} />
        <FilterSelect
          label="Segment"
          words={segmentNames}
          value={filter.segment}
          onChange={(segment) => change({ segment, since: undefined })}
        />
        <FilterSelect label="Consent" words={consentChoices} value={filter.consent} onChange={(consent) => change({ consent })} />
        <FilterSelect
          label="Reachable by"
          placeholder="Any reach"
          words={reachChoices}
          value={filter.reachable}
          onChange={(reachable) => change({ reachable })}
        />
        <FilterSelect label="Group" words={groupNames} value={filter.group} onChange={(group) => change({ group })} />
        <FilterSelect
          label="Orders"
          placeholder="Any orders"
          words={{ true: 'Has ordered', false: 'Never ordered' }}
          value={filter.ordered}
          onChange={(ordered) => change({ ordered })}
        />
      </Group>
      {since === undefined || filter.segment === undefined ? null : (
        <Alert variant="outline" p="xs">
          <Group justify="space-between">
            <span>
              Only those who have come into {segmentNames[filter.segment] ?? filter.segment} since {formatDates(since, since)}.
            </span>
            <Button variant="subtle" size="compact-sm" onClick={() => change({ since: undefined })}>
              Show all of the segment
            </Button>
          </Group>
        </Alert>
      )}
      <section className="card card-flush" aria-label="Customers">
        <CursorList query={query} empty={<NoCustomers isFiltered={Object.keys(filter).length > 0} />}>
          {(rows) => <CustomerTable customers={rows} segmentNames={segmentNames} />}
        </CursorList>
      </section>
    </Page>
  )
}

function NoCustomers({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <Empty title="Nobody matches" action={<TextLink to="/customers">Show all customers</TextLink>}>
      Try a part of the name or address, or fewer filters.
    </Empty>
  ) : (
    <Empty title="No customers yet" action={<ButtonLink to="/imports/new">Import customers</ButtonLink>}>
      Import a file, or send them to <a href="/docs">the API</a>.
    </Empty>
  )
}
