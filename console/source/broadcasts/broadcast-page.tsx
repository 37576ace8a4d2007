/** One broadcast: an editor while it is a draft, its progress from then on. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Page } from '../ui/page.tsx'
import { broadcastQuery } from './broadcast-queries.ts'
import { DraftEditor } from './editor/draft-editor.tsx'
import { BroadcastRun } from './run/broadcast-run.tsx'

const route = getRouteApi('/configuration/marketing-campaign/$id')

export function BroadcastPage() {
  const { id } = route.useParams()
  const { data: broadcast, error, refetch } = useQuery(broadcastQuery(id))
  if (broadcast === undefined) {
    return (
      <Page title="Broadcast" heading={null}>
        <NotLoaded error={error} refetch={refetch} />
      </Page>
    )
  }
  return broadcast.status === 'draft' ? <DraftEditor key={id} broadcast={broadcast} /> : <BroadcastRun key={id} broadcast={broadcast} />
}
