/** Whom each channel reaches of an audience, and what its members ordered lately. */
import { Text } from '@mantine/core'
import { channelLabels } from '../words/broadcasts.ts'
import { formatCount, formatMoney, formatShare } from '../words/numbers.ts'
import './audiences.css'
import type { AudienceFigures } from './audience-queries.ts'

const channels = ['email', 'sms', 'push'] as const

export function AudienceNumbers({
  figures: { customers, reach, revenue, orders, averageOrder, periodDays },
}: {
  figures: AudienceFigures
}) {
  return (
    <>
      <div className="small-figures">
        {channels.map((channel) => (
          <Small
            key={channel}
            label={channelLabels[channel]}
            value={`${formatCount(reach[channel])} · ${formatShare(reach[channel], customers)}`}
          />
        ))}
        <Small label="Revenue" value={formatMoney(revenue)} />
        <Small label="Orders" value={formatCount(orders)} />
        <Small label="Average order" value={averageOrder === null ? '–' : formatMoney(averageOrder)} />
      </div>
      <Text size="xs" c="dimmed">
        Orders of the last {periodDays} days
      </Text>
    </>
  )
}

function Small({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text size="sm" className="numbers">
        {value}
      </Text>
    </div>
  )
}
