/** What a journey's run takes from outside, whenever it comes: facts go into its state, orders change its course. The run itself looks at both between two acts. */
import { setHandler } from '@temporalio/workflow'
import { listChannelsAhead } from '../domain/journeys/channels-ahead.ts'
import type { ToldNote } from '../domain/journeys/journey-notes.ts'
import { shiftEntry } from '../domain/journeys/journey-pause.ts'
import { moveToVersion } from '../domain/journeys/move-to-version.ts'
import type { Ending } from '../domain/journeys/run-journey.ts'
import * as messages from './journey-messages.ts'
import { describeJourney, refuseEnded, refuseUnknownStep, refuseUnlessWaiting, takeFact, takeNote, type Waiting } from './journey-state.ts'
import { patiently } from './proxies.ts'

/** What a run and its handlers share. */
export interface JourneyControl {
  readonly state: messages.JourneyState
  /** Once it is set the journey is over: whatever waits ends, and what was claimed is still sent. */
  ending?: Ending | undefined
  waiting?: Waiting | undefined
  /** Grows with whatever a wait may have to look at anew. */
  changes: number
  /** An operator has ended the present wait. */
  isSkipped: boolean
  /** The version that the journey has been moved to and has not yet gone on with. */
  movedTo?: string | undefined
}

/** The first end stays. */
export function endJourney(control: JourneyControl, outcome: Ending['outcome'], reason: string): void {
  control.ending ??= { outcome, reason, step: control.state.position.step }
}

/** What comes from outside is part of the story. */
function takeTold({ state }: JourneyControl, told: ToldNote): void {
  const { step } = state.position
  if (step !== null) takeNote(state, Date.now(), { step, ...told })
}

function learn(control: JourneyControl, key: string, id: string): void {
  if (!takeFact(control.state, key, id)) return
  takeTold(control, { kind: 'told', fact: key })
  const exit = control.state.plan.exits[key]
  if (exit !== undefined) endJourney(control, 'exited', exit)
}

/** Before the first await. */
export function listenToJourney(control: JourneyControl, journeyId: string): void {
  const { state } = control
  const report = () => describeJourney(state, control.waiting)
  setHandler(messages.getJourney, report)
  setHandler(messages.customerOrdered, ({ orderId, keys }) => keys.forEach((key) => learn(control, key, orderId)))
  setHandler(messages.eventReported, ({ eventId, keys }) => keys.forEach((key) => learn(control, key, eventId)))
  setHandler(messages.voucherAccepted, ({ voucherId }) => learn(control, 'voucher_accepted', voucherId))
  setHandler(messages.voucherRedeemed, ({ voucherId }) => learn(control, 'voucher_redeemed', voucherId))
  setHandler(messages.messageClicked, ({ step, sendId }) => learn(control, `clicked:${step}`, sendId))
  setHandler(messages.messageSettled, ({ sendId, isDelivered }) =>
    learn(control, `settled:${sendId}`, isDelivered ? 'delivered' : 'undelivered'),
  )
  setHandler(messages.customerErased, () => endJourney(control, 'exited', 'erased'))
  setHandler(messages.autopilotRetired, () => endJourney(control, 'cancelled', 'autopilot_retired'))
  setHandler(messages.customerOptedOut, async ({ channel }) => {
    takeTold(control, { kind: 'opted_out', channel })
    const channels = listChannelsAhead(state.plan, state.position.step)
    if (channels.length > 0) {
      const isReachable = await patiently.checkJourneyReach.executeWithOptions({ summary: 'whether any channel is left' }, [
        { journeyId, channels },
      ])
      if (!isReachable) endJourney(control, 'exited', 'opted_out')
    }
    // A message that was put off is claimed again: its channel may be closed now, and another open.
    control.changes += 1
  })
  setHandler(messages.autopilotPaused, () => {
    if (state.pausedAt !== null) return
    state.pausedAt = Date.now()
    takeTold(control, { kind: 'paused' })
  })
  setHandler(messages.autopilotResumed, ({ waiting: choice }) => {
    if (state.pausedAt === null) return
    const pause = { pausedAt: state.pausedAt, resumedAt: Date.now(), waiting: choice }
    state.position.enteredAt = shiftEntry(state.position, state.plan, pause)
    if (choice !== 'keep_date') state.expiresAt += pause.resumedAt - pause.pausedAt
    state.pausedAt = null
    takeTold(control, { kind: 'resumed', waiting: choice })
    control.changes += 1
  })
  setHandler(messages.cancelJourney, () => (endJourney(control, 'cancelled', 'cancelled_by_operator'), report()), {
    validator: () => refuseEnded(control.ending),
  })
  setHandler(
    messages.skipWait,
    () => {
      control.isSkipped = true
      takeTold(control, { kind: 'wait_skipped' })
      control.changes += 1
      return report()
    },
    {
      validator: () => {
        refuseEnded(control.ending)
        refuseUnlessWaiting(control.waiting?.canBeSkipped === true ? control.waiting : undefined)
      },
    },
  )
  setHandler(
    messages.migrateJourney,
    ({ versionId, versionNumber, plan, step }) => {
      const { versionNumber: from } = state
      moveToVersion(state.position, { before: state.plan, step, at: Date.now() })
      Object.assign(state, { versionNumber, plan })
      control.movedTo = versionId
      takeNote(state, Date.now(), { kind: 'migrated', step, version: versionNumber, from })
      control.changes += 1
      return report()
    },
    {
      validator: ({ plan, step }) => {
        refuseEnded(control.ending)
        refuseUnlessWaiting(control.waiting)
        refuseUnknownStep(plan, step)
      },
    },
  )
}
