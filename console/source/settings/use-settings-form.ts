/**
 * A form over one topic of the settings. What was typed stays what it is until it is saved or undone; a change that somebody else makes
 * meanwhile is taken over where nothing is typed, and else shown, with both sides to choose from.
 */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Action, useAction } from '../session/use-action.ts'
import { findError } from '../http/field-errors.ts'
import { ApiError, type FieldError } from '../http/request.ts'
import { findChanges } from './settings-changes.ts'
import { changeSettings, type SettingsByTopic, settingsQuery, type Topic, type Versioned } from './settings-queries.ts'

export interface SettingsForm<Value extends object> {
  /** In force, as the form started from it. */
  inForce: Versioned<Value>
  typed: Value
  type: (change: Partial<Value>) => void
  /** The fields that differ from what is in force. */
  changes: Partial<Value>
  isChanged: boolean
  /** What somebody else has saved since. */
  theirs: Versioned<Value> | undefined
  undo: () => void
  /** Mine stay typed, on top of theirs. */
  keepMine: () => void
  save: () => void
  action: Pick<Action, 'isPending' | 'reasonNot'>
  /** Of saving; undefined where it is about a field that shows it, or about what somebody else has saved. */
  failure: unknown
  /** What is wrong with a field, and what is within it. */
  errorOf: (path: string) => string | undefined
  canSave: boolean
  /** What was saved last, while nothing else is typed. */
  saved: Partial<Value> | undefined
}

/**
 * @param check what can be told to be wrong before it is sent
 * @param onSaved what else follows
 */
export function useSettingsForm<T extends Topic>(
  topic: T,
  loaded: Versioned<SettingsByTopic[T]>,
  check: (typed: SettingsByTopic[T]) => FieldError[] = () => [],
  onSaved?: (saved: Versioned<SettingsByTopic[T]>) => Promise<void>,
): SettingsForm<SettingsByTopic[T]> {
  type Value = SettingsByTopic[T]
  const cache = useQueryClient()
  const [inForce, setInForce] = useState(loaded)
  const [typed, setTyped] = useState(loaded.value)
  const [saved, setSaved] = useState<Partial<Value>>()
  const changes = findChanges<Value>(inForce.value, typed)
  const isChanged = Object.keys(changes).length > 0
  const isBehind = loaded.version !== inForce.version
  const saving = useAction('settings:write', {
    mutationFn: () => changeSettings(topic, changes, inForce.version),
    onSuccess: async (answer) => {
      start(answer)
      setSaved(changes)
      cache.setQueryData(settingsQuery(topic).queryKey, answer)
      await onSaved?.(answer)
    },
    onError: async (error) => {
      if (isOvertaken(error)) await cache.refetchQueries({ queryKey: settingsQuery(topic).queryKey })
    },
  })

  function start(from: Versioned<Value>): void {
    setInForce(from)
    setTyped(from.value)
    saving.reset()
  }

  if (isBehind && !isChanged && loaded.version > inForce.version) start(loaded)
  const wrong = isChanged ? check(typed) : []
  const serverError = findError(saving.error)
  return {
    inForce,
    typed,
    type: (change) => {
      setSaved(undefined)
      setTyped({ ...typed, ...change })
    },
    changes,
    isChanged,
    theirs: isBehind && loaded.version > inForce.version ? loaded : undefined,
    undo: () => start(isBehind ? loaded : inForce),
    keepMine: () => {
      setInForce(loaded)
      setTyped({ ...loaded.value, ...changes })
      saving.reset()
    },
    save: () => saving.mutate(),
    action: saving,
    failure: saving.isError && !isOvertaken(saving.error) ? saving.error : undefined,
    errorOf: (path) => wrong.find((one) => one.path === path || one.path.startsWith(`${path}.`))?.message ?? serverError(path),
    canSave: isChanged && wrong.length === 0,
    saved,
  }
}

function isOvertaken(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'version_mismatch'
}
