import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { keepBackup, readBackup } from './draft-backup.ts'
import { createDraftKeeper } from './draft-keeper.ts'

const saved = { name: 'Spring' }
const key = '/api/v1/broadcasts,brd_1'

function startKeeper() {
  const api = { isDown: true }
  const save = async (_fields: typeof saved, version: number) => {
    if (api.isDown) throw new Error('down')
    return { version: version + 1 }
  }
  return { api, keeper: createDraftKeeper({ fields: saved, version: 3 }, { save, saveAfterMs: 1_000_000 }) }
}

beforeEach(() => {
  const kept = new Map<string, string>()
  vi.stubGlobal('sessionStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
    removeItem: (name: string) => void kept.delete(name),
  })
})
afterEach(() => void vi.unstubAllGlobals())

describe('what is typed in a draft', () => {
  it('is there again after a reload until it is saved', async () => {
    const { api, keeper } = startKeeper()
    keepBackup(keeper, key)
    expect(readBackup(key, saved)).toBeUndefined()
    keeper.change({ name: 'Summer' })
    expect(readBackup(key, saved)).toEqual({ fields: { name: 'Summer' }, version: 3 })
    await keeper.flush()
    expect(readBackup(key, saved)).toEqual({ fields: { name: 'Summer' }, version: 3 })
    api.isDown = false
    expect(await keeper.flush()).toBe(true)
    expect(readBackup(key, saved)).toBeUndefined()
  })

  it('is no more once it is given up, and nothing where it was saved after all', () => {
    const { keeper } = startKeeper()
    keepBackup(keeper, key)
    keeper.change({ name: 'Summer' })
    expect(readBackup(key, { name: 'Summer' })).toBeUndefined()
    keeper.abandon()
    expect(keeper.read().state).toBe('saved')
    expect(readBackup(key, saved)).toBeUndefined()
  })
})
