/** How many are kept back, and how many messages leave at most. */
import { Group, NumberInput } from '@mantine/core'
import type { DraftFields } from './draft-keeper.ts'

interface LimitsFormProps extends Pick<DraftFields, 'holdoutPercent' | 'maxMessages'> {
  onChange: (part: Partial<DraftFields>) => void
}

export function LimitsForm({ holdoutPercent, maxMessages, onChange }: LimitsFormProps) {
  return (
    <Group align="flex-start" grow preventGrowOverflow={false} wrap="wrap">
      <NumberInput
        label="Holdout"
        description="Kept back at random, to measure what the message does."
        suffix=" %"
        min={0}
        max={50}
        decimalScale={2}
        clampBehavior="strict"
        value={holdoutPercent}
        onChange={(value) => onChange({ holdoutPercent: Number(value) })}
        miw={220}
      />
      <NumberInput
        label="At most this many messages"
        description="Whoever comes after them is skipped."
        placeholder="No limit"
        min={1}
        max={2_147_483_647}
        allowDecimal={false}
        thousandSeparator=","
        value={maxMessages ?? ''}
        onChange={(value) => onChange({ maxMessages: value === '' || Number(value) < 1 ? null : Number(value) })}
        miw={220}
      />
    </Group>
  )
}
