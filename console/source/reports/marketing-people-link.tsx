/** A number of the report on all broadcasts, as the way to those whom it counts, in the same days and of the same channel. */
import { useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { TextLink } from '../ui/link.tsx'
import type { ReportSearch } from '../voucher-reports/report-search.ts'
import { formatCount } from '../words/numbers.ts'
import { type MarketingPeopleSearch, nameBroadcastFigure } from './marketing-people-search.ts'

interface MarketingPeopleLinkProps extends MarketingPeopleSearch {
  count: number
  /** Whose number it is, as it is read out. */
  whose?: string
  /** Colour alone would not tell it from the words around it. */
  isInText?: boolean
  /** What is shown in place of the number, as its share. */
  children?: ReactNode
}

export function MarketingPeopleLink({ count, whose, isInText = false, children, ...part }: MarketingPeopleLinkProps) {
  const { from, until, channel } = useSearch({ strict: false }) as ReportSearch
  if (count === 0) return children ?? '0'
  const asked = { ...(from && { from }), ...(until && { until }), ...(channel && { channel }) }
  return (
    <TextLink
      to="/reports/marketing-campaigns/people"
      search={{ ...asked, ...part }}
      inherit
      underline={isInText ? 'always' : 'hover'}
      aria-label={`${typeof children === 'string' ? children : formatCount(count)}: ${nameBroadcastFigure(part.figure)}${whose === undefined ? '' : `, ${whose}`}`}
    >
      {children ?? formatCount(count)}
    </TextLink>
  )
}
