/** Parts of an audience that are there no more, or archived: what to do about each, in one click. */
import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { type AudiencePart, formatPart } from '../../audiences/audience-parts.ts'
import { TextLink } from '../../ui/link.tsx'
import type { Audience, Broadcast } from '../broadcast-queries.ts'

type Reference = Broadcast['references'][number]

interface GonePartsProps {
  audience: Audience
  references: Reference[]
  onChange: (audience: Audience) => void
}

export function GoneParts({ audience, references, onChange }: GonePartsProps) {
  const parts = [...audience.include, ...audience.exclude]
  // Whoever took one out waits for no answer to see it gone.
  const gone = references.filter((one) => one.state !== 'available' && parts.some((part) => names(part, one)))
  if (gone.length === 0) return null
  const takeOut = (reference: Reference) => {
    const keep = (part: AudiencePart) => !isWhole(part, reference)
    onChange({ include: audience.include.filter(keep), exclude: audience.exclude.filter(keep) })
  }
  return (
    <Alert color="orange" variant="outline" title="It cannot be sent as it is" role="alert">
      <Stack gap="xs">
        {gone.map((one) => (
          <Group key={one.id} gap="xs" justify="space-between">
            <Text size="sm">{describeGone(one)}</Text>
            <Group gap="xs">
              {one.state === 'archived' ? (
                <TextLink to="/audiences/$id" params={{ id: one.id }} size="sm">
                  Open it
                </TextLink>
              ) : null}
              {parts.some((part) => isWhole(part, one)) ? (
                <Button size="compact-sm" variant="default" onClick={() => takeOut(one)}>
                  Take it out
                </Button>
              ) : null}
            </Group>
          </Group>
        ))}
      </Stack>
    </Alert>
  )
}

function describeGone({ kind, id, name, state }: Reference): string {
  const what = `The ${kind} “${name ?? id}”`
  switch (state) {
    case 'archived':
      return `${what} is archived. Restore it, or take it out.`
    case 'deleted':
      return `${what} was deleted in the store’s admin. Take it out.`
    default:
      return `${what} does not exist. Take it out.`
  }
}

/** The part itself, or a rule that names it. */
function names(part: AudiencePart, reference: Reference): boolean {
  return isWhole(part, reference) || (part.kind === 'rule' && JSON.stringify(part.rule).includes(`"${reference.id}"`))
}

function isWhole(part: AudiencePart, { kind, id }: Reference): boolean {
  return formatPart(part) === `${kind}:${id}`
}
