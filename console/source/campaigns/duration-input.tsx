/** How long: a number of minutes, hours, days or weeks. While the number is missing the text is empty, which no check lets through. */
import { Group, Input, NumberInput, Select } from '@mantine/core'
import { useId, useState } from 'react'
import { type DurationUnit, durationUnits, readDuration } from '../words/durations.ts'

interface DurationInputProps {
  label: string
  description?: string
  value: string
  error?: string | undefined
  onChange: (value: string) => void
}

const units = Object.entries(durationUnits).map(([value, label]) => ({ value, label }))

export function DurationInput({ label, description, value, error, onChange }: DurationInputProps) {
  const id = useId()
  const read = readDuration(value)
  const [chosen, setChosen] = useState<DurationUnit>('d')
  const unit = read?.unit ?? chosen
  const write = (count: number | undefined, next: DurationUnit) => {
    setChosen(next)
    onChange(count === undefined ? '' : `${count}${next}`)
  }
  return (
    <Input.Wrapper label={label} description={description} error={error} labelProps={{ htmlFor: id }}>
      <Group gap={6} wrap="nowrap" mt={4}>
        <NumberInput
          id={id}
          min={1}
          max={99_999}
          allowDecimal={false}
          clampBehavior="strict"
          value={read?.count ?? ''}
          onChange={(count) => write(typeof count === 'number' ? count : undefined, unit)}
          error={error !== undefined}
          w={96}
        />
        <Select
          aria-label={`${label}: unit`}
          allowDeselect={false}
          data={units}
          value={unit}
          onChange={(next) => write(read?.count, (next ?? 'd') as DurationUnit)}
          w={120}
        />
      </Group>
    </Input.Wrapper>
  )
}
