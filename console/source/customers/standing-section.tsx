/** A customer's figures: what was ordered, and the scores that it comes to. */
import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Figure } from '../ui/figure.tsx'
import { TextLink } from '../ui/link.tsx'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Section } from '../ui/page.tsx'
import { formatAgo, formatDay } from '../words/instants.ts'
import { formatCount, formatMoney } from '../words/numbers.ts'
import { customerSegmentsQuery } from './customer-queries.ts'
import './customers.css'

export function StandingSection({ id, timeZone }: { id: string; timeZone: string }) {
  const { data, error, refetch } = useQuery(customerSegmentsQuery(id))
  if (data === undefined)
    return (
      <Section title="Standing">
        <NotLoaded error={error} refetch={refetch} />
      </Section>
    )
  const { figures } = data
  if (figures === null)
    return (
      <Section title="Standing">
        <Text size="sm" c="dimmed">
          Has no valid order yet, and is therefore in no segment.
        </Text>
      </Section>
    )
  const { orders, net, averageOrder, firstAt, lastAt, scores, cell, expectedGapDays } = figures
  return (
    <Section title="Standing">
      <div className="standing">
        <Figure label="Orders" value={formatCount(orders)} note={`since ${formatDay(firstAt, timeZone)}`} />
        <Figure label="Spent" value={formatMoney(net)} note={`${formatMoney(averageOrder)} an order`} />
        <Figure
          label="Last order"
          value={<span title={formatDay(lastAt, timeZone)}>{formatAgo(lastAt)}</span>}
          note={`expected every ${formatCount(Math.round(expectedGapDays))} days`}
        />
        <Figure
          label="RFM scores"
          value={
            <span title="Recency, frequency and money, each of 5">{`${scores.recency} · ${scores.frequency} · ${scores.monetary}`}</span>
          }
          note={
            <TextLink
              to="/audiences/new"
              search={{ text: `rfm.recency = ${cell.recency} and rfm.fm = ${cell.fm}` }}
              inherit
              underline="always"
            >
              {nameCell(cell.name)}
            </TextLink>
          }
        />
      </div>
    </Section>
  )
}

function nameCell(name: string): string {
  return name.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase())
}
