/** A number of a report that leads to the people behind it, with all that the report was asked for. */
import { useSearch } from '@tanstack/react-router'
import { TextLink } from '../ui/link.tsx'
import { formatCount } from '../words/numbers.ts'
import { nameFigure, type PeopleSearch } from './people-search.ts'
import type { ReportSearch } from './report-search.ts'

interface PeopleLinkProps extends Pick<PeopleSearch, 'figure' | 'of' | 'campaign' | 'channel' | 'segment'> {
  count: number
  /** Whose number it is: `Win-back`. */
  whose?: string
  /** Colour alone would not tell it from the words around it. */
  isInText?: boolean
}

export function PeopleLink({ count, whose, isInText = false, ...part }: PeopleLinkProps) {
  const { by: _by, grossMarginPercent: _margin, ...asked } = useSearch({ strict: false }) as ReportSearch
  if (count === 0) return '0'
  // A campaign is of one kind.
  const { kind, ...rest } = asked
  const search: PeopleSearch = { ...rest, ...(kind === undefined || part.campaign !== undefined ? {} : { kind }), ...part }
  return (
    <TextLink
      to="/reports/voucher-campaigns/people"
      search={search}
      inherit
      underline={isInText ? 'always' : 'hover'}
      aria-label={`${formatCount(count)}: ${nameFigure(part)}${whose === undefined ? '' : `, ${whose}`}`}
    >
      {formatCount(count)}
    </TextLink>
  )
}
