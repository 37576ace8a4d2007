/** What we may send, channel by channel, and the evidence for it. */
import { Group, Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { listOf } from '../http/page.ts'
import { CursorList } from '../ui/list.tsx'
import { Section } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { channelLabels, type Channel } from '../words/broadcasts.ts'
import { formatInstant } from '../words/instants.ts'
import type { Tone } from '../words/outcomes.ts'
import type { ConsentEvent, Customer } from './customer-queries.ts'

type ConsentStatus = ConsentEvent['status']

const statuses: Record<ConsentStatus, { label: string; tone: Tone }> = {
  subscribed: { label: 'Subscribed', tone: 'good' },
  pending: { label: 'Asked, not confirmed', tone: 'warn' },
  never: { label: 'Never asked', tone: 'quiet' },
  unsubscribed: { label: 'Unsubscribed', tone: 'bad' },
}
const channels: Channel[] = ['email', 'sms', 'push']

export function ConsentSection({ customer: { id, consents }, timeZone }: { customer: Customer; timeZone: string }) {
  const query = useInfiniteQuery(listOf<ConsentEvent>('/api/v1/consents', { customer: id, limit: 10 }))
  return (
    <Section title="Consent">
      <Stack gap="xs">
        {channels.map((channel) => (
          <Group key={channel} justify="space-between">
            <Text size="sm">{channelLabels[channel]}</Text>
            <Status {...statuses[consents[channel]]} />
          </Group>
        ))}
      </Stack>
      <Text size="xs" c="dimmed" fw={600} mt="md" mb="xs">
        Evidence
      </Text>
      <CursorList
        query={query}
        empty={
          <Text size="sm" c="dimmed">
            Nothing was said yet.
          </Text>
        }
      >
        {(rows) => (
          <Stack gap="xs">
            {rows.map((row) => (
              <Evidence key={row.id} row={row} timeZone={timeZone} />
            ))}
          </Stack>
        )}
      </CursorList>
    </Section>
  )
}

function Evidence({
  row: { channel, status, source, address, wordingVersion, isApplied, occurredAt },
  timeZone,
}: {
  row: ConsentEvent
  timeZone: string
}) {
  const details = [address === null ? null : `for ${address}`, wordingVersion === null ? null : `wording ${wordingVersion}`].filter(
    (detail) => detail !== null,
  )
  return (
    <div>
      <Text size="sm">
        {channelLabels[channel]}: {statuses[status].label.toLowerCase()}
        {isApplied ? '' : ' (kept, but does not count)'}
      </Text>
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {formatInstant(occurredAt, timeZone)}, from {source.replaceAll('_', ' ')}
        {details.length === 0 ? '' : `, ${details.join(', ')}`}
      </Text>
    </div>
  )
}
