/** Chooses what a list is filtered by. With nothing chosen, it is not filtered. */
import { Select, type SelectProps } from '@mantine/core'

interface FilterSelectProps<Value extends string> extends Omit<SelectProps, 'data' | 'value' | 'onChange' | 'label'> {
  /** `Status`: with nothing chosen it says `Any status`. */
  label: string
  /** What each value is called, in the order in which they are offered. */
  words: Record<Value, string | { label: string }>
  value: Value | undefined
  onChange: (value: Value | undefined) => void
}

export function FilterSelect<Value extends string>({ label, words, value, onChange, ...select }: FilterSelectProps<Value>) {
  const values = Object.keys(words) as Value[]
  return (
    <Select
      placeholder={`Any ${label.toLowerCase()}`}
      clearable
      flex="1 1 9rem"
      maw={{ sm: 170 }}
      {...select}
      aria-label={label}
      data={values.map((one) => ({ value: one, label: nameValue(words[one]) }))}
      value={value ?? null}
      onChange={(chosen) => onChange(values.find((one) => one === chosen))}
    />
  )
}

function nameValue(word: string | { label: string }): string {
  return typeof word === 'string' ? word : word.label
}
