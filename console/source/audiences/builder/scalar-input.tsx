/** One value of a condition, by the kind of value that its field has. */
import { Select } from '@mantine/core'
import { useState } from 'react'
import { FreeInput } from './free-input.tsx'
import { MoneyInput } from './money-input.tsx'
import { PlainNumber, type ScalarInputProps, TextValue, YesOrNo } from './plain-inputs.tsx'
import { useRuleContext } from './rule-context.ts'
import type { Operator } from './rule-tree.ts'
import { useSuggestions } from './suggestions.ts'

const orderedOperators: readonly Operator[] = ['<', '<=', '>', '>=', 'between']
const textOperators: readonly Operator[] = ['contains', 'not contains', 'starts with', 'ends with']

export function ScalarInput(props: ScalarInputProps) {
  const { field, op, value, label = 'Value', onChange } = props
  switch (field.type) {
    case 'number':
      return <PlainNumber {...props} />
    case 'money':
      return <MoneyInput label={label} value={value} onChange={onChange} />
    case 'boolean':
      return <YesOrNo {...props} />
    case 'choice':
    case 'membership':
      return <ChoiceInput {...props} />
    case 'attribute':
      if (orderedOperators.includes(op)) return <PlainNumber {...props} />
      return textOperators.includes(op) ? <TextValue {...props} /> : <FreeInput {...props} />
    default:
      return <TextValue {...props} />
  }
}

function ChoiceInput({ field, value, label = 'Value', onChange }: ScalarInputProps) {
  const { names } = useRuleContext()
  const [typed, setTyped] = useState('')
  const chosen = typeof value === 'string' ? value : null
  const suggestions = useSuggestions(field, typed)
  const isListed = chosen === null || suggestions.some((choice) => choice.value === chosen)
  return (
    <Select
      aria-label={label}
      searchable
      allowDeselect={false}
      placeholder="Choose"
      nothingFoundMessage="There is none"
      data={isListed ? suggestions : [{ value: chosen, label: names.get(chosen) ?? chosen }, ...suggestions]}
      value={chosen}
      onSearchChange={setTyped}
      onChange={(picked) => onChange(picked ?? undefined)}
      className="rule-value"
    />
  )
}
