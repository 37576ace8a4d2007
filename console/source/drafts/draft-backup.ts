/** What is typed and not saved yet, kept for this browser tab: a reload, or a crash of the page, takes it up again. */
import type { DraftKeeper } from './draft-keeper.ts'

interface Backup<Fields> {
  fields: Fields
  /** The one that it was typed upon. */
  version: number
}

const nameOf = (key: string) => `regulars.draft ${key}`

/** Undefined where nothing was left, or what is saved says the same. */
export function readBackup<Fields extends object>(key: string, saved: Fields): Backup<Fields> | undefined {
  const text = sessionStorage.getItem(nameOf(key))
  if (text === null) return undefined
  try {
    const backup = JSON.parse(text) as Backup<Fields>
    return JSON.stringify(backup.fields) === JSON.stringify(saved) ? undefined : backup
  } catch {
    return undefined
  }
}

/** As long as there is the keeper. */
export function keepBackup<Fields extends object>(keeper: DraftKeeper<Fields>, key: string): void {
  const write = () => {
    const { fields, version, state } = keeper.read()
    try {
      if (state === 'saved') sessionStorage.removeItem(nameOf(key))
      else sessionStorage.setItem(nameOf(key), JSON.stringify({ fields, version } satisfies Backup<Fields>))
    } catch {
      // There is no room: leaving the page still asks.
    }
  }
  keeper.subscribe(write)
}
