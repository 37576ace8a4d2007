/** All saved audiences, found by name, the archived ones apart. */
import { Group, Switch, Table, Text, VisuallyHidden } from '@mantine/core'
import { IconPinned } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { WriteButton } from '../broadcasts/write-button.tsx'
import { listOf } from '../http/page.ts'
import { Empty } from '../ui/empty.tsx'
import { ButtonLink, TextLink } from '../ui/link.tsx'
import { CursorList } from '../ui/list.tsx'
import { SearchInput } from '../ui/search-input.tsx'
import { Section } from '../ui/page.tsx'
import { formatAgo } from '../words/instants.ts'
import { formatCount } from '../words/numbers.ts'
import { audiencesPath, type SavedAudience } from './audience-queries.ts'

const route = getRouteApi('/audiences')

export function SavedSection() {
  const { q, archived } = route.useSearch()
  const navigate = route.useNavigate()
  const query = useInfiniteQuery(listOf<SavedAudience>(audiencesPath, { q, archived: archived === true ? 'true' : undefined }))
  return (
    <Section title="Saved audiences" isFlush>
      <Group gap="md" px="md" pb="sm">
        <SearchInput
          label="Search audiences"
          placeholder="Part of a name"
          start={q}
          onSearch={(q) => void navigate({ search: ({ q: _before, ...rest }) => (q === undefined ? rest : { ...rest, q }), replace: true })}
        />
        <Switch
          label="Archived ones"
          checked={archived === true}
          onChange={(event) => {
            const isOn = event.currentTarget.checked
            void navigate({
              search: ({ archived: _before, ...rest }) => (isOn ? { ...rest, archived: true as const } : rest),
              replace: true,
            })
          }}
        />
      </Group>
      <CursorList query={query} empty={<NoAudiences isFiltered={q !== undefined} isArchived={archived === true} />}>
        {(audiences) => <AudienceTable audiences={audiences} />}
      </CursorList>
    </Section>
  )
}

function NoAudiences({ isFiltered, isArchived }: { isFiltered: boolean; isArchived: boolean }) {
  if (isFiltered) return <Empty title="No audience matches">Try a part of its name.</Empty>
  if (isArchived) return <Empty title="None is archived">Audiences that you archive are kept here.</Empty>
  return (
    <Empty title="No audience yet" isInCard action={<ButtonLink to="/audiences/new">New audience</ButtonLink>}>
      Describe a group of customers once, and write to it whenever you like.
    </Empty>
  )
}

function AudienceTable({ audiences }: { audiences: SavedAudience[] }) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Audience</Table.Th>
          <Table.Th ta="right">People</Table.Th>
          <Table.Th visibleFrom="sm">Changed</Table.Th>
          <Table.Th w={90}>
            <VisuallyHidden>Actions</VisuallyHidden>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {audiences.map((audience) => (
          <AudienceRow key={audience.id} audience={audience} />
        ))}
      </Table.Tbody>
    </Table>
  )
}

function AudienceRow({ audience: { id, name, words, isPinned, isArchived, latest, updatedAt } }: { audience: SavedAudience }) {
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          <TextLink to="/audiences/$id" params={{ id }} size="sm" fw={500} c="var(--mantine-color-text)">
            {name}
          </TextLink>
          {isPinned ? <IconPinned size={14} color="var(--mantine-color-dimmed)" role="img" aria-label="Pinned" /> : null}
        </Group>
        <Text size="xs" c="dimmed" lineClamp={2}>
          Who {words}
        </Text>
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        <TextLink to="/audiences/$id" params={{ id }} hash="members" size="sm" aria-label={`The people of ${name}`}>
          {latest === null ? 'Show' : formatCount(latest.customers)}
        </TextLink>
      </Table.Td>
      <Table.Td visibleFrom="sm" c="dimmed">
        {formatAgo(updatedAt)}
      </Table.Td>
      <Table.Td ta="right">
        {isArchived ? null : <WriteButton size="compact-sm" name={name} part={{ kind: 'audience', audienceId: id }} />}
      </Table.Td>
    </Table.Tr>
  )
}
