import { describe, expect, it } from 'vitest'
import type { Definition } from '../autopilot-queries.ts'
import { describeChanges } from './describe-changes.ts'

const before: Definition = {
  trigger: { kind: 'quiet_for', duration: '60d' },
  entryRule: { all: [] },
  reentry: { kind: 'once' },
  activation: {},
  exitRules: [],
  holdoutPercent: 0,
  endsAfter: '30d',
  steps: [
    { id: 'settle', kind: 'wait', duration: '1d', next: 'tag' },
    { id: 'tag', kind: 'tag', attribute: 'a', value: 1, next: null },
  ],
}

describe('what publishing changes', () => {
  it('is nothing where only the order of keys differs', () => {
    const same = { ...before, steps: before.steps.map((step) => Object.fromEntries(Object.entries(step).toReversed())) } as Definition
    expect(describeChanges(before, same)).toEqual([])
  })

  it('names parts, and steps that are new, changed and gone', () => {
    expect(
      describeChanges(before, {
        ...before,
        trigger: { kind: 'quiet_for', duration: '30d' },
        steps: [
          { id: 'settle', kind: 'wait', duration: '2d', next: 'done' },
          { id: 'done', name: 'The end', kind: 'exit', reason: 'done' },
        ],
      }),
    ).toEqual(['Why it starts is changed.', '“Settle” is changed.', '“The end” is new.', '“Tag” is gone.'])
  })
})
