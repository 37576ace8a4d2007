/** A number of a broadcast, as the way to the people that it counts. */
import { TextLink } from '../ui/link.tsx'
import { formatCount } from '../words/numbers.ts'
import type { PeopleFilter } from './people-filter.ts'

interface BroadcastPeopleLinkProps {
  broadcast: { id: string; name: string }
  count: number
  /** What it counts, as it is read out. */
  what: string
  search: PeopleFilter
}

export function BroadcastPeopleLink({ broadcast: { id, name }, count, what, search }: BroadcastPeopleLinkProps) {
  return (
    <TextLink
      to="/reports/marketing-campaigns/$id/people"
      params={{ id }}
      search={search}
      size="sm"
      aria-label={`${what} of ${name}: ${count}`}
    >
      {formatCount(count)}
    </TextLink>
  )
}
