/** All autopilots: why each starts, and how many wait, are on their way, and have been. */
import { Table, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { CampaignListPage } from '../campaigns/campaign-list-page.tsx'
import { useRecordNames } from '../campaigns/record-names.ts'
import { dropAbsent } from '../http/drop-absent.ts'
import { listOf } from '../http/page.ts'
import { ButtonLink, TextLink } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'
import { autopilotStatuses, describeTrigger, type Names } from '../words/autopilots.ts'
import { formatCount } from '../words/numbers.ts'
import type { AutopilotFilter, AutopilotSearch } from './autopilot-filter.ts'
import { type Autopilot, autopilotsPath, countsQuery } from './autopilot-queries.ts'

const route = getRouteApi('/configuration/voucher-campaign/autopilot')

export function AutopilotListPage() {
  const filter = route.useSearch()
  const navigate = route.useNavigate()
  const query = useInfiniteQuery(listOf<Autopilot>(autopilotsPath, { ...filter }))
  return (
    <CampaignListPage
      title="Autopilots"
      description="Always on: each finds customers by a trigger and takes them on a journey of messages, vouchers and waits."
      newLink={
        <ButtonLink to="/configuration/voucher-campaign/autopilot/add/new" leftSection={<IconPlus size={16} aria-hidden />}>
          New autopilot
        </ButtonLink>
      }
      query={query}
      filter={filter}
      statuses={autopilotStatuses}
      onFilter={(part) => void navigate({ search: (before) => dropAbsent<AutopilotFilter>({ ...before, ...part }), replace: true })}
      noMatch={{
        words: 'No autopilot has this name and status.',
        showAll: <TextLink to="/configuration/voucher-campaign/autopilot">Show all autopilots</TextLink>,
      }}
      noneYet={{
        title: 'No autopilot yet',
        words: 'Begin with a template: win customers back, celebrate birthdays, bring about the second order.',
      }}
    >
      {(rows) => <AutopilotTable autopilots={rows} />}
    </CampaignListPage>
  )
}

function AutopilotTable({ autopilots }: { autopilots: Autopilot[] }) {
  const names = useRecordNames()
  return (
    <Table className="phone-rows">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w="40%">Name</Table.Th>
          <Table.Th>Status</Table.Th>
          <Table.Th ta="right" visibleFrom="sm">
            Waiting
          </Table.Th>
          <Table.Th ta="right">On the way</Table.Th>
          <Table.Th ta="right" visibleFrom="sm">
            Ended
          </Table.Th>
          <Table.Th ta="right" visibleFrom="md">
            Held out
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {autopilots.map((autopilot) => (
          <AutopilotRow key={autopilot.id} autopilot={autopilot} names={names} />
        ))}
      </Table.Tbody>
    </Table>
  )
}

function AutopilotRow({ autopilot: { id, name, status, definition }, names }: { autopilot: Autopilot; names: Names }) {
  const numbers = useQuery({ ...countsQuery(id), enabled: status !== 'draft' }).data
  const people = (count: number | undefined, search: AutopilotSearch, what: string) =>
    count === undefined ? (
      status === 'draft' ? (
        '–'
      ) : (
        '…'
      )
    ) : count === 0 ? (
      '0'
    ) : (
      <TextLink
        to="/configuration/voucher-campaign/autopilot/$id"
        params={{ id }}
        search={{ view: 'people', ...search }}
        size="sm"
        aria-label={`${formatCount(count)} ${what} in ${name}`}
      >
        {formatCount(count)}
      </TextLink>
    )
  return (
    <Table.Tr className="clickable-row">
      <Table.Td>
        <TextLink to="/configuration/voucher-campaign/autopilot/$id" params={{ id }} size="sm" fw={500} c="var(--mantine-color-text)">
          {name}
        </TextLink>
        <Text size="xs" c="dimmed">
          {describeTrigger(definition.trigger, names)}
        </Text>
      </Table.Td>
      <Table.Td>
        <Status {...autopilotStatuses[status]} />
      </Table.Td>
      <Table.Td ta="right" className="numbers" visibleFrom="sm">
        {people(numbers?.pending, { status: 'matched' }, 'wait to start')}
      </Table.Td>
      <Table.Td ta="right" className="numbers" data-label="On the way">
        {people(numbers?.running, { status: 'running' }, 'are on their way')}
      </Table.Td>
      <Table.Td ta="right" className="numbers" visibleFrom="sm">
        {people(numbers?.ended, { status: 'ended' }, 'have ended')}
      </Table.Td>
      <Table.Td ta="right" className="numbers" visibleFrom="md">
        {people(numbers?.heldOut, { outcome: 'holdout' }, 'are held out')}
      </Table.Td>
    </Table.Tr>
  )
}
