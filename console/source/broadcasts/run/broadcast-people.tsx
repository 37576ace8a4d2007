/** A number of people of a broadcast, which leads to them. */
import type { PeopleFilter } from '../../reports/people-filter.ts'
import { TextLink } from '../../ui/link.tsx'
import { formatCount } from '../../words/numbers.ts'

export function BroadcastPeople({ id, count, search }: { id: string; count: number; search: PeopleFilter }) {
  return (
    <TextLink to="/reports/marketing-campaigns/$id/people" params={{ id }} search={search} inherit>
      {formatCount(count)}
    </TextLink>
  )
}
