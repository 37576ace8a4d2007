/**
 * Keeps a draft while it is typed, and saves it a moment after each change. One save at a time, always of what was typed last; what
 * could not be saved stays and is tried again with the next change, or when told to.
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
  /** Gives up what is not saved: it will not be. */
  abandon(): void
}

export interface DraftKeeperOptions<Fields> {
  save: (fields: Fields, version: number) => Promise<{ version: number }>
  /** Nobody knows whether what failed so was saved. */
  isUnanswered?: (error: unknown) => boolean
  saveAfterMs?: number
}

export function createDraftKeeper<Fields extends object>(
  initial: { fields: Fields; version: number },
  { save, isUnanswered = () => false, saveAfterMs = 600 }: DraftKeeperOptions<Fields>,
): DraftKeeper<Fields> {
  let snapshot: DraftSnapshot<Fields> = {
    ...initial,
    state: 'saved',
    error: undefined,
  }
  let isDirty = false
  /** It is the first to be saved again, as it was: what was typed since comes after it, and not in conflict with it. */
  let unanswered: Fields | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | undefined
  const listeners = new Set<() => void>()

  function update(part: Partial<DraftSnapshot<Fields>>): void {
    snapshot = { ...snapshot, ...part }
    for (const listener of listeners) listener()
  }

  async function saveAll(): Promise<void> {
    while (isDirty) {
      const fields = unanswered ?? snapshot.fields
      isDirty = fields !== snapshot.fields
      update({ state: 'saving' })
      try {
        const { version } = await save(fields, snapshot.version)
        unanswered = undefined
        update({ version, state: isDirty ? 'unsaved' : 'saved', error: undefined })
      } catch (error) {
        isDirty = true
        unanswered = isUnanswered(error) ? fields : undefined
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
      unanswered = undefined
      update({ version })
      isDirty = true
      return flush()
    },
    abandon() {
      clearTimeout(timer)
      isDirty = false
      unanswered = undefined
      update({ state: 'saved', error: undefined })
    },
  }
}
