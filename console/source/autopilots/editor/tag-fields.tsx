/** What is written down about the customer. */
import { NumberInput, Select, TextInput } from '@mantine/core'
import type { Step } from '../autopilot-queries.ts'
import { useErrors } from '../definition/definition-context.ts'

type Tag = Extract<Step, { kind: 'tag' }>

interface TagFieldsProps {
  step: Tag
  place: string
  onChange: (step: Tag) => void
}

const types = { text: 'A text', number: 'A number', yes: 'Yes', no: 'No', none: 'Take it away' } as const
type Type = keyof typeof types
const startValues: Record<Type, Tag['value']> = { text: '', number: 0, yes: true, no: false, none: null }

export function TagFields({ step, place, onChange }: TagFieldsProps) {
  const errorIn = useErrors(place)
  const { value } = step
  const type = typeOf(value)
  return (
    <>
      <TextInput
        label="Attribute"
        description="As rules and messages name it: attributes.…"
        maxLength={100}
        value={step.attribute}
        error={errorIn('attribute')}
        onChange={(event) => onChange({ ...step, attribute: event.currentTarget.value })}
      />
      <Select
        label="Value"
        allowDeselect={false}
        data={Object.entries(types).map(([key, label]) => ({ value: key, label }))}
        value={type}
        onChange={(next) => onChange({ ...step, value: startValues[(next ?? 'text') as Type] })}
      />
      {type === 'text' ? (
        <TextInput
          aria-label="Text"
          maxLength={500}
          value={String(value)}
          onChange={(event) => onChange({ ...step, value: event.currentTarget.value })}
        />
      ) : null}
      {type === 'number' ? (
        <NumberInput aria-label="Number" value={Number(value)} onChange={(number) => onChange({ ...step, value: Number(number) })} />
      ) : null}
    </>
  )
}

function typeOf(value: Tag['value']): Type {
  if (value === null) return 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'number' ? 'number' : 'text'
}
