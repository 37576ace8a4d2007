/** Who it is for: everyone, or saved audiences, segments, groups, RFM cells and rules; less some others; with how many that is. */
import { SegmentedControl, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { listOptions, type OptionGroup } from '../../audiences/audience-parts.ts'
import { offeredAudiencesQuery } from '../../audiences/audience-queries.ts'
import { segmentsQuery } from '../../audiences/segment-queries.ts'
import { offeredGroupsQuery } from '../../groups/group-queries.ts'
import { formatCount, formatPeople } from '../../words/numbers.ts'
import type { Audience, Broadcast, Preflight } from '../broadcast-queries.ts'
import { GoneParts } from './gone-parts.tsx'
import { PartsField } from './parts-field.tsx'

type Reach = Pick<Preflight['audience'], 'members' | 'reachable'>

interface AudienceFormProps {
  audience: Audience
  /** What the audience named when it was saved last. */
  references: Broadcast['references']
  preflight: { audience: Reach } | undefined
  onChange: (audience: Audience) => void
}

export function AudienceForm({ audience, references, preflight, onChange }: AudienceFormProps) {
  const options = useOptions()
  const isEveryone = audience.include.some((part) => part.kind === 'everyone')
  return (
    <Stack>
      <GoneParts audience={audience} references={references} onChange={onChange} />
      <SegmentedControl
        aria-label="Who gets it"
        value={isEveryone ? 'everyone' : 'some'}
        onChange={(kind) => onChange({ ...audience, include: kind === 'everyone' ? [{ kind: 'everyone' }] : [] })}
        data={[
          { value: 'some', label: 'Audiences' },
          { value: 'everyone', label: 'Everyone' },
        ]}
        maw={320}
      />
      {isEveryone ? null : (
        <PartsField
          label="Everyone in any of these"
          placeholder="Choose audiences, segments or groups"
          parts={audience.include}
          options={options}
          references={references}
          onChange={(include) => onChange({ ...audience, include })}
        />
      )}
      <PartsField
        label="But nobody in these"
        placeholder="Nobody is left out"
        parts={audience.exclude}
        options={options}
        references={references}
        onChange={(exclude) => onChange({ ...audience, exclude })}
      />
      <Text size="sm" c="dimmed" role="status">
        {preflight === undefined ? 'Counting…' : describeReach(preflight.audience)}
      </Text>
    </Stack>
  )
}

function useOptions(): OptionGroup[] {
  const segments = useQuery(segmentsQuery).data?.segments ?? []
  const audiences = useQuery(offeredAudiencesQuery).data?.data ?? []
  const groups = useQuery(offeredGroupsQuery).data?.data ?? []
  return listOptions({ segments, audiences, groups })
}

function describeReach({ members, reachable }: Reach): string {
  if (members === 0) return 'Nobody yet.'
  return `${formatPeople(members)} in the audience; ${formatCount(reachable)} can be reached.`
}
