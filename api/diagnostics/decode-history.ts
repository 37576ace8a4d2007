/** A journey's Temporal history as `domain/diagnostics` goes through it. Ids, instants and words of closed lists: a failure's text is never read. */
import type { WorkflowHandle } from '@temporalio/client'
import { defaultPayloadConverter, type Payload } from '@temporalio/common'
import type { EngineNote } from '../../domain/diagnostics/engine-notes.ts'
import type { RunHappening, RunHistory, RunStart } from '../../domain/diagnostics/run-happenings.ts'
import type { Ending } from '../../domain/journeys/run-journey.ts'

export type TemporalHistory = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>
type HistoryEvent = NonNullable<TemporalHistory['events']>[number]
type Instant = HistoryEvent['eventTime']
type Failure = NonNullable<HistoryEvent['workflowTaskFailedEventAttributes']>['failure']

export interface DecodedHistory {
  run: RunHistory
  engine: EngineNote[]
  /** The run before it, where it goes on with another's state. */
  continuedFrom: string | undefined
}

/** Undefined for what is no journey's history. */
export function decodeHistory({ events }: TemporalHistory): DecodedHistory | undefined {
  if (!events?.length) return undefined
  const started = events[0]?.workflowExecutionStartedEventAttributes
  const start = readPayload(started?.input?.payloads?.[0]) as RunStart | undefined
  if (start?.plan === undefined) return undefined
  const decoding: Decoding = { happenings: [], engine: [], scheduled: new Map(), attempts: new Map(), lookedAt: 0 }
  events.forEach((event, place) => decode(decoding, event, events.slice(place + 1)))
  const { happenings, engine } = decoding
  const first = happenings.find((one) => one.kind === 'looked')
  const startedAt = first?.at ?? toMs(events[0]?.eventTime)
  return { run: { start, startedAt, happenings }, engine, continuedFrom: started?.continuedExecutionRunId || undefined }
}

interface Decoding {
  happenings: RunHappening[]
  engine: EngineNote[]
  /** Activities by the event that scheduled them. */
  scheduled: Map<string, string>
  attempts: Map<string, { attempts: number; code: string | null }>
  /** When the workflow task began that is under way. */
  lookedAt: number
}

function decode(decoding: Decoding, event: HistoryEvent, following: readonly HistoryEvent[]): void {
  const { happenings, engine } = decoding
  const at = new Date(toMs(event.eventTime))
  if (event.workflowTaskStartedEventAttributes) decoding.lookedAt = at.getTime()
  else if (event.workflowTaskCompletedEventAttributes) {
    // Updates are recorded after the look that took them.
    for (const next of following) {
      if (next.workflowTaskStartedEventAttributes) break
      const request = next.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input
      if (request) happenings.push({ kind: 'update', name: request.name ?? '', input: readPayload(request.args?.payloads?.[0]) })
    }
    happenings.push({ kind: 'looked', at: decoding.lookedAt })
  } else if (event.workflowTaskFailedEventAttributes)
    engine.push({ at, kind: 'task_failed', code: readCode(event.workflowTaskFailedEventAttributes.failure) ?? 'unknown' })
  else if (event.workflowTaskTimedOutEventAttributes) engine.push({ at, kind: 'task_timed_out', code: 'worker_lost' })
  else if (event.workflowExecutionSignaledEventAttributes) {
    const { signalName, input } = event.workflowExecutionSignaledEventAttributes
    happenings.push({ kind: 'signal', name: signalName ?? '', input: readPayload(input?.payloads?.[0]) })
  } else if (event.workflowExecutionCancelRequestedEventAttributes) {
    happenings.push({ kind: 'cancel_requested' })
    engine.push({ at, kind: 'cancel_requested' })
  } else if (event.timerStartedEventAttributes)
    happenings.push({ kind: 'timer_started', timerId: event.timerStartedEventAttributes.timerId ?? '' })
  else if (event.timerFiredEventAttributes) happenings.push({ kind: 'timer_fired', timerId: event.timerFiredEventAttributes.timerId ?? '' })
  else if (event.markerRecordedEventAttributes) decodeMarker(decoding, event, at)
  else if (!decodeActivity(decoding, event, at)) decodeEnd(decoding, event, at)
}

/** What the SDK writes of an activity that ran within the workflow's task. */
interface LocalActivity {
  activity_type: string
  attempt: number
  complete_time: { seconds: number; nanos: number } | null
}

function decodeMarker({ happenings, engine }: Decoding, { markerRecordedEventAttributes: marker }: HistoryEvent, at: Date): void {
  if (marker?.markerName !== 'core_local_activity') return
  const ran = readPayload(marker.details?.['data']?.payloads?.[0]) as LocalActivity | undefined
  if (ran === undefined) return
  const { activity_type: activity, attempt, complete_time: completed } = ran
  const doneAt = completed === null ? at.getTime() : completed.seconds * 1_000 + Math.floor(completed.nanos / 1_000_000)
  if (marker.failure) engine.push({ at: new Date(doneAt), kind: 'activity_failed', activity, code: readCode(marker.failure) })
  else {
    if (attempt > 1) engine.push({ at: new Date(doneAt), kind: 'activity_retried', activity, attempts: attempt, code: null })
    happenings.push({ kind: 'answered', activity, answer: readPayload(marker.details?.['result']?.payloads?.[0]), at: doneAt })
  }
}

function decodeActivity({ happenings, engine, scheduled, attempts }: Decoding, event: HistoryEvent, at: Date): boolean {
  if (event.activityTaskScheduledEventAttributes) {
    scheduled.set(String(event.eventId), event.activityTaskScheduledEventAttributes.activityType?.name ?? '')
    return true
  }
  if (event.activityTaskStartedEventAttributes) {
    const { scheduledEventId, attempt, lastFailure } = event.activityTaskStartedEventAttributes
    attempts.set(String(scheduledEventId), { attempts: attempt ?? 1, code: readCode(lastFailure) })
    return true
  }
  if (event.activityTaskCompletedEventAttributes) {
    const { scheduledEventId, result } = event.activityTaskCompletedEventAttributes
    const activity = scheduled.get(String(scheduledEventId)) ?? ''
    const tried = attempts.get(String(scheduledEventId))
    if (tried !== undefined && tried.attempts > 1) engine.push({ at, kind: 'activity_retried', activity, ...tried })
    happenings.push({ kind: 'answered', activity, answer: readPayload(result?.payloads?.[0]) })
    return true
  }
  const failed = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes
  if (!failed) return false
  engine.push({
    at,
    kind: 'activity_failed',
    activity: scheduled.get(String(failed.scheduledEventId)) ?? '',
    code: readCode(failed.failure) ?? 'timed_out',
  })
  return true
}

function decodeEnd({ happenings, engine }: Decoding, event: HistoryEvent, at: Date): void {
  if (event.workflowExecutionCompletedEventAttributes) {
    const ending = readPayload(event.workflowExecutionCompletedEventAttributes.result?.payloads?.[0]) as Ending | undefined
    if (ending !== undefined) happenings.push({ kind: 'completed', ending })
    return
  }
  const how = event.workflowExecutionFailedEventAttributes
    ? 'failed'
    : event.workflowExecutionTerminatedEventAttributes
      ? 'terminated'
      : event.workflowExecutionTimedOutEventAttributes
        ? 'timed_out'
        : undefined
  if (how !== undefined) {
    happenings.push({ kind: 'closed', how })
    engine.push({ at, kind: how })
  } else if (event.workflowExecutionContinuedAsNewEventAttributes) {
    happenings.push({ kind: 'continued' })
    engine.push({ at, kind: 'continued' })
  }
}

/** A code of ours; never a text. */
export function readCode(failure: Failure): string | null {
  for (let at = failure; at; at = at.cause) {
    const type = at.applicationFailureInfo?.type
    if (type) return type
    if (at.timeoutFailureInfo) return 'timed_out'
  }
  return null
}

function readPayload(payload: Payload | null | undefined): unknown {
  return payload ? defaultPayloadConverter.fromPayload(payload) : undefined
}

export function toMs(instant: Instant): number {
  return Number(instant?.seconds ?? 0) * 1_000 + Math.floor((instant?.nanos ?? 0) / 1_000_000)
}
