/** The rows of the list with what each came to: counted page by page, once the rows are there. */
import { useQueries } from '@tanstack/react-query'
import { type BroadcastCounts, countsQuery, type ListedBroadcast } from './broadcast-queries.ts'
import { BroadcastTable } from './broadcast-table.tsx'
import { RowActions } from './row-actions.tsx'

/** As many as a page of the API has: what was counted is not counted again when more rows come. */
const countedAtOnce = 50

export function CountedBroadcasts({ broadcasts }: { broadcasts: ListedBroadcast[] }) {
  const pages = Array.from({ length: Math.ceil(broadcasts.length / countedAtOnce) }, (_, page) =>
    broadcasts.slice(page * countedAtOnce, (page + 1) * countedAtOnce),
  )
  const counts = useQueries({ queries: pages.map(countsQuery), combine: collect })
  return <BroadcastTable broadcasts={broadcasts} counts={counts} renderActions={renderActions} />
}

const renderActions = (broadcast: ListedBroadcast) => <RowActions broadcast={broadcast} />

function collect(results: { data?: BroadcastCounts[] | undefined }[]): ReadonlyMap<string, BroadcastCounts> {
  return new Map(results.flatMap(({ data }) => (data ?? []).map((one) => [one.id, one] as const)))
}
