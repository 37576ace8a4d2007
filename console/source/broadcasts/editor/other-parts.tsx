/** Parts of an audience that the chooser cannot make: named people, a rule, a segment as of a past day. They can be seen and taken out. */
import { Button, CloseButton, Code, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type AudiencePart, formatPart } from '../../audiences/audience-parts.ts'
import { checkQuery } from '../../audiences/audience-queries.ts'
import { useTimeZone } from '../../store/store-settings.ts'
import { formatInstant } from '../../words/instants.ts'
import { formatPeople } from '../../words/numbers.ts'

export type RulePart = Extract<AudiencePart, { kind: 'rule' }>

interface OtherPartsProps {
  parts: AudiencePart[]
  onChange: (parts: AudiencePart[]) => void
  onEdit: (part: RulePart) => void
}

export function OtherParts({ parts, onChange, onEdit }: OtherPartsProps) {
  const others = parts.filter((part) => part.kind !== 'everyone' && formatPart(part) === undefined)
  if (others.length === 0) return null
  return (
    <Stack gap={4}>
      {others.map((part) => (
        <Group key={JSON.stringify(part)} gap="xs" wrap="nowrap" align="flex-start">
          <CloseButton size="sm" aria-label="Take it out" onClick={() => onChange(parts.filter((other) => other !== part))} />
          <OtherPart part={part} />
          {part.kind === 'rule' ? (
            <Button size="compact-sm" fz="xs" variant="subtle" onClick={() => onEdit(part)}>
              Change
            </Button>
          ) : null}
        </Group>
      ))}
    </Stack>
  )
}

function OtherPart({ part }: { part: AudiencePart }) {
  const timeZone = useTimeZone()
  switch (part.kind) {
    case 'rule':
      return <RuleText part={part} />
    case 'customers':
      return <Text size="sm">{formatPeople(part.customerIds.length)} by name</Text>
    case 'segment':
      return (
        <Text size="sm">
          Segment {part.segment}
          {part.asOf === undefined ? '' : `, as it was ${formatInstant(part.asOf, timeZone)}`}
        </Text>
      )
    default:
      return null
  }
}

/** In words, once the server has said them; the text form until then. */
function RuleText({ part }: { part: RulePart }) {
  const { data } = useQuery(checkQuery({ rule: part.rule }))
  return data === undefined ? (
    <Text size="sm">A rule</Text>
  ) : (
    <Stack gap={2}>
      <Text size="sm">Who {data.words}</Text>
      <Code>{data.text}</Code>
    </Stack>
  )
}
