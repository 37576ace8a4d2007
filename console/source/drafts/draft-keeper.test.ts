import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDraftKeeper } from './draft-keeper.ts'

const draft = { fields: { name: 'Spring', holdoutPercent: 0 }, version: 1 }

/** An API that keeps what it is given, as long as it is up. */
function startApi() {
  const api = { saved: [] as { name: string; version: number }[], isDown: false, isSlow: false, answer: () => {} }
  const save = async (fields: { name: string }, version: number) => {
    if (api.isDown) throw new Error('down')
    if (api.isSlow) await new Promise<void>((resolve) => (api.answer = resolve))
    api.saved.push({ name: fields.name, version })
    return { version: version + 1 }
  }
  return { api, keeper: createDraftKeeper(draft, { save, saveAfterMs: 100 }) }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a draft that is typed', () => {
  it('is saved once, a moment after the last change', async () => {
    const { api, keeper } = startApi()
    keeper.change({ name: 'S' })
    await vi.advanceTimersByTimeAsync(50)
    keeper.change({ name: 'Summer' })
    expect(keeper.read()).toMatchObject({ state: 'unsaved', version: 1 })
    await vi.advanceTimersByTimeAsync(100)
    expect(api.saved).toEqual([{ name: 'Summer', version: 1 }])
    expect(keeper.read()).toMatchObject({ state: 'saved', version: 2 })
  })

  it('is saved under the new version when it changes while it is being saved', async () => {
    const { api, keeper } = startApi()
    api.isSlow = true
    keeper.change({ name: 'Summer' })
    await vi.advanceTimersByTimeAsync(100)
    keeper.change({ name: 'Autumn' })
    const flushed = keeper.flush()
    api.isSlow = false
    api.answer()
    expect(await flushed).toBe(true)
    expect(api.saved).toEqual([
      { name: 'Summer', version: 1 },
      { name: 'Autumn', version: 2 },
    ])
    expect(keeper.read()).toMatchObject({ state: 'saved', version: 3 })
  })

  it('is kept while it cannot be saved, and saved with the next change', async () => {
    const { api, keeper } = startApi()
    api.isDown = true
    keeper.change({ name: 'Summer' })
    expect(await keeper.flush()).toBe(false)
    expect(keeper.read()).toMatchObject({ state: 'failed', fields: { name: 'Summer' }, version: 1 })
    api.isDown = false
    keeper.change({ holdoutPercent: 5 })
    await vi.advanceTimersByTimeAsync(100)
    expect(api.saved).toEqual([{ name: 'Summer', version: 1 }])
    expect(keeper.read()).toMatchObject({ state: 'saved', error: undefined })
  })

  it('is saved again as it was first, where nobody knows whether it was saved', async () => {
    const saved: { name: string; version: number }[] = []
    let isCutOff = true
    const keeper = createDraftKeeper(draft, {
      async save(fields, version) {
        saved.push({ name: fields.name, version })
        if (isCutOff) throw new Error('cut off')
        return { version: version + 1 }
      },
      isUnanswered: () => true,
    })
    keeper.change({ name: 'Summer' })
    expect(await keeper.flush()).toBe(false)
    isCutOff = false
    keeper.change({ name: 'Autumn' })
    expect(await keeper.flush()).toBe(true)
    expect(saved).toEqual([
      { name: 'Summer', version: 1 },
      { name: 'Summer', version: 1 },
      { name: 'Autumn', version: 2 },
    ])
  })

  it('replaces what somebody else has saved only when told to', async () => {
    const { api, keeper } = startApi()
    keeper.change({ name: 'Mine' })
    expect(await keeper.overwrite(7)).toBe(true)
    expect(api.saved).toEqual([{ name: 'Mine', version: 7 }])
  })
})
