/** The people behind a figure of a report, one row for each thing that it counts. */
import { Table, Text } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { z } from 'zod'
import type { reportedPersonSchema } from '../../../api/schemas/report-people.ts'
import { CampaignLink } from '../campaigns/campaign-link.tsx'
import { dropAbsent } from '../http/drop-absent.ts'
import { listOf } from '../http/page.ts'
import { useTimeZone } from '../store/store-settings.ts'
import { Empty } from '../ui/empty.tsx'
import { ButtonLink, TextLink } from '../ui/link.tsx'
import { CursorList } from '../ui/list.tsx'
import { Page } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { nameSegment } from '../words/autopilots.ts'
import { channelLabels } from '../words/broadcasts.ts'
import { formatDates, formatInstant } from '../words/instants.ts'
import { formatMoney } from '../words/numbers.ts'
import { voucherStatuses } from '../words/offers.ts'
import { nameFigure, type PeopleSearch } from './people-search.ts'
import { reportPath, voucherReportQuery } from './report-queries.ts'
import type { ReportSearch } from './report-search.ts'

type Person = z.output<typeof reportedPersonSchema>

const route = getRouteApi('/reports/voucher-campaigns/people')

export function ReportPeoplePage() {
  const search = route.useSearch()
  const { of, figure: _figure, ...asked } = search
  const query = useInfiniteQuery(listOf<Person>(`${reportPath}/people`, { ...search }))
  const { channel, segment, ...rest } = asked
  const back: ReportSearch = {
    ...rest,
    ...(channel === undefined || channel === 'none' ? {} : { channel }),
    ...(segment === undefined || segment === 'none' ? {} : { segment }),
  }
  return (
    <Page
      title={nameFigure(search)}
      description={<Asked search={search} />}
      actions={
        <ButtonLink
          variant="default"
          to={of === 'issued' ? '/reports/voucher-campaigns/customer-engagement' : '/reports/voucher-campaigns/overview'}
          search={back}
        >
          Back to the report
        </ButtonLink>
      }
    >
      <section className="card card-flush" aria-label="People">
        <CursorList query={query} empty={<Empty title="Nobody">Nothing of this kind was counted in these days.</Empty>}>
          {(people) => <PeopleTable people={people} />}
        </CursorList>
      </section>
    </Page>
  )
}

/** What the figure is of: its days, and what it was narrowed down to. */
function Asked({ search: { from, until, campaign, kind, channel, segment } }: { search: PeopleSearch }) {
  // The report knows its days where the address says none, and the campaign's name.
  const report = useQuery(voucherReportQuery('overview', dropAbsent<ReportSearch>({ from, until, campaign }))).data
  const parts = [
    report === undefined ? '' : formatDates(report.from, report.until),
    campaign === undefined
      ? kind === undefined
        ? ''
        : kind === 'autopilot'
          ? 'autopilots'
          : 'promotions'
      : (report?.byCampaign.find((one) => one.campaign.id === campaign)?.campaign.name ?? ''),
    channel === undefined ? '' : channel === 'none' ? 'no message arrived' : channelLabels[channel],
    segment === undefined ? '' : segment === 'none' ? 'in no segment' : nameSegment(segment),
  ].filter((part) => part !== '')
  return parts.join(' · ')
}

function PeopleTable({ people }: { people: Person[] }) {
  const timeZone = useTimeZone()
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Customer</Table.Th>
          <Table.Th>What</Table.Th>
          <Table.Th visibleFrom="sm">Campaign</Table.Th>
          <Table.Th visibleFrom="xs">When</Table.Th>
          <Table.Th aria-label="Why" />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {people.map((person, index) => (
          <Table.Tr key={`${person.at} ${person.customer.id} ${index}`} className="clickable-row">
            <Table.Td>
              <Customer customer={person.customer} />
            </Table.Td>
            <Table.Td>
              <What person={person} />
            </Table.Td>
            <Table.Td visibleFrom="sm">
              <CampaignLink {...person.campaign} />
            </Table.Td>
            <Table.Td visibleFrom="xs">
              <Text size="sm" c="dimmed">
                {formatInstant(person.at, timeZone)}
              </Text>
            </Table.Td>
            <Table.Td ta="right">
              <TextLink
                to="/configuration/voucher-campaign/diagnostics"
                search={{ campaign: person.campaign.id, customer: person.customer.id }}
                size="sm"
                aria-label={`Why: ${person.customer.name ?? person.customer.externalId ?? 'this customer'}`}
              >
                Why
              </TextLink>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function Customer({ customer: { id, externalId, name } }: Pick<Person, 'customer'>) {
  if (externalId === null)
    return (
      <Text size="sm" c="dimmed">
        Erased customer
      </Text>
    )
  return (
    <TextLink to="/customers/$id" params={{ id }} size="sm" fw={500} c="var(--mantine-color-text)">
      {name ?? externalId}
    </TextLink>
  )
}

function What({ person: { voucher, order, channel } }: { person: Person }) {
  return (
    <>
      {order === null ? null : (
        <Text size="sm">
          {formatMoney(order.net)}{' '}
          <Text span size="xs" c="dimmed">
            {order.externalId}
          </Text>
        </Text>
      )}
      {voucher === null ? null : (
        <>
          <TextLink to="/vouchers" search={{ code: voucher.id }} size="sm">
            {voucher.offerName}
          </TextLink>
          <div>
            <Status label={voucherStatuses[voucher.status].label} tone={voucherStatuses[voucher.status].tone} />
          </div>
        </>
      )}
      {voucher === null && channel !== null ? <Text size="sm">{channelLabels[channel]}</Text> : null}
    </>
  )
}
