/** What the promotion's vouchers may come to; changed at any time, with an answer of its own. */
import { Group, Stack } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ActionButton } from '../../session/action-button.tsx'
import { useAction } from '../../session/use-action.ts'
import { BudgetFields } from '../../campaigns/budget-fields.tsx'
import type { BudgetInput } from '../../offers/offer-queries.ts'
import { storeQuery } from '../../store/store-settings.ts'
import { ProblemAlert } from '../../ui/problem.tsx'
import { limitPromotion, type Promotion, promotionQuery, promotionsPath } from '../promotion-queries.ts'

export function PromotionBudget({ promotion: { id, budget } }: { promotion: Promotion }) {
  const client = useQueryClient()
  const currency = useQuery(storeQuery).data?.currency ?? 'EUR'
  const [typed, setTyped] = useState<BudgetInput>()
  const saving = useAction('promotions:write', {
    mutationFn: (limits: BudgetInput) => limitPromotion(id, limits),
    async onSuccess(saved) {
      client.setQueryData(promotionQuery(id).queryKey, saved)
      setTyped(undefined)
      await client.invalidateQueries({ queryKey: [promotionsPath, id, 'preflight'] })
    },
  })
  const kept = { maxVouchers: budget?.maxVouchers ?? null, maxMoney: budget?.maxMoney ?? null }
  return (
    <Stack gap="sm">
      <BudgetFields budget={typed ?? kept} currency={budget?.usedMoney.currency ?? currency} onChange={setTyped} />
      {saving.isError ? <ProblemAlert error={saving.error} title="The budget was not changed" /> : null}
      {typed === undefined ? null : (
        <Group>
          <ActionButton action={saving} variant="default" size="compact-sm" onClick={() => saving.mutate(typed)}>
            Save the budget
          </ActionButton>
        </Group>
      )}
    </Stack>
  )
}
