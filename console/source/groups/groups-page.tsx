/** The groups that are kept in the store's admin: their state here, and syncing them. */
import { Button, Group, Switch } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useAction } from '../session/use-action.ts'
import { listOf } from '../http/page.ts'
import { Empty } from '../ui/empty.tsx'
import { CursorList } from '../ui/list.tsx'
import { SearchInput } from '../ui/search-input.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { type Group as StoreGroup, groupsPath, isSyncing, latestSyncQuery, startSync } from './group-queries.ts'
import { GroupTable } from './group-table.tsx'
import { SyncSection } from './sync-section.tsx'

const route = getRouteApi('/groups')

export function GroupsPage() {
  const { q, deleted } = route.useSearch()
  const navigate = route.useNavigate()
  const cache = useQueryClient()
  const sync = useQuery(latestSyncQuery).data
  const starting = useAction('groups:write', {
    mutationFn: startSync,
    onSuccess: () => cache.invalidateQueries({ queryKey: latestSyncQuery.queryKey }),
  })
  const query = useInfiniteQuery(listOf<StoreGroup>(groupsPath, { q, deleted: deleted === true ? 'true' : undefined }))

  return (
    <Page
      title="Groups"
      description="Kept in the store’s admin, and synced in: as soon as one changes there, and every midnight of the store."
      actions={
        <Button
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={starting.isPending || isSyncing(sync)}
          disabled={sync?.isConfigured !== true}
          onClick={() => starting.mutate()}
        >
          Sync now
        </Button>
      }
    >
      {starting.isError ? <ProblemAlert error={starting.error} title="The sync could not be started" /> : null}
      {sync === undefined ? null : <SyncSection sync={sync} started={starting.data} />}
      <Group gap="md">
        <SearchInput
          label="Search groups"
          placeholder="Name of a group"
          start={q}
          onSearch={(q) => void navigate({ search: ({ q: _before, ...rest }) => (q === undefined ? rest : { ...rest, q }), replace: true })}
        />
        <Switch
          label="Deleted ones"
          checked={deleted === true}
          onChange={(event) => {
            const isOn = event.currentTarget.checked
            void navigate({ search: ({ deleted: _before, ...rest }) => (isOn ? { ...rest, deleted: true as const } : rest), replace: true })
          }}
        />
      </Group>
      <section className="card card-flush" aria-label="Groups">
        <CursorList query={query} empty={<NoGroups isFiltered={q !== undefined} isDeleted={deleted === true} />}>
          {(groups) => <GroupTable groups={groups} />}
        </CursorList>
      </section>
    </Page>
  )
}

function NoGroups({ isFiltered, isDeleted }: { isFiltered: boolean; isDeleted: boolean }) {
  if (isFiltered) return <Empty title="No group matches">Try a part of its name.</Empty>
  if (isDeleted) return <Empty title="None was deleted">Groups that are deleted in the admin are shown here.</Empty>
  return <Empty title="No groups yet">They appear here once they are made in the store’s admin and synced.</Empty>
}
