/** The page of all campaigns of a kind: found by name, status and channel, with the way to a new one. */
import { Group } from '@mantine/core'
import type { ComponentProps, ReactNode } from 'react'
import { Empty } from '../ui/empty.tsx'
import { FilterSelect } from '../ui/filter-select.tsx'
import { CursorList } from '../ui/list.tsx'
import { Page } from '../ui/page.tsx'
import { SearchInput } from '../ui/search-input.tsx'
import { type Channel, channelLabels } from '../words/broadcasts.ts'

interface Filter<Status> {
  q?: string | undefined
  status?: Status | undefined
  channel?: Channel | undefined
}

interface CampaignListPageProps<Row, Status extends string> {
  /** `Promotions`. */
  title: string
  description: string
  newLink: ReactNode
  query: ComponentProps<typeof CursorList<Row>>['query']
  filter: Filter<Status>
  /** What the search looks at. */
  search?: string
  statuses: Record<Status, { label: string }>
  /** Not every kind has one. */
  hasChannel?: boolean
  onFilter: (part: Filter<Status>) => void
  /** Where none matches: what was looked for, and the way to all of them. */
  noMatch: { words: string; showAll: ReactNode }
  /** Where there is none yet: that it is so, and what one is for. */
  noneYet: { title: string; words: string }
  children: (rows: Row[]) => ReactNode
}

export function CampaignListPage<Row, Status extends string>({
  title,
  description,
  newLink,
  query,
  filter,
  search = 'Search by name',
  statuses,
  hasChannel = false,
  onFilter,
  noMatch,
  noneYet,
  children,
}: CampaignListPageProps<Row, Status>) {
  const isFiltered = Object.keys(filter).length > 0
  return (
    <Page title={title} description={description} actions={newLink}>
      <Group gap="xs">
        <SearchInput label={search} placeholder={search} start={filter.q} onSearch={(q) => onFilter({ q })} />
        <FilterSelect label="Status" words={statuses} value={filter.status} onChange={(status) => onFilter({ status })} />
        {hasChannel ? (
          <FilterSelect label="Channel" words={channelLabels} value={filter.channel} onChange={(channel) => onFilter({ channel })} />
        ) : null}
      </Group>
      <section className="card card-flush" aria-label={title}>
        <CursorList
          query={query}
          empty={
            isFiltered ? (
              <Empty title="Nothing matches" action={noMatch.showAll}>
                {noMatch.words}
              </Empty>
            ) : (
              <Empty title={noneYet.title} action={newLink}>
                {noneYet.words}
              </Empty>
            )
          }
        >
          {children}
        </CursorList>
      </section>
    </Page>
  )
}
