/** Where an audience is used: by campaigns, and by other audiences. */
import { List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { CampaignLink } from '../campaigns/campaign-link.tsx'
import { TextLink } from '../ui/link.tsx'
import { Section } from '../ui/page.tsx'
import { type AudienceUse, usesQuery } from './audience-queries.ts'

export function UseSection({ id }: { id: string }) {
  const uses = useQuery(usesQuery(id)).data?.data
  return (
    <Section title="Where it is used">
      {uses === undefined || uses.length === 0 ? (
        <Text size="sm" c="dimmed">
          {uses === undefined ? 'Looking…' : 'Nowhere yet.'}
        </Text>
      ) : (
        <UseList uses={uses} />
      )}
    </Section>
  )
}

export function UseList({ uses }: { uses: AudienceUse[] }) {
  return (
    <List size="sm">
      {uses.map((use) => (
        <List.Item key={`${use.kind} ${use.id}`}>
          <Use use={use} />
        </List.Item>
      ))}
    </List>
  )
}

function Use({ use: { kind, id, name, status, through } }: { use: AudienceUse }) {
  const note = [status, through === null ? null : `through ${through.name}`].filter((part) => part !== null).join(', ')
  return (
    <>
      {kind === 'audience' ? (
        <TextLink to="/audiences/$id" params={{ id }} size="sm">
          {name}
        </TextLink>
      ) : (
        <CampaignLink kind={kind} id={id} name={name} />
      )}
      {note === '' ? null : (
        <Text span size="xs" c="dimmed" ml={6}>
          {note}
        </Text>
      )}
    </>
  )
}
