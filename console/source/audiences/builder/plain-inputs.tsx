/** Values of one kind: a number, a text with suggestions, yes or no. */
import { Autocomplete, NumberInput, Select } from '@mantine/core'
import type { Field } from './catalogue.ts'
import type { Operator, Scalar } from './rule-tree.ts'
import { useSuggestions } from './suggestions.ts'

export interface ScalarInputProps {
  field: Field
  op: Operator
  value: Scalar | undefined
  label?: string
  onChange: (value: Scalar | undefined) => void
}

export function PlainNumber({ value, label = 'Value', onChange }: ScalarInputProps) {
  return (
    <NumberInput
      aria-label={label}
      value={typeof value === 'number' ? value : ''}
      onChange={(typed) => onChange(typeof typed === 'number' ? typed : undefined)}
      w={100}
      className="rule-part"
    />
  )
}

export function TextValue({ field, value, label = 'Value', onChange }: ScalarInputProps) {
  const text = typeof value === 'string' ? value : ''
  const suggestions = useSuggestions(field, text)
  return (
    <Autocomplete
      aria-label={label}
      data={[...new Set(suggestions.map((choice) => choice.value))]}
      value={text}
      onChange={(typed) => onChange(typed === '' ? undefined : typed)}
      maxLength={500}
      className="rule-value"
    />
  )
}

export function YesOrNo({ value, label = 'Value', onChange }: ScalarInputProps) {
  return (
    <Select
      aria-label={label}
      allowDeselect={false}
      data={[
        { value: 'true', label: 'Yes' },
        { value: 'false', label: 'No' },
      ]}
      value={typeof value === 'boolean' ? String(value) : null}
      onChange={(chosen) => onChange(chosen === 'true')}
      w={90}
      className="rule-part"
    />
  )
}
