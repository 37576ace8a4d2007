/** One import: its file on the way, its setting up, its run and what came of it, each when it is there. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Page } from '../ui/page.tsx'
import { importQuery } from './import-queries.ts'
import { RunPage } from './run/run-page.tsx'
import { SetupPage } from './setup/setup-page.tsx'

const route = getRouteApi('/imports/$id')

export function ImportPage() {
  const { id } = route.useParams()
  const { data: job, error, refetch } = useQuery(importQuery(id))
  if (job === undefined)
    return (
      <Page title="Import">
        <NotLoaded error={error} refetch={refetch} />
      </Page>
    )
  return job.status === 'uploading' ? <SetupPage key={id} job={job} /> : <RunPage key={id} job={job} />
}
