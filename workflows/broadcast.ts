/**
 * One message to one audience, once: waits for its time, freezes the audience, sends its pages with several in flight, waits for who was deferred, and ends
 * when every recipient has a terminal verdict. Its state is a page number, so ten recipients or ten million are the same run.
 */
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow'
import { formatId } from '../domain/ids.ts'
import {
  type BroadcastInput,
  type BroadcastProgress,
  type BroadcastStage,
  type BroadcastState,
  cancelBroadcast,
  getProgress,
  pauseBroadcast,
  rescheduleBroadcast,
  resumeBroadcast,
} from './messages.ts'
import { briefly, inBulk, onTheWire } from './proxies.ts'
import { createBroadcastState, describeProgress, refuseFinished, refuseStarted, validateSchedule } from './broadcast-state.ts'
import { findPreparationForLocalTime, waitUntil } from './waiting.ts'

const pagesInFlight = 4
/** Pages a run, well below the history's limits: a page is about six events. */
const pagesPerRun = 600

export async function broadcast(input: BroadcastInput): Promise<BroadcastProgress> {
  const { broadcastId } = input
  const state: BroadcastState = input.state ?? createBroadcastState(input.schedule)
  const waiting: { for?: string; until?: number } = {}
  // Pages on their way: a cancellation reaches those that wait for a provider.
  const onTheWay = new CancellationScope()
  // Grows with every update, so that a wait can tell that something was said.
  let updates = 0

  const report = () => describeProgress(state, waiting)
  setHandler(getProgress, report)
  setHandler(
    pauseBroadcast,
    async () => {
      state.isPaused = true
      updates += 1
      await briefly.projectBroadcast({ broadcastId, status: 'paused' })
      return report()
    },
    { validator: () => refuseFinished(state) },
  )
  setHandler(
    resumeBroadcast,
    async () => {
      state.isPaused = false
      updates += 1
      await briefly.projectBroadcast({ broadcastId, status: state.isFreezing ? 'sending' : 'scheduled' })
      return report()
    },
    { validator: () => refuseFinished(state) },
  )
  setHandler(
    rescheduleBroadcast,
    async (schedule) => {
      state.schedule = schedule
      updates += 1
      await briefly.projectSchedule({ broadcastId, schedule })
      return report()
    },
    {
      validator: (schedule) => {
        refuseStarted(state)
        validateSchedule(schedule)
      },
    },
  )
  setHandler(
    cancelBroadcast,
    () => {
      stop()
      return report()
    },
    { validator: () => refuseFinished(state) },
  )
  // Temporal's own cancellation, as its UI asks for it, is the same: everyone gets their verdict all the same.
  CancellationScope.current().cancelRequested.catch(() => {
    if (!state.isFinished) stop()
  })
  return CancellationScope.nonCancellable(runToTheEnd)

  async function runToTheEnd(): Promise<BroadcastProgress> {
    if (!state.isFrozen) await waitForStart()
    if (!state.isFrozen && !state.isCancelled) await freeze()
    const hasMore = state.isFrozen && (await sendPages())
    if (hasMore) {
      await condition(allHandlersFinished)
      return continueAsNew<typeof broadcast>({ broadcastId, schedule: state.schedule, state })
    }
    await finish()
    await condition(allHandlersFinished)
    return report()
  }

  function stop(): void {
    state.isCancelled = true
    updates += 1
    onTheWay.cancel()
  }

  function enter(stage: BroadcastStage, details: string): void {
    state.stage = stage
    waiting.for = undefined
    waiting.until = undefined
    upsertSearchAttributes({ RegularsStage: [stage] })
    setCurrentDetails(details)
  }

  async function waitForStart(): Promise<void> {
    while (!state.isCancelled) {
      enter('scheduled', 'Waiting for its time')
      const seen = updates
      const isInterrupted = () => updates !== seen
      const startAt = findStart(state)
      if (state.isPaused) await pauseUntil(isInterrupted)
      else if (startAt > Date.now()) await waitFor('its scheduled time', startAt, isInterrupted)
      else return
    }
  }

  async function freeze(): Promise<void> {
    // From here on a new schedule would come too late: pages carry theirs.
    state.isFreezing = true
    enter('freezing', 'Turning the audience into recipients')
    const frozen = await inBulk.freezeBroadcast.executeWithOptions({ summary: 'freeze the audience' }, [
      { broadcastId, schedule: state.schedule },
    ])
    state.isFrozen = true
    state.recipients = frozen.recipients
    state.pages = frozen.pages
  }

  /** True when the run has had its share of pages and the next one is to go on. */
  async function sendPages(): Promise<boolean> {
    enter('sending', `Sending ${state.recipients} recipients in ${state.pages} pages`)
    const inFlight = new Set<Promise<void>>()
    const lastOfRun = state.nextPage + pagesPerRun
    let failure: unknown
    for (;;) {
      const [group] = await briefly.listPages({ sendId: broadcastId, fromPage: state.nextPage })
      if (group === undefined || group.notBefore > Date.now()) {
        // Nobody may leave now. Who was put off meanwhile may come before the pages that are planned.
        await Promise.all(inFlight)
        if (failure !== undefined) throw failure
        const { pages } = await inBulk.requeueDeferred.executeWithOptions({ summary: 'collect who was deferred' }, [
          { sendId: broadcastId },
        ])
        const hasNew = pages !== state.pages
        state.pages = pages
        if (hasNew) continue
        if (group === undefined) return false
      }
      while (state.nextPage <= group.lastPage) {
        await untilPageMayLeave(group.notBefore, inFlight)
        await condition(() => inFlight.size < pagesInFlight || failure !== undefined)
        if (state.isCancelled || failure !== undefined || state.nextPage >= lastOfRun || workflowInfo().continueAsNewSuggested) {
          await Promise.all(inFlight)
          if (failure !== undefined) throw failure
          return !state.isCancelled
        }
        if (state.isPaused || Date.now() < group.notBefore) continue
        const page = state.nextPage
        state.nextPage += 1
        const sending: Promise<void> = sendPage(page)
          .catch((error: unknown) => {
            // A page that was stopped on its way: the end settles what it leaves open.
            if (!state.isCancelled) failure = error
          })
          .finally(() => inFlight.delete(sending))
        inFlight.add(sending)
      }
    }
  }

  async function sendPage(page: number): Promise<void> {
    const summary = `page ${page + 1} of ${state.pages}`
    await onTheWay.run(() => onTheWire.sendPage.executeWithOptions({ summary }, [{ sendId: broadcastId, page }]))
    state.pagesDone += 1
  }

  async function untilPageMayLeave(notBefore: number, inFlight: Set<Promise<void>>): Promise<void> {
    while (!state.isCancelled && (state.isPaused || notBefore > Date.now())) {
      const seen = updates
      const isInterrupted = () => updates !== seen
      if (inFlight.size > 0) await Promise.all(inFlight)
      if (state.isPaused) await pauseUntil(isInterrupted)
      else await waitFor('the recipients’ local time', notBefore, isInterrupted)
      enter('sending', `Sending ${state.recipients} recipients in ${state.pages} pages`)
    }
  }

  async function pauseUntil(isInterrupted: () => boolean): Promise<void> {
    if (!state.isPaused || isInterrupted()) return
    enter('paused', 'Paused by an operator')
    await condition(isInterrupted)
  }

  async function waitFor(what: string, instant: number, isInterrupted: () => boolean): Promise<void> {
    const summary = `${what}: ${new Date(instant).toISOString()}`
    if (state.isFrozen) enter('waiting', `Waiting for ${summary}`)
    waiting.for = what
    waiting.until = instant
    await waitUntil(instant, summary, isInterrupted)
  }

  async function finish(): Promise<void> {
    // Whoever comes now comes too late, and is told so.
    const { isCancelled } = state
    state.isFinished = true
    if (isCancelled && state.isFrozen) {
      enter('settling', 'Closing the pages that have not left')
      await inBulk.stopBroadcast.executeWithOptions({ summary: 'skip whoever was not sent to' }, [{ sendId: broadcastId }])
    }
    await inBulk.completeBroadcast.executeWithOptions({ summary: 'check that everyone has a verdict' }, [{ broadcastId, isCancelled }])
    enter(isCancelled ? 'cancelled' : 'sent', `${isCancelled ? 'Cancelled' : 'Sent'}: ${formatId('broadcast', broadcastId)}`)
  }
}

/** When the freeze is due, in milliseconds since 1970. */
export function findStart({ schedule }: Pick<BroadcastState, 'schedule'>): number {
  switch (schedule.kind) {
    case 'now':
      return 0
    case 'at':
      return Date.parse(schedule.at)
    case 'local':
      return findPreparationForLocalTime(schedule.date, schedule.time)
  }
}
