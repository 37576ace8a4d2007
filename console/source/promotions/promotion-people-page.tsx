/** Everyone in a promotion's audience: what happened to each on which channel, why, and their voucher. */
import { Group, Table, Text } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { CustomerName } from '../customers/customer-names.tsx'
import { dropAbsent, type FilterPart } from '../http/drop-absent.ts'
import { listOf } from '../http/page.ts'
import { Empty } from '../ui/empty.tsx'
import { FilterSelect } from '../ui/filter-select.tsx'
import { ButtonLink, TextLink } from '../ui/link.tsx'
import { CursorList } from '../ui/list.tsx'
import { Page } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { channelLabels } from '../words/broadcasts.ts'
import { formatCode, voucherStatuses } from '../words/offers.ts'
import { deliveryStatuses, describeReason, describeStatus } from '../words/outcomes.ts'
import { promotionOutcomes, type PromotionPeopleFilter } from './promotion-filter.ts'
import { promotionQuery, type PromotionRecipient, promotionsPath } from './promotion-queries.ts'

const route = getRouteApi('/configuration/voucher-campaign/promotion/$id/people')

export function PromotionPeoplePage() {
  const { id } = route.useParams()
  const filter = route.useSearch()
  const navigate = route.useNavigate()
  const name = useQuery(promotionQuery(id)).data?.name ?? 'Promotion'
  const query = useInfiniteQuery(listOf<PromotionRecipient>(`${promotionsPath}/${id}/recipients`, { ...filter }))
  const change = (part: FilterPart<PromotionPeopleFilter>) =>
    void navigate({ search: (before) => dropAbsent<PromotionPeopleFilter>({ ...before, ...part }), replace: true })
  return (
    <Page
      title={`People of ${name}`}
      description="Each with what happened on the last channel that was tried, and their voucher."
      actions={
        <ButtonLink variant="default" to="/configuration/voucher-campaign/promotion/$id" params={{ id }}>
          Back to the promotion
        </ButtonLink>
      }
    >
      <Group gap="xs">
        <FilterSelect
          label="Outcome"
          words={deliveryStatuses}
          value={filter.status}
          onChange={(status) => change({ status, reason: undefined })}
          flex="1 1 10rem"
          maw={{ sm: 200 }}
        />
        <FilterSelect
          label="Channel"
          words={channelLabels}
          value={filter.channel}
          onChange={(channel) => change({ channel })}
          flex="1 1 10rem"
          maw={{ sm: 200 }}
        />
        {filter.outcome === undefined && filter.attempt === undefined ? null : (
          <Text size="sm" c="dimmed">
            {describeAttempt(filter)}{' '}
            <TextLink
              to="/configuration/voucher-campaign/promotion/$id/people"
              params={{ id }}
              search={dropAbsent<PromotionPeopleFilter>({ ...filter, outcome: undefined, attempt: undefined })}
              size="sm"
            >
              any
            </TextLink>
          </Text>
        )}
        {filter.reason === undefined ? null : (
          <Text size="sm" c="dimmed">
            {describeReason(filter.reason)}{' '}
            <TextLink
              to="/configuration/voucher-campaign/promotion/$id/people"
              params={{ id }}
              search={dropAbsent<PromotionPeopleFilter>({ ...filter, reason: undefined })}
              size="sm"
            >
              any reason
            </TextLink>
          </Text>
        )}
      </Group>
      <section className="card card-flush" aria-label="People">
        <CursorList query={query} empty={<Empty title="Nobody">Nobody matches what you have chosen above.</Empty>}>
          {(people) => (
            <Table className="phone-rows">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Customer</Table.Th>
                  <Table.Th>Outcome</Table.Th>
                  <Table.Th visibleFrom="sm">Channels tried</Table.Th>
                  <Table.Th>Voucher</Table.Th>
                  <Table.Th aria-label="Why" />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {people.map((person) => (
                  <PersonRow key={person.customerId} promotionId={id} person={person} />
                ))}
              </Table.Tbody>
            </Table>
          )}
        </CursorList>
      </section>
    </Page>
  )
}

/** `Reached on this channel`, `Their reminder did not arrive`. */
function describeAttempt({ outcome, attempt }: PromotionPeopleFilter): string {
  const what = outcome === undefined ? 'Came to it' : promotionOutcomes[outcome]
  if (attempt === undefined) return what
  return `${what}, ${attempt === 'reminder' ? 'with the reminder' : 'whatever came after this channel'}`
}

function PersonRow({ promotionId, person }: { promotionId: string; person: PromotionRecipient }) {
  const { customerId, status, reason, attempts, voucher, reminder } = person
  const words = describeStatus(status)
  return (
    <Table.Tr className="clickable-row">
      <Table.Td>
        <CustomerName id={customerId} />
      </Table.Td>
      <Table.Td>
        <Status label={words.label} tone={words.tone} />
        {reason === null ? null : (
          <Text size="xs" c="dimmed" pl={16}>
            {describeReason(reason)}
          </Text>
        )}
      </Table.Td>
      <Table.Td visibleFrom="sm">
        {attempts.map((attempt) => (
          <Text key={attempt.channel} size="xs" c="dimmed">
            {channelLabels[attempt.channel]}: {describeStatus(attempt.status).label.toLowerCase()}
            {attempt.reason === null ? '' : ` (${describeReason(attempt.reason).toLowerCase()})`}
          </Text>
        ))}
        {reminder === null ? null : (
          <Text size="xs" c="dimmed">
            Reminder by {channelLabels[reminder.channel]}: {describeStatus(reminder.status).label.toLowerCase()}
          </Text>
        )}
      </Table.Td>
      <Table.Td data-none={voucher === null || undefined}>
        {voucher === null ? (
          '–'
        ) : (
          <>
            <TextLink to="/vouchers" search={{ code: voucher.code }} size="sm" ff="monospace" className="code">
              {formatCode(voucher.code)}
            </TextLink>
            <Text size="xs" c="dimmed">
              {voucherStatuses[voucher.status].label}
            </Text>
          </>
        )}
      </Table.Td>
      <Table.Td ta="right">
        <TextLink to="/configuration/voucher-campaign/diagnostics" search={{ campaign: promotionId, customer: customerId }} size="sm">
          Why
        </TextLink>
      </Table.Td>
    </Table.Tr>
  )
}
