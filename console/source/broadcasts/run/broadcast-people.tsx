/** A number of people of a broadcast, which leads to them. */
import type { OutcomeSearch } from '../../campaigns/outcome-table.tsx'
import { TextLink } from '../../ui/link.tsx'
import { formatCount } from '../../words/numbers.ts'

export function BroadcastPeople({ id, count, search }: { id: string; count: number; search: OutcomeSearch }) {
  return (
    <TextLink to="/reports/marketing-campaigns/$id/people" params={{ id }} search={search} inherit>
      {formatCount(count)}
    </TextLink>
  )
}
