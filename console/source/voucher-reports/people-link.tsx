/** A number of a report that leads to the people behind it, with all that the report was asked for. */
import { useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { TextLink } from '../ui/link.tsx'
import { formatCount } from '../words/numbers.ts'
import { nameFigure, type PeopleSearch } from './people-search.ts'
import type { ReportSearch } from './report-search.ts'

interface PeopleLinkProps extends Pick<
  PeopleSearch,
  'figure' | 'of' | 'campaign' | 'channel' | 'segment' | 'code' | 'kind' | 'from' | 'until'
> {
  count: number
  /** Whose number it is: `Win-back`. */
  whose?: string
  /** Colour alone would not tell it from the words around it. */
  isInText?: boolean
  /** What is shown in place of the number, as the revenue of so many orders. */
  children?: ReactNode
}

export function PeopleLink({ count, whose, isInText = false, children, ...part }: PeopleLinkProps) {
  const asked = useSearch({ strict: false }) as ReportSearch
  if (count === 0) return children ?? '0'
  const search = askFor(asked, part)
  return (
    <TextLink
      to="/reports/voucher-campaigns/people"
      search={search}
      inherit
      underline={isInText ? 'always' : 'hover'}
      aria-label={`${typeof children === 'string' ? children : formatCount(count)}: ${nameFigure(part)}${whose === undefined ? '' : `, ${whose}`}`}
    >
      {children ?? formatCount(count)}
    </TextLink>
  )
}

/** With what the report was asked for, as far as the figure can be asked for it. */
function askFor(
  { by: _by, grossMarginPercent: _margin, kind, campaign, channel, segment, ...period }: ReportSearch,
  part: PeopleSearch,
): PeopleSearch {
  if (part.of === 'calls') return { ...period, ...(channel === undefined ? {} : { channel }), ...part }
  return {
    ...period,
    ...(campaign === undefined ? {} : { campaign }),
    // A campaign is of one kind.
    ...(kind === undefined || campaign !== undefined || part.campaign !== undefined ? {} : { kind }),
    ...(channel === undefined || part.of === 'drawn' ? {} : { channel }),
    ...(segment === undefined ? {} : { segment }),
    ...part,
  }
}
