/** The period in one line of numbers, each beside the period before. */
import { SimpleGrid } from '@mantine/core'
import { formatSpan } from '../words/instants.ts'
import { formatCount, formatShare } from '../words/numbers.ts'
import { firstMicros, firstMinor, formatAmounts, formatMicroAmounts } from '../voucher-reports/amounts.ts'
import { ComparedFigure } from '../voucher-reports/compared-figure.tsx'
import type { Figures, MarketingReport } from './marketing-report-queries.ts'

export function MarketingFigures({ report: { broadcasts, total, attributionWindowMs } }: { report: MarketingReport }) {
  const { now, before } = total
  return (
    <section className="card" aria-label="In short">
      <SimpleGrid cols={{ base: 2, xs: 3, md: 5 }} spacing="lg">
        <ComparedFigure
          label="Broadcasts"
          value={formatCount(broadcasts.now)}
          was={formatCount(broadcasts.before)}
          now={broadcasts.now}
          before={broadcasts.before}
        />
        <ComparedFigure
          label="Messages sent"
          value={formatCount(now.messages)}
          was={formatCount(before.messages)}
          now={now.messages}
          before={before.messages}
        />
        <ShareFigure label="Delivered" measure="delivered" now={now} before={before} />
        <ShareFigure label="Opened" measure="opened" now={now} before={before} />
        <ShareFigure label="Clicked" measure="clicked" now={now} before={before} />
        <ShareFigure label="Unsubscribed" measure="unsubscribed" now={now} before={before} />
        <ComparedFigure
          label="Orders"
          value={formatCount(now.orders)}
          was={formatCount(before.orders)}
          now={now.orders}
          before={before.orders}
          note={`within ${formatSpan(attributionWindowMs)}`}
        />
        <ComparedFigure
          label="Revenue"
          value={formatAmounts(now.revenue)}
          was={formatAmounts(before.revenue)}
          now={firstMinor(now.revenue)}
          before={firstMinor(before.revenue)}
        />
        <ComparedFigure
          label="Messages cost"
          value={formatMicroAmounts(now.messageCost)}
          was={formatMicroAmounts(before.messageCost)}
          now={firstMicros(now.messageCost)}
          before={firstMicros(before.messageCost)}
        />
      </SimpleGrid>
    </section>
  )
}

interface ShareFigureProps {
  label: string
  measure: 'delivered' | 'opened' | 'clicked' | 'unsubscribed'
  now: Figures
  before: Figures
}

/** Of the messages that left; the change is that of the share. */
function ShareFigure({ label, measure, now, before }: ShareFigureProps) {
  return (
    <ComparedFigure
      label={label}
      value={formatShare(now[measure], now.messages)}
      was={formatShare(before[measure], before.messages)}
      now={shareOf(now, measure)}
      before={shareOf(before, measure)}
      note={formatCount(now[measure])}
    />
  )
}

function shareOf(figures: Figures, measure: ShareFigureProps['measure']): number | null {
  return figures.messages === 0 ? null : figures[measure] / figures.messages
}
