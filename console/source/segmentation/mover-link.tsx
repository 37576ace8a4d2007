/** A number of the segmentation report, which leads to its people. */
import { TextLink } from '../ui/link.tsx'
import { formatCount } from '../words/numbers.ts'
import type { MoverSearch } from './period.ts'

interface MoverLinkProps {
  count: number
  label: string
  search: MoverSearch
  /** On a coloured ground the colour of a link is hard to read. */
  isOnColour?: boolean
}

export function MoverLink({ count, label, search, isOnColour = false }: MoverLinkProps) {
  if (count === 0) return 0
  return (
    <TextLink
      to="/reports/segmentation-dashboard/people"
      search={search}
      size="sm"
      {...(isOnColour ? { c: 'var(--mantine-color-text)' } : {})}
      aria-label={`${label}: ${formatCount(count)}`}
    >
      {formatCount(count)}
    </TextLink>
  )
}
