/** The way from the audience to the orders, in one line of numbers. */
import { SimpleGrid } from '@mantine/core'
import { Figure } from '../ui/figure.tsx'
import { TextLink } from '../ui/link.tsx'
import { formatSpan } from '../words/instants.ts'
import { formatCount, formatMicros, formatMoney, formatShare } from '../words/numbers.ts'
import type { PeopleFilter } from './people-filter.ts'
import type { ReportHours } from './report-hours.ts'
import type { Report } from './report-queries.ts'

export function Headline({ report, hours }: { report: Report; hours: ReportHours }) {
  const { broadcastId, figures, attributed, sms, channel } = report
  const { recipients, sent, delivered, opened, clicked } = figures
  return (
    <section className="card" aria-label="In short">
      <SimpleGrid cols={{ base: 2, xs: 3, md: 6 }} spacing="lg">
        <Figure label="Audience" value={<People id={broadcastId} count={recipients} search={{}} />} />
        <Figure
          label="Sent"
          value={<People id={broadcastId} count={sent} search={{ sent: true, ...hours }} />}
          note={`${formatShare(sent, recipients)} of the audience`}
        />
        <Figure
          label="Delivered"
          value={<People id={broadcastId} count={delivered} search={{ status: 'delivered', ...hours }} />}
          note={`${formatShare(delivered, sent)} of those sent`}
        />
        {channel === 'email' ? (
          <Figure
            label="Opened"
            value={<People id={broadcastId} count={opened} search={{ engagement: 'opened', ...hours }} />}
            note={`${formatShare(opened, sent)} of those sent`}
          />
        ) : null}
        {sms === null ? null : (
          <Figure
            label="Cost"
            value={sms.cost.map(formatMicros).join(' + ') || formatMicros(sms.estimatedCost)}
            note={`${formatCount(sms.parts)} parts${sms.cost.length === 0 ? ', estimated' : ''}`}
          />
        )}
        <Figure
          label="Clicked"
          value={<People id={broadcastId} count={clicked} search={{ engagement: 'clicked', ...hours }} />}
          note={`${formatShare(clicked, sent)} of those sent`}
        />
        <Figure
          label="Revenue"
          value={attributed.revenue.map(formatMoney).join(' + ') || '–'}
          note={<Orders id={broadcastId} attributed={attributed} hours={hours} />}
        />
      </SimpleGrid>
    </section>
  )
}

/** Which lead to those who placed them. */
function Orders({ id, attributed: { orders, windowMs }, hours }: { id: string; hours: ReportHours } & Pick<Report, 'attributed'>) {
  const words = `${formatCount(orders)} ${orders === 1 ? 'order' : 'orders'} within ${formatSpan(windowMs)}`
  if (orders === 0) return words
  return (
    <TextLink to="/reports/marketing-campaigns/$id/people" params={{ id }} search={{ engagement: 'ordered', ...hours }} inherit>
      {words}
    </TextLink>
  )
}

function People({ id, count, search }: { id: string; count: number; search: PeopleFilter }) {
  if (count === 0) return 0
  return (
    <TextLink to="/reports/marketing-campaigns/$id/people" params={{ id }} search={search} inherit>
      {formatCount(count)}
    </TextLink>
  )
}
