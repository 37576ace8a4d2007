/** A time that passes between two things, typed as a number of minutes, hours or days. NaN while the number is missing. */
import { Group, Input, NumberInput, Select } from '@mantine/core'
import { useId, useState } from 'react'

const units = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 }
type Unit = keyof typeof units

interface PauseInputProps {
  label: string
  description?: string
  valueMs: number
  min?: number
  error?: string | undefined
  onChange: (valueMs: number) => void
}

export function PauseInput({ label, description, valueMs, min = 0, error, onChange }: PauseInputProps) {
  const id = useId()
  const [chosen, setChosen] = useState<Unit>(() => findUnit(valueMs))
  // What is set from elsewhere (undone, or somebody else's) may not be a whole number of the chosen unit.
  const unit = Number.isNaN(valueMs) || valueMs % units[chosen] === 0 ? chosen : findUnit(valueMs)
  return (
    <Input.Wrapper label={label} description={description} error={error} labelProps={{ htmlFor: id }}>
      <Group gap={6} wrap="nowrap" mt={4}>
        <NumberInput
          id={id}
          min={min}
          max={9_999}
          allowDecimal={false}
          value={Number.isNaN(valueMs) ? '' : valueMs / units[unit]}
          error={error !== undefined}
          onChange={(count) => onChange(typeof count === 'number' ? count * units[unit] : Number.NaN)}
          w={96}
        />
        <Select
          aria-label={`${label}: unit`}
          allowDeselect={false}
          data={Object.keys(units)}
          value={unit}
          onChange={(next) => {
            const chosenUnit = (next ?? 'hours') as Unit
            setChosen(chosenUnit)
            onChange((valueMs / units[unit]) * units[chosenUnit])
          }}
          w={120}
        />
      </Group>
    </Input.Wrapper>
  )
}

function findUnit(valueMs: number): Unit {
  return valueMs !== 0 && valueMs % units.days === 0 ? 'days' : valueMs % units.hours === 0 ? 'hours' : 'minutes'
}
