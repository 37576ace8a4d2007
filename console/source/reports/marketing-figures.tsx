/** The period in one line of numbers, each beside the period before. */
import { SimpleGrid } from '@mantine/core'
import { formatSpan } from '../words/instants.ts'
import { formatCount, formatShare } from '../words/numbers.ts'
import { ComparedAmounts, ComparedCount, ComparedFigure, ComparedMicroAmounts } from '../voucher-reports/compared-figure.tsx'
import { MarketingPeopleLink } from './marketing-people-link.tsx'
import type { Figures, MarketingReport } from './marketing-report-queries.ts'

export function MarketingFigures({ report: { broadcasts, total, attributionWindowMs } }: { report: MarketingReport }) {
  const { now, before } = total
  return (
    <section className="card" aria-label="In short">
      <SimpleGrid cols={{ base: 2, xs: 3, md: 5 }} spacing="lg">
        <ComparedCount label="Broadcasts" now={broadcasts.now} before={broadcasts.before} />
        <ComparedCount
          label="Messages sent"
          now={now.messages}
          before={before.messages}
          link={<MarketingPeopleLink figure="messages" count={now.messages} />}
        />
        <ShareFigure label="Delivered" measure="delivered" now={now} before={before} />
        <ShareFigure label="Opened" measure="opened" now={now} before={before} />
        <ShareFigure label="Clicked" measure="clicked" now={now} before={before} />
        <ShareFigure label="Unsubscribed" measure="unsubscribed" now={now} before={before} />
        <ComparedCount
          label="Orders"
          now={now.orders}
          before={before.orders}
          link={<MarketingPeopleLink figure="orders" count={now.orders} />}
          note={`within ${formatSpan(attributionWindowMs)}`}
        />
        <ComparedAmounts
          label="Revenue"
          now={now.revenue}
          before={before.revenue}
          link={(sum) => (
            <MarketingPeopleLink figure="orders" count={now.orders}>
              {sum}
            </MarketingPeopleLink>
          )}
        />
        <ComparedMicroAmounts
          label="Messages cost"
          now={now.messageCost}
          before={before.messageCost}
          link={(sum) => (
            <MarketingPeopleLink figure="messages" count={now.messages}>
              {sum}
            </MarketingPeopleLink>
          )}
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
      value={
        <MarketingPeopleLink figure={measure} count={now[measure]}>
          {formatShare(now[measure], now.messages)}
        </MarketingPeopleLink>
      }
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
