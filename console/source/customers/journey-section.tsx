/** The journeys of autopilots that a customer is on, with what each waits for, and was on. */
import { Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type Journey, journeysPath } from '../autopilots/autopilot-queries.ts'
import { listOf } from '../http/page.ts'
import { NoneYet } from '../ui/empty.tsx'
import { TextLink } from '../ui/link.tsx'
import { CursorList } from '../ui/list.tsx'
import { Section } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { describeJourneyReason, describeWait, journeyOutcomes, journeyStatuses } from '../words/autopilots.ts'
import { formatInstant } from '../words/instants.ts'

const rowsAtOnce = 10

export function JourneySection({ id, timeZone }: { id: string; timeZone: string }) {
  const query = useInfiniteQuery(listOf<Journey>(journeysPath, { customerId: id, limit: rowsAtOnce }))
  return (
    <Section title="Journeys" isFlush>
      <CursorList query={query} empty={<NoneYet>No autopilot has chosen this customer yet.</NoneYet>}>
        {(journeys) => (
          <Stack gap={0} component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
            {journeys.map((journey) => (
              <Row key={journey.id} journey={journey} timeZone={timeZone} />
            ))}
          </Stack>
        )}
      </CursorList>
    </Section>
  )
}

function Row({ journey, timeZone }: { journey: Journey; timeZone: string }) {
  const { id, autopilotId, autopilotName, status, outcome, reason, waitingFor, waitingUntil, matchedAt, endedAt } = journey
  const words = outcome === null ? journeyStatuses[status] : journeyOutcomes[outcome]
  return (
    <Stack component="li" gap={2} px="md" py="sm" style={{ borderTop: '1px solid var(--line)' }}>
      <Text size="sm" component="div">
        <TextLink
          to="/configuration/voucher-campaign/autopilot/$id/journeys/$journeyId"
          params={{ id: autopilotId, journeyId: id }}
          size="sm"
          fw={500}
        >
          {autopilotName}
        </TextLink>
      </Text>
      <Status label={`${words.label}${reason === null ? '' : `: ${describeJourneyReason(reason)}`}`} tone={words.tone} />
      <Text size="xs" c="dimmed" pl={16}>
        {waitingFor === null || outcome !== null
          ? ''
          : `Waits ${describeWait(waitingFor)}${waitingUntil === null ? '' : `, until ${formatInstant(waitingUntil, timeZone)}`} · `}
        chosen {formatInstant(matchedAt, timeZone)}
        {endedAt === null ? '' : `, ended ${formatInstant(endedAt, timeZone)}`}
      </Text>
    </Stack>
  )
}
