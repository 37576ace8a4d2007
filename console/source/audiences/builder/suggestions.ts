/** Values to choose from as one types: those of the catalogue, and the store's own. */
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { type Field, valuesQuery, valuesUrlOf } from './catalogue.ts'

const lookAfterMs = 250

export interface Choice {
  value: string
  label: string
}

export function useSuggestions(field: Field, typed: string): Choice[] {
  const [q] = useDebouncedValue(typed.trim(), lookAfterMs)
  const url = valuesUrlOf(field)
  // The catalogue holds the first values of a field; those of a key have to be asked for.
  const isAsked = url !== null && (q !== '' || field.key !== undefined)
  const found = useQuery({ ...valuesQuery(url ?? '', q), enabled: isAsked }).data?.values
  const known = field.key === undefined ? (field.dimension?.values ?? []) : []
  const seen = new Set(known.map(({ value }) => value))
  return [...known, ...(isAsked ? (found ?? []) : []).filter(({ value }) => !seen.has(value))]
}
