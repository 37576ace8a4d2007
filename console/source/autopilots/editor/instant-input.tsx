/** A date and a time in the store's zone, or none. A half-typed one is kept here until it is one. */
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { fromWallTime, toWallTime } from '../../words/instants.ts'

interface InstantInputProps {
  label: string
  instant: string | undefined
  timeZone: string
  error?: string | undefined
  onChange: (instant: string | undefined) => void
}

export function InstantInput({ label, instant, timeZone, error, onChange }: InstantInputProps) {
  const [typed, setTyped] = useState<string>()
  const change = (value: string) => {
    setTyped(value)
    const read = value === '' ? undefined : fromWallTime(value, timeZone)
    if (value === '' || read !== undefined) onChange(read)
  }
  return (
    <TextInput
      type="datetime-local"
      label={`${label} (${timeZone})`}
      value={typed ?? (instant === undefined ? '' : toWallTime(instant, timeZone))}
      error={error}
      onChange={(event) => change(event.currentTarget.value)}
      maw={260}
    />
  )
}
