/** An amount of money, typed in the currency's unit. */
import { NumberInput, type NumberInputProps } from '@mantine/core'

interface Money {
  amountMinor: number
  currency: string
}

interface MoneyFieldProps extends Omit<NumberInputProps, 'value' | 'onChange'> {
  currency: string
  value: Money | null
  onChange: (value: Money | null) => void
}

export function MoneyField({ currency, value, onChange, ...input }: MoneyFieldProps) {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  return (
    <NumberInput
      min={0}
      thousandSeparator=","
      suffix={` ${currency}`}
      {...input}
      decimalScale={digits}
      value={value === null ? '' : value.amountMinor / 10 ** digits}
      onChange={(typed) => onChange(typeof typed === 'number' ? { amountMinor: Math.round(typed * 10 ** digits), currency } : null)}
    />
  )
}
