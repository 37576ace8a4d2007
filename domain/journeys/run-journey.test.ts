import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { checkDefinition } from './check-definition.ts'
import type { JourneyDefinition, Step } from './journey-definition.ts'
import { planJourney } from './journey-plan.ts'
import { type Command, type Ending, runJourney, startPosition } from './run-journey.ts'

const channels = ['email', 'sms', 'push'] as const
const messages = {
  email: { channel: 'email', subject: 'Hi', html: '<p>Hi</p>' },
  sms: { channel: 'sms', text: 'Hi' },
  push: { channel: 'push', title: 'Hi', body: 'Hi', url: 'https://store.example' },
} as const

/** Any steps that lead anywhere; those that a publication would refuse are left out. */
const definitions = fc
  .array(fc.tuple(fc.nat(7), fc.nat(9), fc.nat(9), fc.shuffledSubarray([...channels], { minLength: 1 })), { minLength: 1, maxLength: 8 })
  .map((drawn): JourneyDefinition => {
    const target = (place: number) => (place >= drawn.length ? null : `s${place}`)
    const steps = drawn.map(([kind, one, other, some], index): Step => {
      const id = `s${index}`
      const [next, otherwise] = [target(one), target(other)]
      switch (kind) {
        case 0:
          return { id, kind: 'wait', duration: '1d', next }
        case 1:
          return { id, kind: 'waitFor', event: { kind: 'ordered' }, atMost: '2d', next, otherwise }
        case 2:
          return { id, kind: 'branch', branches: [{ rule: { all: [] }, next }], otherwise }
        case 3:
          return {
            id,
            kind: 'split',
            arms: [
              { name: 'a', percent: 40, next },
              { name: 'b', percent: 60, next: otherwise },
            ],
          }
        case 4:
          return { id, kind: 'voucher', offerId: '', next, otherwise }
        case 5:
          return { id, kind: 'tag', attribute: 'x', value: 1, next }
        default:
          return {
            id,
            kind: 'send',
            channels: some,
            messages: Object.fromEntries(some.map((channel) => [channel, messages[channel]])),
            fallThroughWithin: '1h',
            next,
            otherwise,
          }
      }
    })
    return {
      trigger: { kind: 'quiet_for', duration: '60d' },
      entryRule: { all: [] },
      reentry: { kind: 'once' },
      activation: {},
      exitRules: [],
      holdoutPercent: 0,
      endsAfter: '30d',
      steps,
    }
  })
  .filter((definition) => checkDefinition(definition).kind === 'definition')

interface World {
  turns: { command: Command; answer: unknown }[]
  ending: Ending | undefined
}

/** Answers by the drawn numbers, as long as there are any. @param restarts with a fresh interpreter at each step, from the position alone */
function play(definition: JourneyDefinition, answers: readonly number[], restarts = false): World {
  const plan = planJourney(definition)
  let now = 0
  const position = startPosition(plan, now)
  const start = () => runJourney({ plan, autopilotId: 'a', customerId: 'c', position, now: () => now })
  let steps = start()
  let answer: unknown
  const turns: World['turns'] = []
  let stepBefore = position.step
  for (let turn = 0; turn < answers.length; turn += 1) {
    let next = steps.next(answer)
    if (next.done !== true && restarts && position.step !== stepBefore) {
      steps = start()
      next = steps.next()
    }
    stepBefore = position.step
    const { done, value } = next
    if (done === true) return { turns, ending: value }
    const drawn = answers[turn] ?? 0
    switch (value.kind) {
      case 'wait':
      case 'defer':
        now = Math.max(now, value.until)
        answer = 'elapsed'
        break
      case 'waitFor':
        now = drawn % 2 === 0 ? now + 1 : Math.max(now, value.until)
        answer = drawn % 2 === 0 ? { kind: 'happened', fact: 0 } : { kind: 'elapsed' }
        break
      case 'evaluate':
        answer = drawn % 2 === 0 ? 0 : -1
        break
      case 'issueVoucher':
        answer = drawn % 2 === 0 ? { kind: 'issued' } : { kind: 'refused', reason: 'budget_exhausted' }
        break
      case 'claim': {
        const step = plan.steps.find(({ id }) => id === value.step)
        const open = step?.kind === 'send' ? step.channels.slice(value.fromChannel) : []
        const channel = open[drawn % (open.length + 1)]
        if (drawn === 29) answer = { kind: 'over', reason: 'ordered', skips: [] }
        else if (channel === undefined) answer = { kind: 'closed', skips: [] }
        else if (drawn % 3 === 0) answer = { kind: 'deferred', channel, reason: 'cooldown', until: now + 1, skips: [] }
        else answer = { kind: 'claimed', channel, sendId: 's', page: 1, skips: [] }
        break
      }
      case 'send':
        answer = { status: (['accepted', 'failed', 'unknown', 'undeliverable', 'skipped'] as const)[drawn % 5], acceptedAt: now }
        break
      case 'awaitReceipt':
        now = Math.max(now, value.until)
        answer = (['delivered', 'undelivered', 'elapsed'] as const)[drawn % 3]
        break
      case 'checkExits':
        answer = false
        break
      case 'findHour':
        answer = value.after
        break
      case 'callWebhook':
        answer = 'taken'
        break
      default:
        answer = undefined
    }
    turns.push({ command: value, answer })
  }
  return { turns, ending: undefined }
}

const answers = fc.array(fc.nat(29), { minLength: 30, maxLength: 200 })

describe('the interpreter', () => {
  test.prop([definitions, answers])(
    'never fails on what can be published, and asks only about steps that are there',
    (definition, given) => {
      const { turns, ending } = play(definition, given)
      expect(ending?.outcome).not.toBe('failed')
      const ids = new Set(definition.steps.map(({ id }) => id))
      for (const { command } of turns) if (command.kind !== 'note') expect(ids.has(command.step)).toBe(true)
    },
  )

  test.prop([definitions, answers])(
    'sends no second message in a visit of a step once one may have arrived, and none twice on a channel',
    (definition, given) => {
      const { turns } = play(definition, given)
      const mayHaveArrived = new Set<string>()
      const tried = new Set<string>()
      let visit = ''
      for (const { command, answer } of turns) {
        if (command.kind === 'awaitReceipt' && answer === 'undelivered') mayHaveArrived.delete(visit)
        if (command.kind !== 'send') continue
        visit = `${command.step} ${command.visit}`
        expect(mayHaveArrived.has(visit)).toBe(false)
        expect(tried.has(`${visit} ${command.channel}`)).toBe(false)
        tried.add(`${visit} ${command.channel}`)
        const { status } = answer as { status: string }
        if (status === 'accepted' || status === 'unknown') mayHaveArrived.add(visit)
      }
    },
  )

  test.prop([definitions, answers])('ends at once where a claim finds that it is over', (definition, given) => {
    const { turns, ending } = play(definition, given)
    const over = turns.findIndex(({ command, answer }) => command.kind === 'claim' && (answer as { kind: string }).kind === 'over')
    if (over < 0 || (over === turns.length - 1 && ending === undefined)) return
    expect(turns.slice(over + 1)).toEqual([])
    expect(ending).toMatchObject({ outcome: 'exited', reason: 'ordered' })
  })

  test.prop([definitions, answers])('goes on from a position as if it had never stopped', (definition, given) => {
    expect(play(definition, given, true)).toEqual(play(definition, given))
  })

  it('counts what follows a message from the moment at which a provider took it', () => {
    const definition: JourneyDefinition = {
      trigger: { kind: 'quiet_for', duration: '60d' },
      entryRule: { all: [] },
      reentry: { kind: 'once' },
      activation: {},
      exitRules: [],
      holdoutPercent: 0,
      endsAfter: '30d',
      steps: [
        { id: 'mail', kind: 'send', channels: ['email', 'sms'], messages, fallThroughWithin: '2h', next: 'pause', otherwise: null },
        { id: 'pause', kind: 'wait', duration: '1d', next: null },
      ],
    }
    let now = 1_000
    const plan = planJourney(definition)
    const steps = runJourney({ plan, autopilotId: 'a', customerId: 'c', position: startPosition(plan, now), now: () => now })
    expect(steps.next().value).toMatchObject({ kind: 'claim' })
    expect(steps.next({ kind: 'claimed', channel: 'email', sendId: 's', page: 1, skips: [] }).value).toMatchObject({ kind: 'send' })
    expect(steps.next({ status: 'accepted', acceptedAt: 2_000 }).value).toMatchObject({ kind: 'note' })
    expect(steps.next().value).toMatchObject({ kind: 'note', note: { kind: 'waiting', for: 'receipt', until: 2_000 + 2 * 3_600_000 } })
    expect(steps.next().value).toMatchObject({ kind: 'awaitReceipt', until: 2_000 + 2 * 3_600_000 })
    now = 2_000 + 2 * 3_600_000
    expect(steps.next('elapsed').value).toMatchObject({ kind: 'note', note: { kind: 'waiting', until: 2_000 + 86_400_000 } })
  })
})
