/** What a field is compared with, as its operator takes it: nothing, one value, two, a list, a moment or a window. */
import { Group, Text } from '@mantine/core'
import type { Field } from './catalogue.ts'
import { ListInput } from './list-input.tsx'
import { MomentInput } from './moment-input.tsx'
import { ScalarInput } from './scalar-input.tsx'
import type { Operator, Scalar, Value } from './rule-tree.ts'
import { startWindow, WindowInput } from './window-input.tsx'

interface ValueInputProps {
  field: Field
  op: Operator
  value: Value | undefined
  onChange: (value: Value | undefined) => void
}

export function ValueInput({ field, op, value, onChange }: ValueInputProps) {
  switch (op) {
    case 'is set':
    case 'is not set':
      return null
    case 'in':
    case 'not in':
      return <ListInput field={field} values={readList(value)} onChange={onChange} />
    case 'between':
      return <RangeInput field={field} op={op} value={value} onChange={onChange} />
    case 'before':
    case 'after':
    case 'on':
      return (
        <MomentInput
          label="Moment"
          value={typeof value === 'string' ? value : ''}
          onChange={(moment) => onChange(moment === '' ? undefined : moment)}
        />
      )
    case 'within':
    case 'not within':
      return <WindowInput window={isWindow(value) ? value : startWindow} onChange={onChange} />
    default:
      return <ScalarInput field={field} op={op} value={readScalar(value)} onChange={onChange} />
  }
}

/** A half of a range that is not typed yet is an empty text. */
function RangeInput({ field, op, value, onChange }: ValueInputProps) {
  const [low, high] = readList(value)
  const change = (pair: [Scalar | undefined, Scalar | undefined]) => onChange(pair.map((one) => one ?? ''))
  return (
    <Group gap={4} wrap="nowrap">
      <ScalarInput field={field} op={op} label="From" value={low === '' ? undefined : low} onChange={(typed) => change([typed, high])} />
      <Text size="sm">and</Text>
      <ScalarInput field={field} op={op} label="To" value={high === '' ? undefined : high} onChange={(typed) => change([low, typed])} />
    </Group>
  )
}

/** The value of a condition whose operator has just become another: what still fits stays. */
export function carryValue(value: Value | undefined, { type }: Field, op: Operator): Value | undefined {
  switch (op) {
    case 'is set':
    case 'is not set':
      return undefined
    case 'in':
    case 'not in':
    case 'between': {
      const list = Array.isArray(value) ? value : value === undefined || isWindow(value) ? [] : [value]
      return list.length === 0 ? undefined : list
    }
    case 'within':
    case 'not within':
      return isWindow(value) ? value : startWindow
    case 'before':
    case 'after':
    case 'on':
      return typeof value === 'string' ? value : undefined
    default: {
      const scalar = readScalar(value)
      return scalar === undefined && type === 'boolean' ? true : scalar
    }
  }
}

function readList(value: Value | undefined): Scalar[] {
  return Array.isArray(value) ? value : []
}

function readScalar(value: Value | undefined): Scalar | undefined {
  const first = Array.isArray(value) ? value[0] : value
  return isWindow(first) ? undefined : first
}

function isWindow(value: Value | undefined): value is Exclude<Value, Scalar | Scalar[]> {
  return typeof value === 'object' && !Array.isArray(value) && !('amountMinor' in value)
}
