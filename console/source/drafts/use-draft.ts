/** A draft that is kept while its page is open: read as it is typed, saved when the page is left, and never lost by closing the window. */
import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { createDraftKeeper, type DraftKeeper, type DraftSnapshot } from './draft-keeper.ts'

export interface Draft<Fields> {
  keeper: DraftKeeper<Fields>
  draft: DraftSnapshot<Fields>
}

interface DraftOptions<Fields> {
  /** Under which the console knows the record: what was saved is what it is from then on. */
  recordKey: QueryKey
  save: (fields: Fields, version: number) => Promise<{ version: number }>
}

/** What is given first is where it starts; another page is another draft. */
export function useDraft<Fields extends object>(
  initial: { fields: Fields; version: number },
  { recordKey, save }: DraftOptions<Fields>,
): Draft<Fields> {
  const client = useQueryClient()
  const [keeper] = useState(() =>
    createDraftKeeper(initial, {
      async save(fields, version) {
        const saved = await save(fields, version)
        client.setQueryData(recordKey, saved)
        return saved
      },
    }),
  )
  const draft = useSyncExternalStore(keeper.subscribe, keeper.read)
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (keeper.read().state !== 'saved') event.preventDefault()
    }
    addEventListener('beforeunload', warn)
    return () => {
      removeEventListener('beforeunload', warn)
      void keeper.flush()
    }
  }, [keeper])
  return { keeper, draft }
}
