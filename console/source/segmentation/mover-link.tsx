/** A number of the segmentation report, which leads to its people. */
import { TextLink } from '../ui/link.tsx'
import { formatCount } from '../words/numbers.ts'
import type { MoverSearch } from './period.ts'

export function MoverLink({ count, label, search }: { count: number; label: string; search: MoverSearch }) {
  if (count === 0) return 0
  return (
    <TextLink
      to="/reports/segmentation-dashboard/people"
      search={search}
      size="sm"
      c="var(--mantine-color-text)"
      aria-label={`${label}: ${formatCount(count)}`}
    >
      {formatCount(count)}
    </TextLink>
  )
}
