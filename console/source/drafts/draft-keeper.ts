/**
 * Keeps a draft while it is typed, and saves it a moment after each change. One save at a time, always of what was typed last; what
 * could not be saved stays and is tried again with the next change.
 *
 *   saved ─change─► unsaved ─moment─► saving ─► saved │ failed
 */
export interface DraftSnapshot<Fields> {
  fields: Fields
  /** The last one that was saved. */
  version: number
  state: 'saved' | 'unsaved' | 'saving' | 'failed'
  error: unknown
}

export interface DraftKeeper<Fields> {
  read(): DraftSnapshot<Fields>
  subscribe(listener: () => void): () => void
  change(part: Partial<Fields>): void
  /** Saves what is not saved yet; false when that failed. */
  flush(): Promise<boolean>
  /** Saves over what somebody else has saved as that version. */
  overwrite(version: number): Promise<boolean>
}

export interface DraftKeeperOptions<Fields> {
  save: (fields: Fields, version: number) => Promise<{ version: number }>
  saveAfterMs?: number
}

export function createDraftKeeper<Fields extends object>(
  initial: { fields: Fields; version: number },
  { save, saveAfterMs = 600 }: DraftKeeperOptions<Fields>,
): DraftKeeper<Fields> {
  let snapshot: DraftSnapshot<Fields> = {
    ...initial,
    state: 'saved',
    error: undefined,
  }
  let isDirty = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | undefined
  const listeners = new Set<() => void>()

  function update(part: Partial<DraftSnapshot<Fields>>): void {
    snapshot = { ...snapshot, ...part }
    for (const listener of listeners) listener()
  }

  async function saveAll(): Promise<void> {
    while (isDirty) {
      isDirty = false
      update({ state: 'saving' })
      try {
        const { version } = await save(snapshot.fields, snapshot.version)
        update({ version, state: isDirty ? 'unsaved' : 'saved', error: undefined })
      } catch (error) {
        isDirty = true
        update({ state: 'failed', error })
        return
      }
    }
  }

  async function flush(): Promise<boolean> {
    clearTimeout(timer)
    running ??= saveAll().finally(() => {
      running = undefined
    })
    await running
    return !isDirty
  }

  return {
    read: () => snapshot,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    change(part) {
      isDirty = true
      update({ fields: { ...snapshot.fields, ...part }, state: snapshot.state === 'failed' ? 'failed' : 'unsaved' })
      clearTimeout(timer)
      timer = setTimeout(() => void flush(), saveAfterMs)
    },
    flush,
    overwrite(version) {
      update({ version })
      isDirty = true
      return flush()
    },
  }
}
