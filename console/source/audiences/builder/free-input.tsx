/** A value of a field that may hold a text, a number, or yes or no: as which it is compared is chosen beside it. */
import { Group, Select } from '@mantine/core'
import { PlainNumber, type ScalarInputProps, TextValue, YesOrNo } from './plain-inputs.tsx'
import type { Scalar } from './rule-tree.ts'

type Kind = 'text' | 'number' | 'boolean'

const kinds: { value: Kind; label: string }[] = [
  { value: 'text', label: 'the text' },
  { value: 'number', label: 'the number' },
  { value: 'boolean', label: 'yes or no' },
]

const inputs = { text: TextValue, number: PlainNumber, boolean: YesOrNo }

export function FreeInput(props: ScalarInputProps) {
  const { value, onChange } = props
  const kind = kindOf(value)
  const Input = inputs[kind]
  return (
    <Group gap="xs" wrap="nowrap">
      <Select
        aria-label="Compared as"
        allowDeselect={false}
        data={kinds}
        value={kind}
        onChange={(chosen) => onChange(startValue(chosen as Kind))}
        w={130}
        className="rule-part"
      />
      <Input {...props} />
    </Group>
  )
}

function kindOf(value: Scalar | undefined): Kind {
  const type = typeof value
  return type === 'number' || type === 'boolean' ? type : 'text'
}

function startValue(kind: Kind): Scalar | undefined {
  if (kind === 'number') return 0
  return kind === 'boolean' ? true : undefined
}
