/** A journey's run as Temporal has it: its histories from the first run on, gone through again, and what is under way. */
import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import type { EngineNote } from '../../domain/diagnostics/engine-notes.ts'
import { type RetoldJourney, retellJourney } from '../../domain/diagnostics/retell-journey.ts'
import { workflowIds } from '../../domain/ids.ts'
import type { NumberedNote } from '../../domain/journeys/journey-notes.ts'
import { decodeHistory, type DecodedHistory, readCode, toMs } from './decode-history.ts'

export interface JourneyHistory {
  retold: RetoldJourney
  /** Of all of its runs that are still there, by their numbers. Where the first runs are gone, the ledger has the beginning. */
  notes: NumberedNote[]
  engine: EngineNote[]
}

const timeoutMs = 2_000
/** A journey goes on in a new run after thousands of events. */
const mostRuns = 20

/** Undefined where there is none (any more), where Temporal does not answer in time, and where it does not fit the interpreter: the ledger tells the same. */
export async function readJourneyHistory(
  client: Client | undefined,
  key: { autopilotId: string; customerId: string; occurrence: string; id: string },
): Promise<JourneyHistory | undefined> {
  if (client === undefined) return undefined
  try {
    return await client.withDeadline(Date.now() + timeoutMs, () => readRuns(client, key))
  } catch (error) {
    // Whatever it is, the question can be answered without.
    if (error instanceof WorkflowNotFoundError || error instanceof Error) return undefined
    throw error
  }
}

async function readRuns(
  client: Client,
  { id: journeyId, ...key }: { autopilotId: string; customerId: string; occurrence: string; id: string },
): Promise<JourneyHistory | undefined> {
  const workflowId = workflowIds.journey(key)
  const { workflow } = client
  const description = await workflow.getHandle(workflowId).describe()
  const runs: DecodedHistory[] = []
  for (let runId: string | undefined = description.runId; runId !== undefined && runs.length < mostRuns;) {
    const decoded: DecodedHistory | undefined = await readRun(client, workflowId, runId, runs.length === 0)
    // Earlier runs are gone before later ones.
    if (decoded === undefined || decoded.run.start.journeyId !== journeyId) break
    runs.unshift(decoded)
    runId = decoded.continuedFrom
  }
  const told = runs.map(({ run }) => retellJourney(run))
  const retold = told.at(-1)
  if (retold === undefined || told.some(({ isFaithful }) => !isFaithful)) return undefined
  const notes = new Map(told.flatMap((one) => one.notes.map((note) => [note.seq, note] as const)))
  const engine = [...runs.flatMap((run) => run.engine), ...listPending(description)]
  return { retold, notes: [...notes.values()].sort((a, b) => a.seq - b.seq), engine }
}

async function readRun(client: Client, workflowId: string, runId: string, isLatest: boolean): Promise<DecodedHistory | undefined> {
  try {
    return decodeHistory(await client.workflow.getHandle(workflowId, runId).fetchHistory())
  } catch (error) {
    if (error instanceof WorkflowNotFoundError && !isLatest) return undefined
    throw error
  }
}

type Description = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['describe']>>

function listPending({ raw: { pendingActivities, pendingWorkflowTask } }: Description): EngineNote[] {
  const activities = (pendingActivities ?? []).map((pending): EngineNote => {
    const since = pending.lastStartedTime ?? pending.scheduledTime
    return {
      at: new Date(toMs(since)),
      kind: 'activity_pending',
      activity: pending.activityType?.name ?? '',
      attempts: pending.attempt ?? 1,
      code: readCode(pending.lastFailure),
      nextTryAt: pending.nextAttemptScheduleTime ? new Date(toMs(pending.nextAttemptScheduleTime)) : null,
    }
  })
  if (!pendingWorkflowTask) return activities
  const { attempt, originalScheduledTime } = pendingWorkflowTask
  return [...activities, { at: new Date(toMs(originalScheduledTime)), kind: 'task_pending', attempts: attempt ?? 1 }]
}
