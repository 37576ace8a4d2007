/** A number of people of a promotion, which leads to them. */
import { TextLink } from '../../ui/link.tsx'
import { formatCount } from '../../words/numbers.ts'
import type { PromotionPeopleFilter } from '../promotion-filter.ts'

interface PromotionPeopleProps {
  id: string
  count: number
  search: PromotionPeopleFilter
  /** What it counts, where that is not said beside it. */
  what?: string
}

export function PromotionPeople({ id, count, search, what }: PromotionPeopleProps) {
  if (count === 0) return '0'
  return (
    <TextLink
      to="/configuration/voucher-campaign/promotion/$id/people"
      params={{ id }}
      search={search}
      inherit
      aria-label={what === undefined ? undefined : `${formatCount(count)} ${what}`}
    >
      {formatCount(count)}
    </TextLink>
  )
}
