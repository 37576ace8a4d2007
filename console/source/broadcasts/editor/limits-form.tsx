/** How many are kept back, and how many messages leave at most. */
import { Group, NumberInput } from '@mantine/core'
import { HoldoutInput } from '../../campaigns/holdout-input.tsx'
import type { DraftFields } from '../broadcast-queries.ts'

interface LimitsFormProps extends Pick<DraftFields, 'holdoutPercent' | 'maxMessages'> {
  onChange: (part: Partial<DraftFields>) => void
}

export function LimitsForm({ holdoutPercent, maxMessages, onChange }: LimitsFormProps) {
  return (
    <Group align="flex-start" grow preventGrowOverflow={false} wrap="wrap">
      <HoldoutInput
        description="Kept back at random, to measure what the message does."
        percent={holdoutPercent}
        onChange={(percent) => onChange({ holdoutPercent: percent })}
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
