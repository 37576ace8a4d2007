import { describe, expect, it } from 'vitest'
import type { Definition } from '../autopilot-queries.ts'
import { findEarlier, findLater, insertStep, listExits, makeStep, moveEarlier, removeStep } from './edit-steps.ts'

const definition: Definition = {
  trigger: { kind: 'quiet_for', duration: '60d' },
  entryRule: { all: [] },
  reentry: { kind: 'once' },
  activation: {},
  exitRules: [],
  holdoutPercent: 0,
  endsAfter: '30d',
  steps: [
    { id: 'voucher', kind: 'voucher', offerId: '', next: 'wait', otherwise: null },
    { id: 'wait', kind: 'wait', duration: '1d', next: 'accepted' },
    { id: 'accepted', kind: 'waitFor', event: { kind: 'voucher_accepted' }, atMost: '5d', next: null, otherwise: 'tag' },
    { id: 'tag', kind: 'tag', attribute: 'a', value: 1, next: null },
  ],
}
/** `a → b | c`: each step with where it leads. */
const draw = ({ steps }: Definition) =>
  steps.map(
    (step) =>
      `${step.id} → ${listExits(step)
        .map(({ next }) => next ?? 'end')
        .join(' | ')}`,
  )

describe('the steps of a journey', () => {
  it('take a new one into the way that leads on', () => {
    const step = makeStep('webhook', definition.steps)
    expect(draw(insertStep(definition, step, { after: 'voucher', path: 'next' }))).toEqual([
      'voucher → webhook | end',
      'webhook → wait | end',
      'wait → accepted',
      'accepted → end | tag',
      'tag → end',
    ])
    expect(draw(insertStep(definition, step, { after: 'accepted', path: 'otherwise' }))[3]).toBe('webhook → tag | end')
    expect(draw(insertStep(definition, step, undefined)).slice(0, 2)).toEqual(['webhook → voucher | end', 'voucher → wait | end'])
  })

  it('close the gap where one is taken out, and start where the first one led', () => {
    expect(draw(removeStep(definition, 'wait'))[0]).toBe('voucher → accepted | end')
    expect(draw(removeStep(definition, 'voucher'))[0]).toBe('wait → accepted')
    expect(draw(removeStep(definition, 'tag'))[2]).toBe('accepted → end | end')
  })

  it('change places with the one before, and the start with them', () => {
    expect(draw(moveEarlier(definition, 'wait'))).toEqual([
      'wait → voucher',
      'voucher → accepted | end',
      'accepted → end | tag',
      'tag → end',
    ])
    expect(moveEarlier(moveEarlier(definition, 'accepted'), 'wait')).toEqual(definition)
  })

  it('stay where a change of places would have no meaning', () => {
    // It is reached by another way than the first.
    expect(findEarlier(definition, 'tag')).toBeUndefined()
    expect(findLater(definition, 'accepted')).toBeUndefined()
    expect(findLater(definition, 'voucher')?.id).toBe('wait')
    expect(moveEarlier(definition, 'voucher')).toBe(definition)
  })

  it('give each new one an id of its own', () => {
    expect(makeStep('wait', definition.steps).id).toBe('wait_2')
    expect(makeStep('send', definition.steps).id).toBe('message')
  })
})
