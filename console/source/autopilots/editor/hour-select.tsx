/** An hour of the clock. */
import { Select } from '@mantine/core'
import { formatClock } from '../../words/autopilots.ts'

interface HourSelectProps {
  label: string
  description?: string
  value: number | undefined
  /** What is shown for none; without it there must be one. */
  none?: string
  /** 24 is the end of a day. */
  last?: 23 | 24
  error?: string | undefined
  onChange: (hour: number | undefined) => void
}

export function HourSelect({ label, description, value, none, last = 23, error, onChange }: HourSelectProps) {
  const hours = Array.from({ length: last + 1 }, (_, hour) => ({ value: String(hour), label: formatClock(hour) }))
  return (
    <Select
      label={label}
      description={description}
      placeholder={none}
      clearable={none !== undefined}
      allowDeselect={none !== undefined}
      data={hours}
      value={value === undefined ? null : String(value)}
      error={error}
      onChange={(hour) => onChange(hour === null ? undefined : Number(hour))}
      maw={260}
    />
  )
}
