/** The segments that a customer is in, since when and why, and on demand why not in the others. */
import { Button, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { TextLink } from '../ui/link.tsx'
import { Section } from '../ui/page.tsx'
import { formatDay } from '../words/instants.ts'
import { type CustomerSegments, customerSegmentsQuery } from './customer-queries.ts'

type One = CustomerSegments['segments'][number]

export function SegmentSection({ id, timeZone }: { id: string; timeZone: string }) {
  const [showsAll, setShowsAll] = useState(false)
  // The section beside it says where they could not be loaded.
  const { data } = useQuery(customerSegmentsQuery(id))
  if (data === undefined || data.figures === null) return null
  const members = data.segments.filter(({ isMember }) => isMember)
  const others = data.segments.filter(({ isMember }) => !isMember)
  return (
    <Section
      title="Segments, and why"
      aside={
        <TextLink to="/customers/$id" params={{ id }} search={{ show: 'segments' }} size="sm">
          History
        </TextLink>
      }
    >
      <Stack gap="sm">
        {members.map((segment) => (
          <Segment key={segment.key} segment={segment} timeZone={timeZone} />
        ))}
        {showsAll ? (
          <>
            <Text size="xs" c="dimmed" fw={600}>
              Not in
            </Text>
            {others.map((segment) => (
              <Segment key={segment.key} segment={segment} timeZone={timeZone} />
            ))}
          </>
        ) : (
          <Button variant="subtle" size="compact-sm" color="gray" style={{ alignSelf: 'flex-start' }} onClick={() => setShowsAll(true)}>
            Why not in the other {others.length}?
          </Button>
        )}
      </Stack>
    </Section>
  )
}

function Segment({ segment: { key, name, why, since }, timeZone }: { segment: One; timeZone: string }) {
  return (
    <div>
      <TextLink to="/customers" search={{ segment: key }} size="sm" fw={500}>
        {name}
      </TextLink>
      {since === null ? null : (
        <Text span size="xs" c="dimmed">
          {' '}
          since {formatDay(since, timeZone)}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {why}
      </Text>
    </div>
  )
}
