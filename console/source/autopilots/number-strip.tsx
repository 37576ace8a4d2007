/** An autopilot at a glance; each number leads to its people. */
import { SimpleGrid } from '@mantine/core'
import { Figure } from '../ui/figure.tsx'
import { TextLink } from '../ui/link.tsx'
import { formatCount, formatMoney } from '../words/numbers.ts'
import type { AutopilotSearch } from './autopilot-filter.ts'
import type { Autopilot, AutopilotNumbers } from './autopilot-queries.ts'

export function NumberStrip({ autopilot: { id, budget }, numbers }: { autopilot: Autopilot; numbers: AutopilotNumbers }) {
  const people = (count: number, search: AutopilotSearch, what: string) =>
    count === 0 ? (
      '0'
    ) : (
      <TextLink
        to="/configuration/voucher-campaign/autopilot/$id"
        params={{ id }}
        search={{ view: 'people', ...search }}
        inherit
        aria-label={`${formatCount(count)} ${what}`}
      >
        {formatCount(count)}
      </TextLink>
    )
  const sumOf = (outcome: string) =>
    numbers.outcomes.filter((one) => one.outcome === outcome).reduce((sum, { journeys }) => sum + journeys, 0)
  const failed = sumOf('failed')
  return (
    <section className="card" aria-label="Numbers">
      <SimpleGrid cols={{ base: 2, xs: 3, md: 6 }}>
        <Figure label="Wait to start" value={people(numbers.pending, { status: 'matched' }, 'wait to start')} />
        <Figure label="On the way" value={people(numbers.running, { status: 'running' }, 'are on their way')} />
        <Figure label="Completed" value={people(sumOf('completed'), { outcome: 'completed' }, 'completed')} />
        <Figure label="Left early" value={people(sumOf('exited'), { outcome: 'exited' }, 'left early')} note="ordered or redeemed" />
        <Figure label="Held out" value={people(numbers.heldOut, { outcome: 'holdout' }, 'held out')} note="to measure the lift" />
        {failed > 0 ? (
          <Figure label="Failed" value={people(failed, { outcome: 'failed' }, 'failed')} />
        ) : (
          <Figure label="Vouchers in use" value={budget === null ? '–' : formatCount(budget.usedVouchers)} note={describeBudget(budget)} />
        )}
      </SimpleGrid>
    </section>
  )
}

function describeBudget(budget: Autopilot['budget']): string {
  if (budget === null) return 'no budget is set'
  const parts = [
    budget.maxVouchers === null ? '' : `of ${formatCount(budget.maxVouchers)}`,
    budget.maxMoney === null || budget.usedMoney === null ? '' : `${formatMoney(budget.usedMoney)} of ${formatMoney(budget.maxMoney)}`,
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'no limit' : parts.join(', ')
}
