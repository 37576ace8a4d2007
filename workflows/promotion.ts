/**
 * One offer to one audience, once: waits for its time, freezes the audience, sends its pages channel by channel with several in flight, reminds, and stays
 * until its last voucher is redeemed, has expired or was revoked. What pages there are is PostgreSQL's to know; its state is a few counts, so that ten
 * recipients or ten million are the same run.
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
import type { DuePage, PromotionPlan } from '../activities/promotions.ts'
import { formatId } from '../domain/ids.ts'
import type { StopChoice } from '../domain/promotions.ts'
import { validateSchedule } from './broadcast-state.ts'
import { findStart } from './broadcast.ts'
import * as messages from './promotion-messages.ts'
import type { PromotionInput, PromotionProgress, PromotionStage } from './promotion-messages.ts'
import {
  createPromotionState,
  describePromotion,
  findNextWait,
  findStatus,
  refuseFinished,
  refuseStarted,
  type Waiting,
} from './promotion-state.ts'
import { briefly, inBulk, onTheWire } from './proxies.ts'
import { waitUntil } from './waiting.ts'

/** Of each send, so that a provider that is away holds up its own channel alone. */
const pagesInFlight = 4
/** Pages a run, well below the history's limits: a page is about six events. */
const pagesPerRun = 600

export async function promotion(input: PromotionInput): Promise<PromotionProgress> {
  const { promotionId } = input
  const state = input.state ?? createPromotionState(input.schedule)
  const waiting: Waiting = {}
  // Pages on their way: a stop reaches those that wait for a provider.
  const onTheWay = new CancellationScope()
  const inFlight = new Map<string, Promise<void>>()
  // Grow with every update and every fact, and with every page that is done, so that a wait can tell that something has changed.
  let updates = 0
  let done = 0
  let receiptsTold = false
  let vouchersTold = false
  let failure: { error: unknown } | undefined

  const report = () => describePromotion(state, waiting)
  const validator = () => refuseFinished(state)
  setHandler(messages.getPromotionProgress, report)
  setHandler(messages.promotionTold, (fact) => {
    if (fact === 'receipts') receiptsTold = true
    else vouchersTold = true
  })
  setHandler(messages.pausePromotion, () => setPaused(true), { validator })
  setHandler(messages.resumePromotion, () => setPaused(false), { validator })
  setHandler(
    messages.reschedulePromotion,
    async (schedule) => {
      state.schedule = schedule
      updates += 1
      await briefly.projectPromotionSchedule({ promotionId, schedule })
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
    messages.stopPromotion,
    (vouchers: StopChoice) => {
      stop(vouchers)
      return report()
    },
    { validator: (_vouchers: StopChoice) => refuseFinished(state) },
  )
  // Temporal's own cancellation, as its UI asks for it, is a stop that takes nothing from anybody.
  CancellationScope.current().cancelRequested.catch(() => {
    if (!state.isFinished && state.stopped === null) stop('keep')
  })
  return CancellationScope.nonCancellable(runToTheEnd)

  async function runToTheEnd(): Promise<PromotionProgress> {
    if (!state.isFrozen) await waitForStart()
    if (!state.isFrozen && state.stopped === null) await freeze()
    if (state.isFrozen && (await work()) === 'next_run') {
      await condition(allHandlersFinished)
      return continueAsNew<typeof promotion>({ promotionId, schedule: state.schedule, state })
    }
    await finish()
    await condition(allHandlersFinished)
    return report()
  }

  async function setPaused(isPaused: boolean): Promise<PromotionProgress> {
    state.isPaused = isPaused
    updates += 1
    await showStatus()
    return report()
  }

  /** Until what lists show is what it is: of two that write it at once, the one that is over first may write last. */
  async function showStatus(): Promise<void> {
    const status = findStatus(state)
    await briefly.projectPromotion({ promotionId, status })
    if (status !== findStatus(state)) await showStatus()
  }

  function stop(vouchers: StopChoice): void {
    state.stopped = vouchers
    updates += 1
    onTheWay.cancel()
  }

  function enter(stage: PromotionStage, details: string): void {
    const isNew = state.stage !== stage
    state.stage = stage
    waiting.for = undefined
    waiting.until = undefined
    if (isNew) upsertSearchAttributes({ RegularsStage: [stage] })
    setCurrentDetails(details)
  }

  async function waitForStart(): Promise<void> {
    while (state.stopped === null) {
      enter('scheduled', 'Waiting for its time')
      const seen = updates
      const isInterrupted = () => updates !== seen
      const startAt = findStart(state)
      if (state.isPaused) await pauseUntil(isInterrupted)
      else if (startAt > Date.now()) await waitFor({ for: 'its scheduled time', until: startAt }, isInterrupted)
      else return
    }
  }

  async function freeze(): Promise<void> {
    // From here on a new schedule would come too late: pages carry theirs.
    state.isFreezing = true
    enter('freezing', 'Turning the audience into recipients')
    const frozen = await inBulk.freezePromotion.executeWithOptions({ summary: 'freeze the audience' }, [
      { promotionId, schedule: state.schedule },
    ])
    state.isFrozen = true
    state.recipients = frozen.recipients
    state.pages = frozen.pages
  }

  /** Until it is over, was stopped, or the run has had its share of pages. */
  async function work(): Promise<'over' | 'next_run'> {
    let queue: DuePage[] = []
    let pagesOfRun = 0
    let plan: PromotionPlan | undefined
    let changed = untilChanged()
    for (;;) {
      if (failure !== undefined || state.stopped !== null || pagesOfRun >= pagesPerRun || workflowInfo().continueAsNewSuggested) {
        await Promise.all(inFlight.values())
        if (failure !== undefined) throw failure.error
        return state.stopped === null ? 'next_run' : 'over'
      }
      if (state.isPaused) {
        queue = []
        // Whoever stops it while the last pages leave is not overheard.
        const seen = updates
        await Promise.all(inFlight.values())
        await pauseUntil(() => updates !== seen)
        continue
      }
      const next = queue.find(({ sendId }) => countInFlight(sendId) < pagesInFlight)
      if (next !== undefined) {
        queue.splice(queue.indexOf(next), 1)
        pagesOfRun += 1
        send(next)
        continue
      }
      if (queue.length > 0) {
        const isDone = untilChanged()
        await condition(isDone)
        continue
      }
      // What was due a moment ago is on its way: nothing else can be until something changes.
      const isKnown = plan !== undefined && plan.due.length < pagesInFlight && inFlight.size > 0 && !changed()
      if (plan === undefined || !isKnown) {
        changed = untilChanged()
        plan = await look()
        queue = plan.due.filter((page) => !inFlight.has(nameOf(page)))
        if (queue.length > 0) continue
      }
      if (inFlight.size === 0 && plan.due.length === 0 && plan.nextPageAt === null) {
        if (!state.isSent) await closeSends()
        if (!plan.openVouchers) return 'over'
      }
      await rest(plan, changed)
      plan = undefined
    }
  }

  async function look(): Promise<PromotionPlan> {
    if (inFlight.size === 0 && !state.isSent) enter('sending', `Sending ${state.recipients} recipients in ${state.pages} pages`)
    // What is told of from now on is another look's.
    receiptsTold = false
    vouchersTold = false
    const plan = await inBulk.planPromotion.executeWithOptions({ summary: 'find whoever may be written to now' }, [{ promotionId }])
    state.recipients = plan.recipients
    state.pages = plan.pages
    return plan
  }

  /** Nobody may leave now. */
  async function rest(plan: PromotionPlan, changed: () => boolean): Promise<void> {
    const wait = findNextWait(inFlight.size === 0 ? plan : { ...plan, receiptsUntil: null, lastExpiryAt: null }, Date.now())
    const isInterrupted = () => changed() || receiptsTold || vouchersTold
    if (wait === undefined) await condition(isInterrupted)
    else await waitFor(wait, isInterrupted)
    // What happened may not be the last of its kind, and whoever told of it may not have committed all of it.
    const pauseMs = receiptsTold ? plan.receiptsPauseMs : vouchersTold ? 1_000 : 0
    if (pauseMs > 0 && !changed()) await waitUntil(Date.now() + pauseMs, 'more news of the same kind', changed)
  }

  function send(page: DuePage): void {
    const summary = `page ${page.page + 1} of send ${formatId('send', page.sendId)}`
    const sending = onTheWay
      .run(() => onTheWire.sendPromotionPage.executeWithOptions({ summary }, [page]))
      .then(
        () => {
          state.pagesDone += 1
        },
        (error: unknown) => {
          // A page that was stopped on its way: the end settles what it leaves open.
          if (state.stopped === null) failure ??= { error }
        },
      )
      .finally(() => {
        inFlight.delete(nameOf(page))
        done += 1
      })
    inFlight.set(nameOf(page), sending)
  }

  function countInFlight(sendId: string): number {
    return [...inFlight.keys()].filter((name) => name.startsWith(sendId)).length
  }

  function untilChanged(): () => boolean {
    const seen = updates + done
    return () => updates + done !== seen || failure !== undefined
  }

  /** Everyone has a verdict; what is left are vouchers. */
  async function closeSends(): Promise<void> {
    state.isSent = true
    await inBulk.closePromotion.executeWithOptions({ summary: 'check that everyone has a verdict' }, [{ promotionId, status: 'active' }])
    if (state.isPaused) await showStatus()
  }

  async function pauseUntil(isInterrupted: () => boolean): Promise<void> {
    if (!state.isPaused || isInterrupted()) return
    enter('paused', 'Paused by an operator')
    await condition(isInterrupted)
  }

  async function waitFor(wait: { for: string; until: number }, isInterrupted: () => boolean): Promise<void> {
    const summary = `${wait.for}: ${new Date(wait.until).toISOString()}`
    if (state.isFrozen && inFlight.size === 0) enter(state.isSent ? 'active' : 'waiting', `Waiting for ${summary}`)
    waiting.for = wait.for
    waiting.until = wait.until
    await waitUntil(wait.until, summary, isInterrupted)
  }

  async function finish(): Promise<void> {
    // Whoever comes now comes too late, and is told so.
    const { stopped } = state
    state.isFinished = true
    if (stopped !== null && state.isFrozen) {
      enter('settling', 'Closing the pages that have not left, and settling the vouchers')
      await inBulk.stopPromotion.executeWithOptions({ summary: `skip whoever was not sent to, and ${stopped} vouchers` }, [
        { promotionId, vouchers: stopped },
      ])
    }
    const end =
      stopped === null
        ? ({ status: 'ended' } as const)
        : ({ status: 'stopped', finishReason: stopped === 'keep' ? 'kept' : 'revoked' } as const)
    await inBulk.closePromotion.executeWithOptions({ summary: 'check that everyone has a verdict' }, [{ promotionId, ...end }])
    enter(end.status, `${stopped === null ? 'Ended' : 'Stopped'}: ${formatId('promotion', promotionId)}`)
  }
}

function nameOf({ sendId, page }: DuePage): string {
  return `${sendId}:${page}`
}
