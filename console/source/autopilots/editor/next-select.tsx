/** Where a way leads: to another step, or to the end. */
import { Select } from '@mantine/core'
import { nameStep, stepKinds } from '../../words/autopilots.ts'
import { useDefinition } from '../definition/definition-context.ts'

interface NextSelectProps {
  label: string
  /** The step that it leads on from. */
  from: string
  value: string | null
  error?: string | undefined
  onChange: (next: string | null) => void
}

const end = 'the end'

export function NextSelect({ label, from, value, error, onChange }: NextSelectProps) {
  const { definition } = useDefinition()
  const steps = definition.steps.filter(({ id }) => id !== from || id === value)
  return (
    <Select
      label={label}
      allowDeselect={false}
      data={[
        // No id has a space in it.
        { value: end, label: 'The journey ends' },
        ...steps.map((step) => ({ value: step.id, label: `${nameStep(step)} · ${stepKinds[step.kind].label}` })),
      ]}
      value={value ?? end}
      error={error}
      onChange={(next) => onChange(next === null || next === end ? null : next)}
    />
  )
}
