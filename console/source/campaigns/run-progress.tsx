/** How far a campaign is: one bar, the numbers it is made of, and what it waits for. */
import { Group, Stack, Text } from '@mantine/core'
import type { ComponentProps, ReactNode } from 'react'
import { useTimeZone } from '../store/store-settings.ts'
import { Figure } from '../ui/figure.tsx'
import { type BarPart, SplitBar } from '../ui/split-bar.tsx'
import { formatInstant } from '../words/instants.ts'
import { formatCount, formatShare } from '../words/numbers.ts'
import { type DeliveryStatus, describeStatus } from '../words/outcomes.ts'
import { type OutcomeCounts, OutcomeTable } from './outcome-table.tsx'

const order: DeliveryStatus[] = ['delivered', 'accepted', 'sending', 'deferred', 'unknown', 'bounced', 'undeliverable', 'failed', 'skipped']

interface RunProgressProps extends Pick<ComponentProps<typeof OutcomeTable>, 'renderCount' | 'renderPending'> {
  progress: OutcomeCounts & { waitingUntil: string | null }
  /** Where it stands, as a sentence. */
  stage: string
  decided: number
  /** Those whom a message has left for, how that is called, and the way to them. */
  left: { label: string; count: number; value: ReactNode }
  /** Those whose time has not come, where the campaign waits for it. */
  waiting?: number
  /** Of the time that it waits for, where that is not plain: `, when …`. */
  untilWhy?: string
}

export function RunProgress({ progress, stage, decided, left, waiting = 0, untilWhy = '', renderCount, renderPending }: RunProgressProps) {
  const { recipients, byStatus, waitingUntil } = progress
  const timeZone = useTimeZone()
  const parts: BarPart[] = order.map((status) => ({ key: status, count: byStatus[status], tone: describeStatus(status).tone }))
  return (
    <Stack>
      <Text size="sm" role="status">
        {stage}
        {waitingUntil === null ? '' : ` Until ${formatInstant(waitingUntil, timeZone)} (${timeZone})${untilWhy}.`}
      </Text>
      {recipients === 0 ? null : (
        <>
          <SplitBar parts={parts} whole={recipients} label={`${formatCount(decided)} of ${formatCount(recipients)} decided`} />
          <Group gap="xl" align="flex-start">
            <Figure label="Audience" value={renderCount(recipients, {})} />
            <Figure label={left.label} value={left.value} note={formatShare(left.count, recipients)} />
            <Figure
              label="Skipped"
              value={renderCount(byStatus.skipped, { status: 'skipped' })}
              note={formatShare(byStatus.skipped, recipients)}
            />
            {waiting > 0 ? <Figure label="Waiting" value={renderCount(waiting, { status: 'deferred' })} /> : null}
            {byStatus.pending > 0 ? <Figure label="To go" value={renderPending(byStatus.pending)} /> : null}
          </Group>
          <OutcomeTable counts={progress} renderCount={renderCount} renderPending={renderPending} />
        </>
      )}
    </Stack>
  )
}
