/** All promotions, newest first: what each gives, whom it reached, and how many vouchers were used. */
import { Table, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { CampaignListPage } from '../campaigns/campaign-list-page.tsx'
import { dropAbsent } from '../http/drop-absent.ts'
import { listOf } from '../http/page.ts'
import { useTimeZone } from '../store/store-settings.ts'
import { ButtonLink, TextLink } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'
import { describeSchedule } from '../words/broadcasts.ts'
import { formatAgo } from '../words/instants.ts'
import { formatCount } from '../words/numbers.ts'
import { promotionStatuses } from '../words/promotions.ts'
import type { PromotionFilter } from './promotion-filter.ts'
import { type Promotion, promotionCountsQuery, promotionsPath } from './promotion-queries.ts'
import { PromotionRowActions } from './promotion-row-actions.tsx'

const route = getRouteApi('/configuration/voucher-campaign/promotion')

export function PromotionListPage() {
  const filter = route.useSearch()
  const navigate = route.useNavigate()
  const query = useInfiniteQuery(listOf<Promotion>(promotionsPath, { ...filter }))
  return (
    <CampaignListPage
      title="Promotions"
      description="A voucher for everyone in an audience, once, on the first channel that is open to each."
      newLink={
        <ButtonLink to="/configuration/voucher-campaign/promotion/add/new" leftSection={<IconPlus size={16} aria-hidden />}>
          New promotion
        </ButtonLink>
      }
      query={query}
      filter={filter}
      statuses={promotionStatuses}
      hasChannel
      onFilter={(part) => void navigate({ search: (before) => dropAbsent<PromotionFilter>({ ...before, ...part }), replace: true })}
      noMatch={{
        words: 'No promotion has this name, status and channel.',
        showAll: <TextLink to="/configuration/voucher-campaign/promotion">Show all promotions</TextLink>,
      }}
      noneYet={{
        title: 'No promotion yet',
        words: 'Choose an offer and an audience, and see who would get a voucher on which channel before anything leaves.',
      }}
    >
      {(rows) => <PromotionTable promotions={rows} />}
    </CampaignListPage>
  )
}

function PromotionTable({ promotions }: { promotions: Promotion[] }) {
  return (
    <Table className="phone-rows">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w="32%">Name</Table.Th>
          <Table.Th>Status</Table.Th>
          <Table.Th visibleFrom="sm">When</Table.Th>
          <Table.Th ta="right">Vouchers</Table.Th>
          <Table.Th ta="right" visibleFrom="sm">
            Redeemed
          </Table.Th>
          <Table.Th w={60} aria-label="Actions" />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {promotions.map((promotion) => (
          <PromotionRow key={promotion.id} promotion={promotion} />
        ))}
      </Table.Tbody>
    </Table>
  )
}

function PromotionRow({ promotion }: { promotion: Promotion }) {
  const { id, name, status, offerName, schedule, startedAt, updatedAt } = promotion
  const timeZone = useTimeZone()
  const counts = useQuery({ ...promotionCountsQuery(id), enabled: status !== 'draft' }).data
  const when =
    startedAt === null
      ? status === 'draft'
        ? `Changed ${formatAgo(updatedAt)}`
        : describeSchedule(schedule, timeZone)
      : formatAgo(startedAt)
  return (
    <Table.Tr className="clickable-row">
      <Table.Td>
        <TextLink to="/configuration/voucher-campaign/promotion/$id" params={{ id }} size="sm" fw={500} c="var(--mantine-color-text)">
          {name}
        </TextLink>
        <Text size="xs" c="dimmed">
          {offerName ?? 'No offer is chosen yet'}
        </Text>
      </Table.Td>
      <Table.Td>
        <Status {...promotionStatuses[status]} />
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Text size="sm" c="dimmed">
          {when}
        </Text>
      </Table.Td>
      <Table.Td ta="right" className="numbers" data-label="Vouchers">
        {counts === undefined || counts === null ? (
          '–'
        ) : counts.issued === 0 ? (
          '0'
        ) : (
          <TextLink
            to="/configuration/voucher-campaign/promotion/$id"
            params={{ id }}
            hash="vouchers"
            size="sm"
            aria-label={`${formatCount(counts.issued)} vouchers of ${name}`}
          >
            {formatCount(counts.issued)}
          </TextLink>
        )}
      </Table.Td>
      <Table.Td ta="right" className="numbers" visibleFrom="sm">
        {counts === undefined || counts === null ? (
          '–'
        ) : counts.redeemed === 0 ? (
          '0'
        ) : (
          <TextLink
            to="/configuration/voucher-campaign/promotion/$id"
            params={{ id }}
            search={{ vouchers: 'redeemed' }}
            hash="vouchers"
            size="sm"
            aria-label={`${formatCount(counts.redeemed)} redeemed of ${name}`}
          >
            {formatCount(counts.redeemed)}
          </TextLink>
        )}
      </Table.Td>
      <Table.Td>
        <PromotionRowActions promotion={promotion} />
      </Table.Td>
    </Table.Tr>
  )
}
