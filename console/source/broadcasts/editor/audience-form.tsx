/** Who it is for: everyone or some segments, less some others, with how many that is. */
import { MultiSelect, SegmentedControl, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type SegmentKey, segmentsQuery } from '../../audiences/segment-queries.ts'
import { formatCount, formatPeople } from '../../words/numbers.ts'
import type { Audience, Preflight } from '../broadcast-queries.ts'

type Part = Audience['include'][number]

interface AudienceFormProps {
  audience: Audience
  preflight: Preflight | undefined
  onChange: (audience: Audience) => void
}

export function AudienceForm({ audience, preflight, onChange }: AudienceFormProps) {
  const segments = useQuery(segmentsQuery).data?.segments ?? []
  const options = segments.map(({ key, name, customers }) => ({ value: key, label: `${name} · ${formatCount(customers)}` }))
  const isEveryone = audience.include.some((part) => part.kind === 'everyone')
  const named = audience.include.reduce((sum, part) => sum + (part.kind === 'customers' ? part.customerIds.length : 0), 0)
  return (
    <Stack>
      <SegmentedControl
        aria-label="Who gets it"
        value={isEveryone ? 'everyone' : 'segments'}
        onChange={(kind) => onChange({ ...audience, include: kind === 'everyone' ? [{ kind: 'everyone' }] : [] })}
        data={[
          { value: 'segments', label: 'Segments' },
          { value: 'everyone', label: 'Everyone' },
        ]}
        maw={320}
      />
      {isEveryone ? null : (
        <MultiSelect
          label="Everyone in any of these"
          placeholder={audience.include.length === 0 ? 'Choose segments' : ''}
          data={options}
          value={listSegments(audience.include)}
          onChange={(keys) => onChange({ ...audience, include: replaceSegments(audience.include, keys) })}
          searchable
          hidePickedOptions
          clearButtonProps={{ 'aria-label': 'Clear' }}
        />
      )}
      {named === 0 ? null : <Text size="sm">And {formatPeople(named)} by name.</Text>}
      <MultiSelect
        label="But nobody in these"
        placeholder={audience.exclude.length === 0 ? 'Nobody is left out' : ''}
        data={options}
        value={listSegments(audience.exclude)}
        onChange={(keys) => onChange({ ...audience, exclude: replaceSegments(audience.exclude, keys) })}
        searchable
        hidePickedOptions
      />
      <Text size="sm" c="dimmed" role="status">
        {preflight === undefined ? 'Counting…' : describeReach(preflight.audience)}
      </Text>
    </Stack>
  )
}

function describeReach({ members, reachable }: Preflight['audience']): string {
  if (members === 0) return 'Nobody yet.'
  return `${formatPeople(members)} in the audience; ${formatCount(reachable)} can be reached.`
}

function listSegments(parts: Part[]): string[] {
  return parts.flatMap((part) => (part.kind === 'segment' ? [part.segment] : []))
}

/** Parts of other kinds, and segments as of a past day, stay as they are. */
function replaceSegments(parts: Part[], keys: string[]): Part[] {
  const others = parts.filter((part) => part.kind === 'customers')
  const chosen = keys.map(
    (key) =>
      parts.find((part) => part.kind === 'segment' && part.segment === key) ?? { kind: 'segment' as const, segment: key as SegmentKey },
  )
  return [...chosen, ...others]
}
