/**
 * One customer's run through one published version. The interpreter (domain/journeys/run-journey) says what is next; here it is done, with local activities for
 * short reads and decisions, an activity for what leaves the building, and timers that say what they wait for. What happens to the customer comes in as
 * signals, at any time and in any order: an end is looked for before each step that does something, and ends every wait.
 */
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  setCurrentDetails,
  setWorkflowOptions,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow'
import { type Command, type CommandKind, type Commands, type Ending, runJourney } from '../domain/journeys/run-journey.ts'
import type * as messages from './journey-messages.ts'
import { endJourney, type JourneyControl, listenToJourney } from './journey-handlers.ts'
import { createJourneyState, findFact, takeNote } from './journey-state.ts'
import { onTheWire, patiently, toTheStore } from './proxies.ts'
import { followWorkerVersions } from './worker-versions.ts'

type Answer = Commands[CommandKind]['answer']

export async function journey(input: messages.JourneyInput): Promise<messages.JourneyResult> {
  const { journeyId, autopilotId, customerId } = input
  const state = input.state ?? createJourneyState(input, Date.now())
  const control: JourneyControl = { state, changes: 0, isSkipped: false }
  let openTimer: CancellationScope | undefined

  listenToJourney(control, journeyId)
  // Temporal's own cancellation, as its UI asks for it, ends the journey like ours does.
  CancellationScope.current().cancelRequested.catch(() => endJourney(control, 'cancelled', 'cancelled_in_temporal'))
  return CancellationScope.nonCancellable(runToTheEnd)

  async function runToTheEnd(): Promise<messages.JourneyResult> {
    let steps = interpret()
    let answer: Answer | undefined
    for (;;) {
      const { done, value } = steps.next(answer)
      if (done === true) {
        control.ending ??= value
        break
      }
      if (value.kind === 'note') {
        takeNote(state, Date.now(), value.note)
        continue
      }
      // What was claimed is sent: its cooldown is reserved, its row says so.
      if (value.kind !== 'send') {
        await untilResumed(value)
        if (isOver()) break
        if (workflowInfo().continueAsNewSuggested) {
          await condition(allHandlersFinished)
          return continueAsNew<typeof journey>({ ...input, state })
        }
      }
      answer = await perform(value)
      if (control.movedTo !== undefined) {
        await patiently.moveJourney.executeWithOptions({ summary: `to version ${state.versionNumber}` }, [
          { journeyId, versionId: control.movedTo, notes: handOver() },
        ])
        control.movedTo = undefined
        steps = interpret()
        answer = undefined
      }
    }
    return finish(control.ending ?? { outcome: 'failed', reason: 'no_end', step: null })
  }

  function interpret() {
    return runJourney({ plan: state.plan, autopilotId, customerId, position: state.position, now: () => Date.now() })
  }

  async function perform(command: Exclude<Command, { kind: 'note' }>): Promise<Answer> {
    const { step } = command
    switch (command.kind) {
      case 'wait':
        return waitFor('wait', { what: `step ${step}`, until: command.until, canBeSkipped: true })
      case 'waitFor':
        return waitForFact(command.fact, command.until)
      case 'defer':
        return waitFor(command.reason, {
          what: command.reason === 'cooldown' ? 'cooldown' : 'quiet hours',
          until: command.until,
          canBeSkipped: false,
        })
      case 'awaitReceipt':
        return waitForReceipt(command)
      case 'evaluate':
        return patiently.evaluateJourneyBranch.executeWithOptions({ summary: `branch ${step}` }, [{ journeyId, step, notes: handOver() }])
      case 'checkExits':
        return patiently.checkJourneyExits.executeWithOptions({ summary: `exit rules before ${step}` }, [{ journeyId, notes: handOver() }])
      case 'findHour':
        return patiently.findJourneyHour.executeWithOptions({ summary: `the customer’s ${command.hour}:00` }, [
          { journeyId, hour: command.hour, after: command.after },
        ])
      case 'issueVoucher':
        return patiently.issueJourneyVoucher.executeWithOptions({ summary: `voucher ${step}` }, [
          { journeyId, step, visit: command.visit, notes: handOver() },
        ])
      case 'claim':
        return patiently.claimJourneyMessage.executeWithOptions({ summary: `claim ${step}` }, [
          { journeyId, step, visit: command.visit, fromChannel: command.fromChannel, attempt: command.attempt, notes: handOver() },
        ])
      case 'send': {
        const { channel, sendId, page } = command
        openTimer?.cancel()
        return onTheWire.sendJourneyMessage.executeWithOptions({ summary: `${channel} to 1 customer` }, [
          { journeyId, channel, sendId, page },
        ])
      }
      case 'callWebhook':
        return toTheStore.callJourneyWebhook.executeWithOptions({ summary: `webhook ${step}` }, [
          { journeyId, step, visit: command.visit, notes: handOver() },
        ])
      case 'setAttribute':
        await patiently.setJourneyAttribute.executeWithOptions({ summary: `attribute ${step}` }, [{ journeyId, step, notes: handOver() }])
        return undefined
    }
  }

  async function waitForFact(fact: string, until: number): Promise<Commands['waitFor']['answer']> {
    const find = () => findFact(state, fact)
    const known = find()
    if (known !== undefined) return { kind: 'happened', fact: known }
    const waited = await waitFor(`waiting for ${fact}`, { what: fact, until, canBeSkipped: true }, () => find() !== undefined)
    const happened = find()
    return happened === undefined ? { kind: waited } : { kind: 'happened', fact: happened }
  }

  async function waitForReceipt({
    sendId,
    channel,
    until,
  }: Command & { kind: 'awaitReceipt' }): Promise<Commands['awaitReceipt']['answer']> {
    const find = () => state.facts.findLast((fact) => fact.key === `settled:${sendId}`)?.id as 'delivered' | 'undelivered' | undefined
    for (;;) {
      const settled = find()
      if (settled !== undefined) return settled
      const waited = await waitFor('receipt', { what: `${channel} receipt`, until, canBeSkipped: true }, () => find() !== undefined)
      if (find() === undefined && (waited === 'elapsed' || isOver() || control.movedTo !== undefined)) return 'elapsed'
    }
  }

  /** Until then, or until something has changed, or the journey is over. */
  async function waitFor(
    stage: string,
    { what, until, canBeSkipped }: { what: string; until: number; canBeSkipped: boolean },
    hasHappened: () => boolean = () => false,
  ): Promise<'elapsed' | 'changed'> {
    const seen = control.changes
    const isInterrupted = () => control.ending !== undefined || control.changes !== seen || hasHappened()
    control.isSkipped = false
    if (until > Date.now() && !isInterrupted()) {
      control.waiting = { for: what, since: Date.now(), until, canBeSkipped }
      enter(stage, `${what} until ${new Date(until).toISOString()}`)
      // While it waits, the database says what for. A claim that puts a message off has said so itself.
      if (state.notes.length > 0 && stage !== 'cooldown' && stage !== 'quiet_hours')
        await patiently.noteJourney.executeWithOptions({ summary: 'what it waits for' }, [{ journeyId, notes: handOver() }])
      await sleepUntil(Math.min(until, state.expiresAt), `${what} until ${new Date(until).toISOString()}`, isInterrupted)
      control.waiting = undefined
    }
    if (control.isSkipped) return 'elapsed'
    if (Date.now() < until && isOver()) return 'changed'
    if (isInterrupted()) return 'changed'
    if (state.pausedAt === null) return 'elapsed'
    // Its time came in a pause: what that means is said when the pause is over.
    await condition(() => state.pausedAt === null || control.ending !== undefined)
    return 'changed'
  }

  async function sleepUntil(instant: number, summary: string, isInterrupted: () => boolean): Promise<void> {
    const waitMs = instant - Date.now()
    openTimer?.cancel()
    openTimer = undefined
    if (waitMs <= 0 || isInterrupted()) return
    const timer = new CancellationScope()
    const elapsed = timer
      .run(() => sleep(waitMs, { summary }))
      .then(
        () => true,
        () => true,
      )
    await Promise.race([elapsed, condition(isInterrupted)])
    // A journey that ends leaves its timer behind; one that goes on takes it back with its next act.
    openTimer = timer
  }

  function isOver(): boolean {
    if (control.ending === undefined && Date.now() >= state.expiresAt) endJourney(control, 'expired', 'ends_after')
    return control.ending !== undefined
  }

  /** Waits are not held up by a pause, acts are. */
  async function untilResumed({ kind }: Command): Promise<void> {
    if (state.pausedAt === null || kind === 'wait' || kind === 'waitFor' || kind === 'defer' || kind === 'awaitReceipt') return
    enter('paused', 'The autopilot is paused')
    await condition(() => state.pausedAt === null || control.ending !== undefined)
  }

  function enter(stage: string, details: string): void {
    if (stage !== state.stage) upsertSearchAttributes({ RegularsStage: [stage] })
    state.stage = stage
    setCurrentDetails(details)
  }

  /** What is handed to an activity is kept by it. */
  function handOver(): messages.JourneyState['notes'] {
    openTimer?.cancel()
    openTimer = undefined
    return state.notes.splice(0)
  }

  async function finish(final: Ending): Promise<Ending> {
    const { outcome, reason, step } = final
    await patiently.endJourney.executeWithOptions({ summary: `${outcome}: ${reason}` }, [
      { journeyId, outcome, reason, step, notes: state.notes.splice(0), untoldFrom: state.seq },
    ])
    setCurrentDetails(`${outcome}: ${reason}`)
    await condition(allHandlersFinished)
    return final
  }
}

setWorkflowOptions(followWorkerVersions, journey)
