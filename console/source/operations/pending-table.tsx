/** Those who wait, as rows that can be chosen. */
import { Anchor, Checkbox, Group, Table, Text } from '@mantine/core'
import { CampaignLink } from '../campaigns/campaign-link.tsx'
import { useMayHere } from '../session/page-rights.tsx'
import { useTimeZone } from '../store/store-settings.ts'
import { TextLink } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'
import { formatAgo, formatInstant } from '../words/instants.ts'
import { formatPeople } from '../words/numbers.ts'
import type { Tone } from '../words/outcomes.ts'
import type { PendingTrigger } from './operation-queries.ts'
import { pendingStates, type PendingState } from './pending-filter.ts'

interface PendingTableProps {
  rows: PendingTrigger[]
  chosen: ReadonlySet<string>
  onChoose: (chosen: ReadonlySet<string>) => void
}

const tones: Record<PendingState, Tone> = { not_started: 'quiet', waiting: 'busy', acting: 'good', late: 'warn', stuck: 'bad' }

export function PendingTable({ rows, chosen, onChoose }: PendingTableProps) {
  const timeZone = useTimeZone()
  const mayHere = useMayHere()
  const choosable = rows.filter(({ actions }) => actions.length > 0)
  const isAll = choosable.length > 0 && choosable.every(({ id }) => chosen.has(id))
  const toggle = (id: string, isOn: boolean) => {
    const next = new Set(chosen)
    if (isOn) next.add(id)
    else next.delete(id)
    onChoose(next)
  }
  return (
    <Table className="phone-rows phone-rows-chosen">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={36}>
            <Checkbox
              size="xs"
              disabled={!mayHere}
              aria-label="Choose all that are shown"
              checked={isAll}
              indeterminate={!isAll && chosen.size > 0}
              onChange={(event) => onChoose(event.currentTarget.checked ? new Set(choosable.map(({ id }) => id)) : new Set())}
            />
          </Table.Th>
          <Table.Th>Who</Table.Th>
          <Table.Th visibleFrom="sm">Campaign</Table.Th>
          <Table.Th>Where it stands</Table.Th>
          <Table.Th visibleFrom="md">Since</Table.Th>
          <Table.Th visibleFrom="sm" aria-label="Links" />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={row.id} className="clickable-row">
            <Table.Td>
              {row.actions.length === 0 ? null : (
                <Checkbox
                  size="xs"
                  disabled={!mayHere}
                  aria-label={`Choose ${nameRow(row)}`}
                  checked={chosen.has(row.id)}
                  onChange={(event) => toggle(row.id, event.currentTarget.checked)}
                />
              )}
            </Table.Td>
            <Table.Td>
              <Who row={row} />
            </Table.Td>
            <Table.Td visibleFrom="sm">
              <CampaignLink {...row.campaign} />
            </Table.Td>
            <Table.Td>
              <Status label={pendingStates[row.state]} tone={tones[row.state]} />
              <Text size="xs" c="dimmed">
                {describeRow(row, timeZone)}
              </Text>
              {row.stuck === null ? null : (
                <Text size="xs" c="error">
                  {row.stuck.message}.
                </Text>
              )}
            </Table.Td>
            <Table.Td visibleFrom="md" title={formatInstant(row.since, timeZone)}>
              <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
                {formatAgo(row.since)}
              </Text>
            </Table.Td>
            <Table.Td visibleFrom="sm" ta="right">
              <Links row={row} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

/** With the store's own clock; what has no wait of its own reads as the API says it. */
function describeRow({ state, sentence, since, waitingForWords, waitingUntil }: PendingTrigger, timeZone: string): string {
  if (waitingForWords === null || waitingUntil === null)
    return state === 'acting' ? `At work since ${formatInstant(since, timeZone)}` : sentence
  return `For ${waitingForWords}, until ${formatInstant(waitingUntil, timeZone)}`
}

function nameRow({ customer, pages, campaign }: PendingTrigger): string {
  return customer?.name ?? customer?.externalId ?? (pages === null ? campaign.name : `the pages of ${campaign.name}`)
}

function Who({ row }: { row: PendingTrigger }) {
  const { customer, pages, campaign } = row
  if (customer !== null)
    return (
      <TextLink to="/customers/$id" params={{ id: customer.id }} size="sm" fw={500} c="var(--mantine-color-text)">
        {customer.name ?? customer.externalId ?? 'Erased customer'}
      </TextLink>
    )
  return (
    <TextLink to="/configuration/voucher-campaign/promotion/$id/people" params={{ id: campaign.id }} size="sm">
      {formatPeople(pages?.customers ?? 0)}
    </TextLink>
  )
}

function Links({ row: { id, campaign, customer, temporalUrl } }: { row: PendingTrigger }) {
  return (
    <Group gap="sm" wrap="nowrap" justify="flex-end">
      {campaign.kind === 'autopilot' && customer !== null ? (
        <TextLink
          to="/configuration/voucher-campaign/autopilot/$id/journeys/$journeyId"
          params={{ id: campaign.id, journeyId: id }}
          size="sm"
        >
          Story
        </TextLink>
      ) : null}
      {temporalUrl === null ? null : (
        <Anchor href={temporalUrl} target="_blank" rel="noreferrer" size="sm" title="The run in the Temporal UI">
          Run
        </Anchor>
      )}
    </Group>
  )
}
