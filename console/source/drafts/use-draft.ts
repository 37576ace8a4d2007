/** A draft that is kept while its page is open: read as it is typed, saved when the page is left, and never lost by closing the window or loading it anew. */
import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { connection, isUnreachable } from '../http/request.ts'
import { keepBackup, readBackup } from './draft-backup.ts'
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
  const backupKey = recordKey.join(' ')
  const [keeper] = useState(() => {
    const backup = readBackup(backupKey, initial.fields)
    // Upon an older version it is in conflict with what somebody else has saved since, and says so.
    const started = createDraftKeeper(
      { ...initial, version: backup?.version ?? initial.version },
      {
        async save(fields, version) {
          const saved = await save(fields, version)
          client.setQueryData(recordKey, saved)
          return saved
        },
        isUnanswered: isUnreachable,
      },
    )
    // It goes on after the page is left, until the last of it is saved.
    keepBackup(started, backupKey)
    if (backup !== undefined) started.change(backup.fields)
    return started
  })
  const draft = useSyncExternalStore(keeper.subscribe, keeper.read)
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (keeper.read().state !== 'saved') event.preventDefault()
    }
    const forgetReturn = connection.onReturn(() => {
      if (keeper.read().state === 'failed' && isUnreachable(keeper.read().error)) void keeper.flush()
    })
    addEventListener('beforeunload', warn)
    return () => {
      forgetReturn()
      removeEventListener('beforeunload', warn)
      void keeper.flush()
    }
  }, [keeper])
  return { keeper, draft }
}
