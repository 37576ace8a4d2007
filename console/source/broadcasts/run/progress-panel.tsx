/** How far a broadcast is. */
import { PendingPeople } from '../../campaigns/pending-people.tsx'
import { RunProgress } from '../../campaigns/run-progress.tsx'
import type { Progress } from '../broadcast-queries.ts'
import { BroadcastPeople } from './broadcast-people.tsx'

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

export function ProgressPanel({ progress, isLocal }: { progress: Progress; /** By each recipient's own clock. */ isLocal: boolean }) {
  const { byStatus, decided, stage } = progress
  const sent = byStatus.accepted + byStatus.delivered + byStatus.undeliverable + byStatus.bounced
  return (
    <RunProgress
      progress={progress}
      stage={stages[stage]}
      decided={decided}
      left={{ label: 'Sent', count: sent, value: <BroadcastPeople id={progress.broadcastId} count={sent} search={{ sent: true }} /> }}
      waiting={byStatus.deferred}
      untilWhy={isLocal && stage === 'scheduled' ? ', when it is nearly that time where clocks are furthest ahead' : ''}
      renderCount={(count, search) => <BroadcastPeople id={progress.broadcastId} count={count} search={search} />}
      renderPending={(count) => <PendingPeople campaign={progress.broadcastId} count={count} />}
    />
  )
}
