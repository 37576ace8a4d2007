import { describe, expect, it } from 'vitest'
import { checkDefinition } from './check-definition.ts'
import type { JourneyDefinition, Step } from './journey-definition.ts'
import { templates } from './templates.ts'

const send: Step = {
  id: 'mail',
  kind: 'send',
  channels: ['email'],
  messages: { email: { channel: 'email', subject: 'Hi', html: '<p>Hi</p>' } },
  fallThroughWithin: '1h',
  next: null,
  otherwise: null,
}
const wait = (id: string, next: string | null): Step => ({ id, kind: 'wait', duration: '1d', next })

function faultsOf(steps: Step[], overrides: Partial<JourneyDefinition> = {}): string[] {
  const checked = checkDefinition({
    trigger: { kind: 'quiet_for', duration: '60d' },
    entryRule: { all: [] },
    reentry: { kind: 'once' },
    activation: {},
    exitRules: [],
    holdoutPercent: 0,
    endsAfter: '30d',
    steps,
    ...overrides,
  })
  return checked.kind === 'refused' ? checked.faults.map(({ path, message }) => `${path}: ${message}`) : []
}

describe('a definition', () => {
  it('that is whole has no fault', () => {
    expect(faultsOf([wait('a', 'mail'), send])).toEqual([])
    for (const { definition } of templates) expect(checkDefinition(definition).kind).toBe('definition')
  })

  it('names every step that no way leads to, and every next that is not there', () => {
    expect(faultsOf([wait('a', null), wait('b', 'c'), wait('c', 'b')])).toEqual([
      'steps[1]: No way leads to this step',
      'steps[2]: No way leads to this step',
    ])
    expect(faultsOf([wait('a', 'x')])).toEqual(['steps[0].next: There is no step x'])
    expect(faultsOf([wait('a', 'a'), wait('a', null)])).toEqual(['steps[1].id: Is the id of steps[0] as well'])
    expect(faultsOf([])).toEqual(['steps: Must have at least one'])
  })

  it('may go round with a wait, and not without', () => {
    const tag = (id: string, next: string | null): Step => ({ id, kind: 'tag', attribute: 'x', value: 1, next })
    expect(faultsOf([tag('a', 'b'), wait('b', 'a')])).toEqual([])
    expect(faultsOf([wait('w', 'a'), tag('a', 'b'), tag('b', 'a')])).toEqual(['steps[1]: Goes round without ever waiting: a → b → a'])
    expect(faultsOf([tag('a', 'a')])).toEqual(['steps[0]: Goes round without ever waiting: a → a'])
  })

  it('needs a message for each channel, and percentages that add up', () => {
    expect(faultsOf([{ ...send, channels: ['email', 'sms'] }])).toEqual(['steps[0].messages.sms: There is no message for this channel'])
    const arms = (...percents: number[]): Step => ({
      id: 's',
      kind: 'split',
      arms: percents.map((percent, index) => ({ name: String(index), percent, next: null })),
    })
    expect(faultsOf([arms(33.33, 33.33, 33.34)])).toEqual([])
    expect(faultsOf([arms(33.33, 33.33, 33.33)])).toEqual(['steps[0].arms: The percentages make 99.99, and must make 100'])
    expect(faultsOf([arms(50.001, 49.999)])).toHaveLength(2)
  })

  it('waits only for what can happen', () => {
    const hope = (event: object): Step => ({ id: 'h', kind: 'waitFor', event: event as never, atMost: '1d', next: null, otherwise: null })
    expect(faultsOf([hope({ kind: 'message_clicked', step: 'h' })])).toEqual(['steps[0].event.step: Names no step that sends'])
    expect(faultsOf([hope({ kind: 'voucher_accepted' })])).toEqual(['steps[0].event: There is no step that gives a voucher'])
    const where = { field: 'properties.value', op: '>', value: 'much' }
    expect(faultsOf([hope({ kind: 'event', name: 'Bid', where })])[0]).toMatch(/^steps\[0\]\.event\.where\.value: /)
  })

  it('has durations, hours and rules that can be read, each fault at its place', () => {
    expect(
      faultsOf([wait('a', null)], {
        endsAfter: '1y',
        trigger: { kind: 'personal_date', date: 'birthday', daysBefore: -1, atHour: 24 },
        entryRule: { all: [{ field: 'nothing', op: '=', value: 1 }] },
        activation: { weekdays: [8], hours: { from: 9, until: 9 }, from: '2026-02-01T00:00:00Z', until: '2026-01-01T00:00:00Z' },
        reentry: { kind: 'after', duration: '0d' },
        holdoutPercent: 51,
      }).map((fault) => fault.split(':')[0]),
    ).toEqual([
      'trigger.daysBefore',
      'trigger.atHour',
      'entryRule.all[0].field',
      'reentry.duration',
      'endsAfter',
      'activation.until',
      'activation.weekdays',
      'activation.hours',
      'holdoutPercent',
    ])
  })
})
