/** Several values of a condition: chosen where they are known, typed where any may be. */
import { MultiSelect, TagsInput } from '@mantine/core'
import { useState } from 'react'
import type { Field } from './catalogue.ts'
import { useRuleContext } from './rule-context.ts'
import type { Scalar } from './rule-tree.ts'
import { useSuggestions } from './suggestions.ts'

interface ListInputProps {
  field: Field
  values: Scalar[]
  onChange: (values: Scalar[] | undefined) => void
}

export function ListInput({ field, values, onChange }: ListInputProps) {
  const { names } = useRuleContext()
  const [typed, setTyped] = useState('')
  const suggestions = useSuggestions(field, typed)
  const texts = values.map(write)
  // What was a number or a boolean stays one.
  const change = (chosen: string[]) =>
    onChange(chosen.length === 0 ? undefined : chosen.map((text) => values.find((value) => write(value) === text) ?? text))
  const common = { 'aria-label': 'Values', value: texts, onChange: change, onSearchChange: setTyped, className: 'rule-value rule-list' }
  if (field.type !== 'choice' && field.type !== 'membership')
    return (
      <TagsInput
        {...common}
        placeholder={texts.length === 0 ? 'Type one, press Enter' : ''}
        data={[...new Set(suggestions.map((choice) => choice.value))]}
        acceptValueOnBlur
        splitChars={[',', ';', '\n']}
      />
    )
  const unlisted = texts.filter((text) => !suggestions.some(({ value }) => value === text))
  return (
    <MultiSelect
      {...common}
      searchable
      hidePickedOptions
      placeholder={texts.length === 0 ? 'Choose' : ''}
      nothingFoundMessage="There is none"
      data={[...unlisted.map((value) => ({ value, label: names.get(value) ?? value })), ...suggestions]}
    />
  )
}

/** Lists hold no amounts of money. */
function write(value: Scalar): string {
  return typeof value === 'object' ? '' : String(value)
}
