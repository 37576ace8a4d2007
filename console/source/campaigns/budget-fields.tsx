/** How many vouchers are given at most, and what they may come to. */
import { Group, NumberInput } from '@mantine/core'
import { MoneyField } from '../ui/money-field.tsx'
import type { BudgetInput } from '../offers/offer-queries.ts'

interface BudgetFieldsProps {
  budget: BudgetInput
  currency: string
  onChange: (budget: BudgetInput) => void
}

export function BudgetFields({ budget, currency, onChange }: BudgetFieldsProps) {
  return (
    <Group align="flex-start" grow preventGrowOverflow={false} wrap="wrap">
      <NumberInput
        label="At most this many vouchers"
        placeholder="No limit"
        min={0}
        max={2_147_483_647}
        allowDecimal={false}
        thousandSeparator=","
        value={budget.maxVouchers ?? ''}
        onChange={(value) => onChange({ ...budget, maxVouchers: value === '' ? null : Number(value) })}
        miw={200}
      />
      <MoneyField
        label="At most this much money"
        description="Open vouchers count with the most that they can take off: the offer needs a cap, or an amount."
        placeholder="No limit"
        currency={currency}
        value={budget.maxMoney ?? null}
        onChange={(maxMoney) => onChange({ ...budget, maxMoney })}
        miw={200}
      />
    </Group>
  )
}
