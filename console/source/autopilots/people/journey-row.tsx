/** One customer's journey as a row. */
import { Table, Text } from '@mantine/core'
import { CustomerName } from '../../customers/customer-names.tsx'
import { useTimeZone } from '../../store/store-settings.ts'
import { TextLink } from '../../ui/link.tsx'
import { Status } from '../../ui/status.tsx'
import { describeJourneyReason, describeWait, journeyOutcomes, journeyStatuses } from '../../words/autopilots.ts'
import { formatAgo, formatInstant } from '../../words/instants.ts'
import type { Journey } from '../autopilot-queries.ts'

export function JourneyRow({ journey, stepName }: { journey: Journey; stepName: (id: string) => string }) {
  const timeZone = useTimeZone()
  const { id, autopilotId, customerId, status, outcome, reason, step, waitingFor, waitingUntil, matchedAt, versionNumber } = journey
  const words = outcome === null ? journeyStatuses[status] : journeyOutcomes[outcome]
  return (
    <Table.Tr className="clickable-row">
      <Table.Td>
        <CustomerName id={customerId} />
      </Table.Td>
      <Table.Td>
        <Status {...words} />
        {reason === null ? null : (
          <Text size="xs" c="dimmed" pl={16}>
            {describeJourneyReason(reason)}
          </Text>
        )}
      </Table.Td>
      <Table.Td data-none={step === null || undefined}>
        <Text size="sm">{step === null ? '–' : stepName(step)}</Text>
        {waitingFor === null ? null : (
          <Text size="xs" c="dimmed">
            Waits {describeWait(waitingFor)}
            {waitingUntil === null ? '' : `, until ${formatInstant(waitingUntil, timeZone)}`}
          </Text>
        )}
      </Table.Td>
      <Table.Td visibleFrom="md" title={formatInstant(matchedAt, timeZone)}>
        <Text size="sm" c="dimmed">
          {formatAgo(matchedAt)}
        </Text>
        <Text size="xs" c="dimmed">
          Version {versionNumber}
        </Text>
      </Table.Td>
      <Table.Td ta="right">
        <TextLink
          to="/configuration/voucher-campaign/autopilot/$id/journeys/$journeyId"
          params={{ id: autopilotId, journeyId: id }}
          size="sm"
        >
          Story
        </TextLink>
      </Table.Td>
    </Table.Tr>
  )
}
