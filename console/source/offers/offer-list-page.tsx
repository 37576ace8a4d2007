/** All offers: what each gives, and how far its budget is used. */
import { Group, Switch, Table, Text } from '@mantine/core'
import { IconPlus, IconTicket } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { dropAbsent, type FilterPart } from '../http/drop-absent.ts'
import { listOf } from '../http/page.ts'
import { useTimeZone } from '../store/store-settings.ts'
import { Empty } from '../ui/empty.tsx'
import { ButtonLink, TextLink } from '../ui/link.tsx'
import { CursorList } from '../ui/list.tsx'
import { Page } from '../ui/page.tsx'
import { SearchInput } from '../ui/search-input.tsx'
import { formatCount, formatMoney } from '../words/numbers.ts'
import { describeScope, describeTerms, describeValidity } from '../words/offers.ts'
import type { OfferFilter } from './offer-filter.ts'
import { type Offer, offersPath } from './offer-queries.ts'

const route = getRouteApi('/offers')

export function OfferListPage() {
  const { q, archived } = route.useSearch()
  const navigate = route.useNavigate()
  const query = useInfiniteQuery(listOf<Offer>(offersPath, { q, archived: archived === true ? 'true' : undefined }))
  const change = (part: FilterPart<OfferFilter>) =>
    void navigate({ search: (before) => dropAbsent<OfferFilter>({ ...before, ...part }), replace: true })
  const newLink = (
    <ButtonLink to="/offers/new" leftSection={<IconPlus size={16} aria-hidden />}>
      New offer
    </ButtonLink>
  )
  return (
    <Page
      title="Offers"
      description="What vouchers give: promotions, autopilots and you hand out vouchers of an offer."
      actions={
        <>
          <ButtonLink to="/vouchers" variant="default" leftSection={<IconTicket size={16} aria-hidden />}>
            Look up a voucher
          </ButtonLink>
          {newLink}
        </>
      }
    >
      <Group gap="md">
        <SearchInput label="Search offers" placeholder="Search by name" start={q} onSearch={(text) => change({ q: text })} />
        <Switch
          label="Archived ones"
          checked={archived === true}
          onChange={(event) => change({ archived: event.currentTarget.checked ? true : undefined })}
        />
      </Group>
      <section className="card card-flush" aria-label="Offers">
        <CursorList query={query} empty={<NoOffers isFiltered={q !== undefined} isArchived={archived === true} action={newLink} />}>
          {(offers) => <OfferTable offers={offers} />}
        </CursorList>
      </section>
    </Page>
  )
}

function NoOffers({ isFiltered, isArchived, action }: { isFiltered: boolean; isArchived: boolean; action: ReactNode }) {
  if (isFiltered) return <Empty title="No offer matches">Try a part of its name.</Empty>
  if (isArchived) return <Empty title="None is archived">Offers that you archive are kept here.</Empty>
  return (
    <Empty title="No offer yet" action={action}>
      Ten percent, five euros, free delivery: say once what is given and for how long, and give it in any campaign.
    </Empty>
  )
}

function OfferTable({ offers }: { offers: Offer[] }) {
  const timeZone = useTimeZone()
  return (
    <Table className="phone-rows">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w="30%">Offer</Table.Th>
          <Table.Th>Gives</Table.Th>
          <Table.Th visibleFrom="sm">Valid</Table.Th>
          <Table.Th visibleFrom="md">For</Table.Th>
          <Table.Th ta="right">Vouchers</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {offers.map((offer) => (
          <Table.Tr key={offer.id} className="clickable-row">
            <Table.Td>
              <TextLink to="/offers/$id" params={{ id: offer.id }} size="sm" fw={500} c="var(--mantine-color-text)">
                {offer.name}
              </TextLink>
            </Table.Td>
            <Table.Td>
              <Text size="sm">{describeTerms(offer)}</Text>
            </Table.Td>
            <Table.Td visibleFrom="sm">
              <Text size="sm" c="dimmed">
                {describeValidity(offer, timeZone)}
              </Text>
            </Table.Td>
            <Table.Td visibleFrom="md">
              <Text size="sm" c="dimmed">
                {describeScope(offer)}
              </Text>
            </Table.Td>
            <Table.Td ta="right" data-label="Vouchers">
              <TextLink
                to="/offers/$id"
                params={{ id: offer.id }}
                hash="vouchers"
                size="sm"
                className="numbers"
                aria-label={`Vouchers of ${offer.name}`}
              >
                {offer.budget === null ? 'See them' : formatCount(offer.budget.usedVouchers)}
              </TextLink>
              {offer.budget === null ? null : (
                <Text size="xs" c="dimmed" className="numbers">
                  {describeLimit(offer.budget)}
                </Text>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function describeLimit({ maxVouchers, maxMoney }: NonNullable<Offer['budget']>): string {
  if (maxVouchers !== null) return `of ${formatCount(maxVouchers)}`
  return maxMoney === null ? 'no limit' : `up to ${formatMoney(maxMoney)}`
}
