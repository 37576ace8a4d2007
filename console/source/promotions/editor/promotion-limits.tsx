/** How many are kept back, and until when somebody may still be reached. */
import { Group } from '@mantine/core'
import { InstantInput } from '../../autopilots/editor/instant-input.tsx'
import { HoldoutInput } from '../../campaigns/holdout-input.tsx'
import { useTimeZone } from '../../store/store-settings.ts'
import type { PromotionFields } from '../promotion-queries.ts'

interface PromotionLimitsProps extends Pick<PromotionFields, 'holdoutPercent' | 'expiresAt'> {
  onChange: (part: Partial<PromotionFields>) => void
}

export function PromotionLimits({ holdoutPercent, expiresAt, onChange }: PromotionLimitsProps) {
  const timeZone = useTimeZone()
  return (
    <Group align="flex-start" grow preventGrowOverflow={false} wrap="wrap">
      <HoldoutInput
        description="Kept back at random, to measure the lift; they get no voucher."
        percent={holdoutPercent}
        onChange={(percent) => onChange({ holdoutPercent: percent })}
        miw={220}
      />
      <InstantInput
        label="Nobody is reached after"
        instant={expiresAt ?? undefined}
        timeZone={timeZone}
        onChange={(instant) => onChange({ expiresAt: instant ?? null })}
      />
    </Group>
  )
}
