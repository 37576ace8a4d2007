/** What leaves at this moment, waits for its time, or was paused, and what failed; nothing is said where there is nothing. */
import { useQuery } from '@tanstack/react-query'
import { readPage } from '../http/page.ts'
import { type Broadcast, broadcastsPath } from '../broadcasts/broadcast-queries.ts'
import { BroadcastTable } from '../broadcasts/broadcast-table.tsx'
import { Section } from '../ui/page.tsx'

const statuses = ['sending', 'paused', 'scheduled', 'failed'] as const
const refreshEveryMs = 5_000
const rowsEach = 10

export function RunningSection() {
  const { data = [] } = useQuery({
    queryKey: [broadcastsPath, 'list', 'running'],
    async queryFn({ signal }) {
      const pages = await Promise.all(statuses.map((status) => readPage<Broadcast>(broadcastsPath, { status, limit: rowsEach }, signal)))
      return pages.flatMap((page) => page.data)
    },
    refetchInterval: refreshEveryMs,
  })
  if (data.length === 0) return null
  return (
    <Section title="Running, waiting, failed" isFlush>
      <BroadcastTable broadcasts={data} />
    </Section>
  )
}
