/** How a file is to be taken, as it is being said: kept for this tab, so that a reload loses none of it. */
import { useState } from 'react'
import type { ImportJob, ImportOptions } from '../import-queries.ts'

/** Undefined is said no more. */
export type ChangeOptions = (part: { [Name in keyof ImportOptions]: ImportOptions[Name] | undefined }) => void

export function useOptions({ id, options: given }: Pick<ImportJob, 'id' | 'options'>): [ImportOptions, ChangeOptions] {
  const [options, setOptions] = useState<ImportOptions>(() => {
    const kept = sessionStorage.getItem(nameKept(id))
    const { isDryRun: _run, ...before } = given
    return kept === null ? before : (JSON.parse(kept) as ImportOptions)
  })
  const change: ChangeOptions = (part) => {
    const said = Object.entries({ ...options, ...part }).filter(([, value]) => value !== undefined && value !== '')
    const changed = Object.fromEntries(said) as ImportOptions
    sessionStorage.setItem(nameKept(id), JSON.stringify(changed))
    setOptions(changed)
  }
  return [options, change]
}

export function forgetOptions(id: string): void {
  sessionStorage.removeItem(nameKept(id))
}

function nameKept(id: string): string {
  return `regulars.import.${id}`
}
