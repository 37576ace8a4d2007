/** All broadcasts, newest first, with what is being sent and what waits to be finished. */
import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { CampaignListPage } from '../campaigns/campaign-list-page.tsx'
import { dropAbsent } from '../http/drop-absent.ts'
import { ButtonLink, TextLink } from '../ui/link.tsx'
import { broadcastStatuses } from '../words/broadcasts.ts'
import type { BroadcastFilter } from './broadcast-filter.ts'
import { broadcastListQuery } from './broadcast-queries.ts'
import { CountedBroadcasts } from './counted-broadcasts.tsx'

const route = getRouteApi('/configuration/marketing-campaign')

export function BroadcastListPage() {
  const filter = route.useSearch()
  const navigate = route.useNavigate()
  const query = useInfiniteQuery(broadcastListQuery(filter))
  return (
    <CampaignListPage
      title="Broadcasts"
      description="Every message to an audience: drafts, what is on its way, and what was sent."
      newLink={
        <ButtonLink to="/configuration/marketing-campaign/add/new" leftSection={<IconPlus size={16} aria-hidden />}>
          New broadcast
        </ButtonLink>
      }
      query={query}
      filter={filter}
      search="Search by name or id"
      statuses={broadcastStatuses}
      hasChannel
      onFilter={(part) => void navigate({ search: (before) => dropAbsent<BroadcastFilter>({ ...before, ...part }), replace: true })}
      noMatch={{
        words: 'No broadcast has this name or id, status and channel.',
        showAll: <TextLink to="/configuration/marketing-campaign">Show all broadcasts</TextLink>,
      }}
      noneYet={{
        title: 'No broadcast yet',
        words: 'Write a message, choose who gets it, and see who can be reached before anything leaves.',
      }}
    >
      {(rows) => <CountedBroadcasts broadcasts={rows} />}
    </CampaignListPage>
  )
}
