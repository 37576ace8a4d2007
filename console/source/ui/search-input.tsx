/** A search box: what is typed is looked for once it has been still for a moment. */
import { TextInput, type TextInputProps } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'

const searchAfterMs = 250

interface SearchInputProps extends Omit<TextInputProps, 'value' | 'onChange' | 'defaultValue'> {
  /** What it is called for those who do not see it. */
  label: string
  /** What is looked for at first. */
  start: string | undefined
  /** Undefined for nothing. */
  onSearch: (text: string | undefined) => void
}

export function SearchInput({ label, start = '', onSearch, ...input }: SearchInputProps) {
  const [typed, setTyped] = useState(start)
  const search = useDebouncedCallback((text: string) => onSearch(text === '' ? undefined : text), searchAfterMs)
  return (
    <TextInput
      flex="1 1 14rem"
      {...input}
      label={undefined}
      aria-label={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        search(event.currentTarget.value)
      }}
    />
  )
}
