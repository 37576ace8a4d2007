import { describe, expect, it } from 'vitest'
import { createQuestionSlots, NoSlot } from './question-slots.ts'

/** Work that goes on until it is told to end. */
function hold() {
  let end: () => void = () => undefined
  const held = new Promise<void>((resolve) => (end = resolve))
  return { work: () => held, end: () => end() }
}

const never = new AbortController().signal

describe('the places for questions', () => {
  it('are taken in turns', async () => {
    const slots = createQuestionSlots({ atOnce: 1, waitingAtMost: 5, waitMs: 60_000 })
    const order: string[] = []
    const first = hold()
    const running = [slots.run(never, first.work), ...['a', 'b', 'c'].map((name) => slots.run(never, async () => void order.push(name)))]
    expect(order).toEqual([])
    first.end()
    await Promise.all(running)
    expect(order).toEqual(['a', 'b', 'c'])
  })

  it('are given on when work fails, or whoever waits has left', async () => {
    const slots = createQuestionSlots({ atOnce: 1, waitingAtMost: 5, waitMs: 60_000 })
    await expect(slots.run(never, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    const first = hold()
    const running = slots.run(never, first.work)
    const leaving = new AbortController()
    const left = slots.run(leaving.signal, async () => 'too late')
    const next = slots.run(never, async () => 'next')
    leaving.abort(new Error('left'))
    await expect(left).rejects.toThrow('left')
    first.end()
    await running
    expect(await next).toBe('next')
    await expect(slots.run(AbortSignal.abort(new Error('gone')), async () => 1)).rejects.toThrow('gone')
  })

  it('are refused when too many wait, or for too long', async () => {
    const slots = createQuestionSlots({ atOnce: 1, waitingAtMost: 1, waitMs: 20 })
    const first = hold()
    const running = slots.run(never, first.work)
    const waiting = slots.run(never, async () => 1)
    await expect(slots.run(never, async () => 2)).rejects.toBeInstanceOf(NoSlot)
    await expect(waiting).rejects.toBeInstanceOf(NoSlot)
    first.end()
    await running
    expect(await slots.run(never, async () => 3)).toBe(3)
  })
})
