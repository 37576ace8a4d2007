/** What a customer has said about being written to, each statement with its evidence, newest first. */
import { Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { listOf } from '../http/page.ts'
import { CursorList } from '../ui/list.tsx'
import { Section } from '../ui/page.tsx'
import { channelLabels } from '../words/broadcasts.ts'
import { consentStatuses, describeSource } from '../words/consents.ts'
import { formatInstant } from '../words/instants.ts'
import { type ConsentEvent, consentsPath } from './customer-queries.ts'

const rowsAtOnce = 10

export function EvidenceSection({ id, timeZone }: { id: string; timeZone: string }) {
  const query = useInfiniteQuery(listOf<ConsentEvent>(consentsPath, { customer: id, limit: rowsAtOnce }))
  return (
    <Section title="Evidence of consent">
      <CursorList
        query={query}
        empty={
          <Text size="sm" c="dimmed">
            Nothing was said yet.
          </Text>
        }
      >
        {(rows) => (
          <Stack gap="xs" component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
            {rows.map((row) => (
              <Evidence key={row.id} row={row} timeZone={timeZone} />
            ))}
          </Stack>
        )}
      </CursorList>
    </Section>
  )
}

function Evidence({ row, timeZone }: { row: ConsentEvent; timeZone: string }) {
  const { channel, status, source, address, wordingVersion, isApplied, occurredAt, recordedBy } = row
  const details = [
    recordedBy === null ? null : `recorded by ${recordedBy.name ?? 'a former member'}`,
    address === null ? null : `for ${address}`,
    wordingVersion === null ? null : `wording “${wordingVersion}”`,
  ].filter((detail) => detail !== null)
  return (
    <li>
      <Text size="sm">
        {channelLabels[channel]}: {consentStatuses[status].label.toLowerCase()}
        {isApplied ? '' : ' (kept, but does not count)'}
      </Text>
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {formatInstant(occurredAt, timeZone)}, from {describeSource(source)}
        {details.length === 0 ? '' : `, ${details.join(', ')}`}
      </Text>
    </li>
  )
}
