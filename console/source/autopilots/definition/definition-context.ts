/** What every form of a definition needs and none hands on: the definition, names of what it names, and what the check has against it. */
import { createContext, useContext } from 'react'
import type { Names } from '../../words/autopilots.ts'
import type { Definition, Fault } from '../autopilot-queries.ts'

export interface DefinitionContextValue {
  definition: Definition
  names: Names
  faults: readonly Fault[]
  /** A version that was published is looked at, never changed. */
  isReadOnly: boolean
}

export const DefinitionContext = createContext<DefinitionContextValue | undefined>(undefined)

export function useDefinition(): DefinitionContextValue {
  const value = useContext(DefinitionContext)
  if (value === undefined) throw new Error('There is no definition here')
  return value
}

/** Those at a place and within it. */
export function faultsWithin(faults: readonly Fault[], place: string): Fault[] {
  return faults.filter(({ path }) => path === place || path.startsWith(`${place}.`) || path.startsWith(`${place}[`))
}

/** Of a form at a place of the definition: what is wrong with one of its parts. */
export function useErrors(place: string): (part: string) => string | undefined {
  const { faults } = useDefinition()
  return (part) => faultsWithin(faults, part === '' ? place : `${place}.${part}`)[0]?.message
}
