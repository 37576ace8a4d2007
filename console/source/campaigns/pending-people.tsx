/** How many of a campaign's audience nothing is decided of yet, as the way to them: they are on pages that nobody has taken. */
import { TextLink } from '../ui/link.tsx'
import { formatCount } from '../words/numbers.ts'

export function PendingPeople({ campaign, count }: { campaign: string; count: number }) {
  if (count === 0) return '0'
  return (
    <TextLink
      to="/configuration/voucher-campaign/diagnostics"
      search={{ campaign, of: 'messages', stage: 'pending' }}
      inherit
      aria-label={`${formatCount(count)} not decided yet`}
    >
      {formatCount(count)}
    </TextLink>
  )
}
