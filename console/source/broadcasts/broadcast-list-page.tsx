/** All broadcasts, newest first, with what is being sent and what waits to be finished. */
import { Group, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { listOf } from '../http/page.ts'
import { Empty } from '../ui/empty.tsx'
import { ButtonLink, TextLink } from '../ui/link.tsx'
import { CursorList } from '../ui/list.tsx'
import { Page } from '../ui/page.tsx'
import { broadcastStatuses, channelLabels, isBroadcastStatus, isChannel } from '../words/broadcasts.ts'
import type { BroadcastFilter } from './broadcast-filter.ts'
import { type Broadcast, broadcastsPath } from './broadcast-queries.ts'
import { BroadcastTable } from './broadcast-table.tsx'
import { RowActions } from './row-actions.tsx'

const route = getRouteApi('/configuration/marketing-campaign')
const searchAfterMs = 250

export function BroadcastListPage() {
  const filter = route.useSearch()
  const navigate = route.useNavigate()
  const query = useInfiniteQuery(listOf<Broadcast>(broadcastsPath, { ...filter }))
  const [typed, setTyped] = useState(filter.q ?? '')
  const change = (part: { [Name in keyof BroadcastFilter]: BroadcastFilter[Name] | undefined }) =>
    void navigate({ search: (before) => dropAbsent({ ...before, ...part }), replace: true })
  const search = useDebouncedCallback((q: string) => change({ q: q === '' ? undefined : q }), searchAfterMs)
  const isFiltered = Object.keys(filter).length > 0
  const newLink = (
    <ButtonLink to="/configuration/marketing-campaign/add/new" leftSection={<IconPlus size={16} aria-hidden />}>
      New broadcast
    </ButtonLink>
  )
  return (
    <Page title="Broadcasts" description="Every message to an audience: drafts, what is on its way, and what was sent." actions={newLink}>
      <Group gap="xs">
        <TextInput
          aria-label="Search by name"
          placeholder="Search by name"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            search(event.currentTarget.value)
          }}
          flex="1 1 12rem"
        />
        <Select
          aria-label="Status"
          placeholder="Any status"
          clearable
          data={Object.entries(broadcastStatuses).map(([value, { label }]) => ({ value, label }))}
          value={filter.status ?? null}
          onChange={(status) => change({ status: isBroadcastStatus(status) ? status : undefined })}
          flex="1 1 9rem"
          maw={{ sm: 170 }}
        />
        <Select
          aria-label="Channel"
          placeholder="Any channel"
          clearable
          data={Object.entries(channelLabels).map(([value, label]) => ({ value, label }))}
          value={filter.channel ?? null}
          onChange={(channel) => change({ channel: isChannel(channel) ? channel : undefined })}
          flex="1 1 9rem"
          maw={{ sm: 170 }}
        />
      </Group>
      <section className="card card-flush" aria-label="Broadcasts">
        <CursorList
          query={query}
          empty={
            isFiltered ? (
              <Empty title="Nothing matches" action={<TextLink to="/configuration/marketing-campaign">Show all broadcasts</TextLink>}>
                No broadcast has this name, status and channel.
              </Empty>
            ) : (
              <Empty title="No broadcast yet" action={newLink}>
                Write a message, choose who gets it, and see who can be reached before anything leaves.
              </Empty>
            )
          }
        >
          {(rows) => <BroadcastTable broadcasts={rows} renderActions={(broadcast) => <RowActions broadcast={broadcast} />} />}
        </CursorList>
      </section>
    </Page>
  )
}

function dropAbsent(filter: { [Name in keyof BroadcastFilter]: BroadcastFilter[Name] | undefined }): BroadcastFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))
}
