/** People behind a figure, one row for each thing that it counts: who, what, of which campaign, when, and why. */
import { Table, Text } from '@mantine/core'
import type { z } from 'zod'
import type { reportedPersonSchema } from '../../../api/schemas/report-people.ts'
import { CampaignLink } from '../campaigns/campaign-link.tsx'
import { useTimeZone } from '../store/store-settings.ts'
import { TextLink } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'
import { channelLabels } from '../words/broadcasts.ts'
import { formatInstant } from '../words/instants.ts'
import { formatMoney } from '../words/numbers.ts'
import { voucherStatuses } from '../words/offers.ts'

export type ReportedPerson = z.output<typeof reportedPersonSchema>
type Person = ReportedPerson

/** `rate_limited` → `Rate limited`. */
export function nameCode(code: string): string {
  return code.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase())
}

export function PeopleTable({ people }: { people: Person[] }) {
  const timeZone = useTimeZone()
  return (
    <Table className="phone-rows">
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
            <Table.Td visibleFrom="sm">{person.campaign === null ? 'A test' : <CampaignLink {...person.campaign} />}</Table.Td>
            <Table.Td visibleFrom="xs">
              <Text size="sm" c="dimmed">
                {formatInstant(person.at, timeZone)}
              </Text>
            </Table.Td>
            <Table.Td ta="right">
              {person.campaign === null ? null : (
                <TextLink
                  to="/configuration/voucher-campaign/diagnostics"
                  search={{ campaign: person.campaign.id, customer: person.customer.id }}
                  size="sm"
                  aria-label={`Why: ${person.customer.name ?? person.customer.externalId ?? 'this customer'}`}
                >
                  Why
                </TextLink>
              )}
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

function What({ person: { voucher, order, channel, code } }: { person: Person }) {
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
      {code === null ? null : (
        <Text size="xs" c="dimmed">
          {nameCode(code)}
        </Text>
      )}
    </>
  )
}
