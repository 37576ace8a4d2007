/** An amount of money: in the store's currency, or in the one that it already has. */
import { NumberInput } from '@mantine/core'
import { useRuleContext } from './rule-context.ts'
import type { Money, Scalar } from './rule-tree.ts'

interface MoneyInputProps {
  label: string
  value: Scalar | undefined
  onChange: (value: Money | undefined) => void
}

export function MoneyInput({ label, value, onChange }: MoneyInputProps) {
  const store = useRuleContext()
  const amount = typeof value === 'object' ? value : undefined
  const currency = amount?.currency ?? store.currency
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  return (
    <NumberInput
      aria-label={label}
      min={0}
      decimalScale={digits}
      thousandSeparator=","
      suffix={` ${currency}`}
      value={amount === undefined ? '' : amount.amountMinor / 10 ** digits}
      onChange={(typed) => onChange(typeof typed === 'number' ? { amountMinor: Math.round(typed * 10 ** digits), currency } : undefined)}
      w={140}
      className="rule-part"
    />
  )
}
