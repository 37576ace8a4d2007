/** Everyone that one can write to by name: pinned and saved audiences, the nine segments, the groups of the store's admin. */
import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type Group, groupsPath } from '../groups/group-queries.ts'
import { GroupTable } from '../groups/group-table.tsx'
import { listOf } from '../http/page.ts'
import { Empty } from '../ui/empty.tsx'
import { ButtonLink, TextLink } from '../ui/link.tsx'
import { CursorList } from '../ui/list.tsx'
import { Page, Section } from '../ui/page.tsx'
import { PinnedAudiences } from './pinned-audiences.tsx'
import { SavedSection } from './saved-section.tsx'
import { SegmentSection } from './segment-section.tsx'

const shownGroups = 10

export function AudiencesPage() {
  return (
    <Page
      title="Audiences"
      description="Live rules over the store’s customers: who is in one is asked whenever it is used."
      actions={
        <ButtonLink to="/audiences/new" leftSection={<IconPlus size={16} aria-hidden />}>
          New audience
        </ButtonLink>
      }
    >
      <PinnedAudiences />
      <SavedSection />
      <SegmentSection />
      <GroupSection />
    </Page>
  )
}

function GroupSection() {
  const groups = useInfiniteQuery(listOf<Group>(groupsPath, { limit: shownGroups }))
  return (
    <Section
      title="Groups of the store"
      isFlush
      aside={
        <TextLink to="/groups" size="sm">
          All groups
        </TextLink>
      }
    >
      <CursorList
        query={{ ...groups, hasNextPage: false }}
        empty={<Empty title="No groups yet">They appear here once they are made in the store’s admin and synced.</Empty>}
      >
        {(rows) => <GroupTable groups={rows.slice(0, shownGroups)} />}
      </CursorList>
    </Section>
  )
}
