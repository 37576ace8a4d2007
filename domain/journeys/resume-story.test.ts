import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { isTold, type NumberedNote } from './journey-notes.ts'
import { shiftEntry } from './journey-pause.ts'
import type { JourneyPlan } from './journey-plan.ts'
import { moveToVersion } from './move-to-version.ts'
import { nameNote, resumeStory, type Standing } from './resume-story.ts'
import { type Command, type Position, runJourney, startPosition } from './run-journey.ts'

const hour = 3_600_000
const plan: JourneyPlan = {
  endsAfterMs: 1_000 * hour,
  exits: {},
  hasExitRules: true,
  steps: [
    { id: 'where', kind: 'branch', nexts: ['gift'], otherwise: 'arms' },
    {
      id: 'arms',
      kind: 'split',
      arms: [
        { name: 'a', below: 5_000, next: 'gift' },
        { name: 'b', below: 10_000, next: 'morning' },
      ],
    },
    { id: 'gift', kind: 'voucher', next: 'mail', otherwise: 'tag' },
    { id: 'mail', kind: 'send', channels: ['push', 'sms', 'email'], fallThroughMs: hour, next: 'hope', otherwise: 'hook' },
    { id: 'hope', kind: 'waitFor', fact: 'ordered', ms: 5 * hour, next: 'morning', otherwise: 'tag' },
    { id: 'tag', kind: 'tag', next: 'morning' },
    { id: 'hook', kind: 'webhook', next: 'morning', otherwise: 'tag' },
    { id: 'morning', kind: 'wait', ms: 24 * hour, untilHour: 9, next: 'pause' },
    { id: 'pause', kind: 'wait', ms: 2 * hour, next: 'where' },
  ],
}
const later: JourneyPlan = { ...plan, steps: plan.steps.map((step) => (step.kind === 'wait' ? { ...step, ms: step.ms + hour } : step)) }

interface Moment {
  command: Command
  position: Position
  told: number
  versionNumber: number
  pausedAt: number | null
}

/** A run by drawn answers, with what was kept of it at each act. Sometimes it is paused or moved while it waits. */
function live(answers: readonly number[]): { notes: NumberedNote[]; moments: Moment[] } {
  const notes: NumberedNote[] = []
  const moments: Moment[] = []
  const position = startPosition(plan, 0)
  let [now, versionNumber, current] = [0, 1, plan]
  let pausedAt: number | null = null
  const start = () => runJourney({ plan: current, autopilotId: 'a', customerId: 'c', position, now: () => now })
  const tell = (note: NumberedNote['note']) => notes.push({ seq: notes.length + 1, at: now, note })
  let steps = start()
  let answer: unknown
  for (const drawn of answers) {
    const { done, value } = steps.next(answer)
    if (done === true) break
    answer = undefined
    if (value.kind === 'note') {
      tell(value.note)
      continue
    }
    moments.push({ command: value, position: structuredClone(position), told: notes.length, versionNumber, pausedAt })
    const isWait = value.kind === 'wait' || value.kind === 'waitFor'
    if (isWait && drawn % 7 === 0) {
      now += 10
      pausedAt = now
      tell({ step: value.step, kind: 'paused' })
      now += hour
      const waiting = (['keep_date', 'restart_delay', 'active_time'] as const)[drawn % 3] ?? 'keep_date'
      position.enteredAt = shiftEntry(position, current, { pausedAt, resumedAt: now, waiting })
      tell({ step: value.step, kind: 'resumed', waiting })
      pausedAt = null
      answer = value.kind === 'wait' ? 'changed' : { kind: 'changed' }
      continue
    }
    if (isWait && drawn % 11 === 0) {
      const step = drawn % 2 === 0 ? value.step : 'mail'
      moveToVersion(position, { before: current, step, at: now })
      ;[versionNumber, current] = [2, later]
      tell({ step, kind: 'migrated', version: 2, from: 1 })
      steps = start()
      continue
    }
    ;[answer, now] = reply(value, drawn, now)
  }
  return { notes, moments }
}

function reply(value: Exclude<Command, { kind: 'note' }>, drawn: number, now: number): [unknown, number] {
  switch (value.kind) {
    case 'wait':
    case 'defer':
      return ['elapsed', Math.max(now, value.until)]
    case 'waitFor':
      return drawn % 2 === 0 ? [{ kind: 'happened', fact: 0 }, now + 1] : [{ kind: 'elapsed' }, Math.max(now, value.until)]
    case 'evaluate':
      return [drawn % 2 === 0 ? 0 : -1, now]
    case 'issueVoucher':
      return [drawn % 3 > 0 ? { kind: 'issued' } : { kind: 'refused', reason: 'budget_exhausted' }, now]
    case 'claim': {
      const channels = (['push', 'sms', 'email'] as const).slice(value.fromChannel)
      const skips = channels.slice(0, drawn % 3).map((channel) => ({ channel, reason: 'no_address' }))
      const channel = channels[skips.length]
      if (channel === undefined) return [{ kind: 'closed', skips }, now]
      return drawn % 4 === 0
        ? [{ kind: 'deferred', channel, reason: 'cooldown', until: now + hour, skips }, now]
        : [{ kind: 'claimed', channel, sendId: 's', page: 1, skips }, now]
    }
    case 'send':
      return [{ status: (['accepted', 'failed', 'unknown', 'accepted', 'skipped'] as const)[drawn % 5], acceptedAt: now }, now]
    case 'awaitReceipt':
      return [(['delivered', 'undelivered', 'elapsed'] as const)[drawn % 3], now + 1]
    case 'checkExits':
      return [false, now]
    case 'findHour':
      return [value.after + (drawn % 5) * 1_000, now]
    case 'callWebhook':
      return [drawn % 2 === 0 ? 'taken' : 'refused', now]
    case 'setAttribute':
      return [undefined, now]
  }
}

const resume = (notes: readonly NumberedNote[]): Standing =>
  resumeStory({
    autopilotId: 'a',
    customerId: 'c',
    plans: new Map([
      [1, plan],
      [2, later],
    ]),
    firstVersion: 1,
    startedAt: 0,
    notes,
  })

describe('a story', () => {
  test.prop([fc.array(fc.nat(1_000), { minLength: 10, maxLength: 150 })], { numRuns: 300 })(
    'says at which step of which version its journey stands, since when, and how often it has been where',
    (answers) => {
      const { notes, moments } = live(answers)
      for (const [place, { command, position, told, versionNumber }] of moments.entries()) {
        // What is asked after the same sentence cannot be told apart: the first of it is asked again.
        const last = notes[told - 1]?.note
        if (moments[place - 1]?.told === told || last?.kind === 'skipped' || isTold(last?.kind ?? '')) continue
        const standing = resume(notes.slice(0, told))
        const at = {
          command: command.kind,
          step: standing.position.step,
          visits: standing.position.visits,
          versionNumber: standing.versionNumber,
        }
        expect(at).toEqual({ command: command.kind, step: position.step, visits: position.visits, versionNumber })
        expect(standing.seq).toBe(told + 1)
        if (command.kind === 'wait' || command.kind === 'waitFor') {
          const { plan: on, position: from } = standing
          const asked = runJourney({ plan: on, autopilotId: 'a', customerId: 'c', position: from, now: () => 0 })
          let next = asked.next()
          while (next.done !== true && next.value.kind !== command.kind)
            next = asked.next(next.value.kind === 'findHour' ? command.until : undefined)
          expect(next.value).toMatchObject({ until: command.until })
        }
      }
    },
  )

  it('tells nothing twice that its step has told already', () => {
    const story: NumberedNote['note'][] = [
      { kind: 'branched', step: 'where', branch: 0 },
      { kind: 'voucher_issued', step: 'gift' },
      { kind: 'skipped', step: 'mail', channel: 'push', reason: 'no_address' },
      { kind: 'sent', step: 'mail', channel: 'sms', status: 'accepted' },
    ]
    const standing = resume(story.map((note, index) => ({ seq: index + 1, at: 10 * index, note })))
    expect(standing).toMatchObject({
      position: { step: 'mail', visits: { where: 1, gift: 1 } },
      retold: story.slice(2).map(nameNote),
      seq: 5,
    })
  })

  it('keeps a pause that is not over', () => {
    const standing = resume([{ seq: 1, at: 50, note: { kind: 'paused', step: 'where' } }])
    expect(standing).toMatchObject({ pausedAt: 50, position: { step: 'where' } })
  })
})
