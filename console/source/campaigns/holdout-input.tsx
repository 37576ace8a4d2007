/** The share of people who are kept back at random, so that the lift can be measured. */
import { NumberInput, type NumberInputProps } from '@mantine/core'

interface HoldoutInputProps extends Omit<NumberInputProps, 'label' | 'value' | 'onChange'> {
  percent: number
  onChange: (percent: number) => void
}

export function HoldoutInput({ percent, onChange, ...input }: HoldoutInputProps) {
  return (
    <NumberInput
      {...input}
      label="Holdout"
      suffix="%"
      min={0}
      max={50}
      decimalScale={2}
      clampBehavior="strict"
      value={percent}
      onChange={(value) => onChange(Number(value))}
    />
  )
}
