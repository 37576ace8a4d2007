/** How far it is: one bar, the numbers it is made of, and what it waits for. */
import { Group, Stack, Text } from '@mantine/core'
import { Figure } from '../../ui/figure.tsx'
import { type BarPart, SplitBar } from '../../ui/split-bar.tsx'
import { formatInstant } from '../../words/instants.ts'
import { formatCount, formatShare } from '../../words/numbers.ts'
import { type DeliveryStatus, describeStatus } from '../../words/outcomes.ts'
import type { Progress } from '../broadcast-queries.ts'
import { OutcomeTable } from './outcome-table.tsx'

const stages: Record<Progress['stage'], string> = {
  draft: 'Not sent yet.',
  scheduled: 'Waits for its time.',
  freezing: 'Writes down who gets it.',
  sending: 'Sends, page by page.',
  paused: 'Paused: nothing leaves until it goes on.',
  waiting: 'Waits for recipients whose time has not come.',
  settling: 'Everyone was decided; the last outcomes are being settled.',
  sent: 'Done: everyone in the audience has an outcome.',
  cancelled: 'Cancelled: whoever was not reached by then was skipped.',
  failed: 'The run failed. The Temporal UI says why.',
}
const order: DeliveryStatus[] = ['delivered', 'accepted', 'sending', 'deferred', 'unknown', 'bounced', 'undeliverable', 'failed', 'skipped']

export function ProgressPanel({ progress, timeZone }: { progress: Progress; timeZone: string }) {
  const { recipients, decided, byStatus, stage, waitingUntil } = progress
  const sent = byStatus.accepted + byStatus.delivered + byStatus.undeliverable + byStatus.bounced
  const parts: BarPart[] = order.map((status) => ({ key: status, count: byStatus[status], tone: describeStatus(status).tone }))
  return (
    <Stack>
      <Text size="sm" role="status">
        {stages[stage]}
        {waitingUntil === null ? '' : ` Until ${formatInstant(waitingUntil, timeZone)}.`}
      </Text>
      {recipients === 0 ? null : (
        <>
          <SplitBar parts={parts} whole={recipients} label={`${formatCount(decided)} of ${formatCount(recipients)} decided`} />
          <Group gap="xl" align="flex-start">
            <Figure label="Audience" value={formatCount(recipients)} />
            <Figure label="Sent" value={formatCount(sent)} note={formatShare(sent, recipients)} />
            <Figure label="Skipped" value={formatCount(byStatus.skipped)} note={formatShare(byStatus.skipped, recipients)} />
            {byStatus.deferred > 0 ? <Figure label="Waiting" value={formatCount(byStatus.deferred)} /> : null}
            {byStatus.pending > 0 ? <Figure label="To go" value={formatCount(byStatus.pending)} /> : null}
          </Group>
          <OutcomeTable id={progress.broadcastId} counts={progress} />
        </>
      )}
    </Stack>
  )
}
