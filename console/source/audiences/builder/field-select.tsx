/** What a condition asks about, found by typing a part of its name. */
import { Select, Text } from '@mantine/core'
import { isKeyed, type Scope, stem } from './catalogue.ts'
import { measureWords } from './words.ts'

interface FieldSelectProps {
  scope: Scope
  field: string
  onChange: (field: string) => void
}

interface Option {
  value: string
  label: string
  description: string
}

/** Of a field that takes any key, the stem is chosen: `attributes.`. */
export function FieldSelect({ scope, field, onChange }: FieldSelectProps) {
  const groups = listFields(scope)
  const options = groups.flatMap(({ items }) => items)
  const chosen = options.find(({ value }) => value === field) ?? options.find(({ value }) => value.endsWith('.') && field.startsWith(value))
  const descriptions = new Map(options.map(({ value, description }) => [value, description]))
  return (
    <Select
      aria-label="Field"
      placeholder="Choose what to ask about"
      searchable
      autoFocus={field === ''}
      allowDeselect={false}
      data={groups}
      value={chosen?.value ?? null}
      onChange={(value) => {
        if (value !== null && value !== chosen?.value) onChange(value)
      }}
      renderOption={({ option }) => (
        <div>
          <Text size="sm">{option.label}</Text>
          <Text size="xs" c="dimmed">
            {descriptions.get(option.value)}
          </Text>
        </div>
      )}
      comboboxProps={{ width: 320, position: 'bottom-start' }}
      maxDropdownHeight={360}
      className="rule-field"
    />
  )
}

function listFields({ dimensions, sources }: Scope): { group: string; items: Option[] }[] {
  const own = dimensions.map((dimension) => ({
    value: stem(dimension),
    label: isKeyed(dimension) ? `${dimension.label}…` : dimension.label,
    description: dimension.description,
  }))
  const records = sources.map(({ label, description, measures }) => ({
    group: label,
    items: measures.map(({ measure, field }) => ({ value: field, label: `${label}: ${measureWords[measure]}`, description })),
  }))
  return [{ group: sources.length === 0 ? 'Of each' : 'Of the customer', items: own }, ...records].filter(({ items }) => items.length > 0)
}
