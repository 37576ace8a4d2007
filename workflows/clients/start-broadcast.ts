/**
 * Starts the run of a broadcast. The API does it right after the commit, and the outbox's relay does it later when the API could not; the run's
 * id makes both the same start.
 */
import type { Client } from '@temporalio/client'
import type { ChannelName } from '../../domain/channels.ts'
import { formatId, workflowIds } from '../../domain/ids.ts'
import type { Schedule } from '../../domain/schedules.ts'
import type { BroadcastInput } from '../messages.ts'
import { startOnce } from './start-once.ts'

export interface BroadcastStart {
  /** UUID. */
  broadcastId: string
  channel: ChannelName
  schedule: Schedule
}

/** @throws the client's errors when Temporal cannot be reached */
export async function startBroadcast(
  client: Client,
  { broadcastId, channel, schedule }: BroadcastStart,
): Promise<'started' | 'already_started'> {
  const id = formatId('broadcast', broadcastId)
  return startOnce<BroadcastInput>(client, {
    workflowType: 'broadcast',
    workflowId: workflowIds.broadcast(broadcastId),
    input: { broadcastId, schedule },
    summary: `${channel} broadcast ${id}, ${describeSchedule(schedule)}`,
    searchAttributes: [
      { key: { name: 'RegularsCampaign', type: 'KEYWORD' }, value: id },
      { key: { name: 'RegularsChannel', type: 'KEYWORD' }, value: channel },
      { key: { name: 'RegularsStage', type: 'KEYWORD' }, value: 'scheduled' },
    ],
  })
}

/** As an operator reads it in the Temporal UI. */
export function describeSchedule(schedule: Schedule): string {
  switch (schedule.kind) {
    case 'now':
      return 'at once'
    case 'at':
      return `at ${schedule.at}`
    case 'local':
      return `on ${schedule.date} at ${schedule.time} in each recipient's zone`
  }
}
