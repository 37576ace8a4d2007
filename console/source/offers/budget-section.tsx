/** What the offer's vouchers may come to, and what they do. */
import { Group, Stack } from '@mantine/core'
import { useState } from 'react'
import { ActionButton } from '../session/action-button.tsx'
import { useAction } from '../session/use-action.ts'
import { BudgetFields } from '../campaigns/budget-fields.tsx'
import { Figure } from '../ui/figure.tsx'
import { Section } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { formatCount, formatMoney } from '../words/numbers.ts'
import { type BudgetInput, limitOffer, type Offer } from './offer-queries.ts'

export function BudgetSection({ offer: { id, budget, currency }, onSaved }: { offer: Offer; onSaved: (offer: Offer) => Promise<void> }) {
  const kept = { maxVouchers: budget?.maxVouchers ?? null, maxMoney: budget?.maxMoney ?? null }
  const [typed, setTyped] = useState<BudgetInput>()
  const saving = useAction('offers:write', {
    mutationFn: (limits: BudgetInput) => limitOffer(id, limits),
    onSuccess: async (offer) => {
      await onSaved(offer)
      setTyped(undefined)
    },
  })
  return (
    <Section title="Budget">
      <Stack>
        {budget === null ? null : (
          <Group gap="xl">
            <Figure label="Vouchers in use" value={formatCount(budget.usedVouchers)} note={ofLimit(budget.maxVouchers, formatCount)} />
            <Figure label="Money in use" value={formatMoney(budget.usedMoney)} note={ofLimit(budget.maxMoney, formatMoney)} />
          </Group>
        )}
        <BudgetFields budget={typed ?? kept} currency={currency} onChange={setTyped} />
        {saving.isError ? <ProblemAlert error={saving.error} title="The budget was not changed" /> : null}
        <Group>
          <ActionButton action={saving} variant="default" disabled={typed === undefined} onClick={() => typed && saving.mutate(typed)}>
            Save the budget
          </ActionButton>
        </Group>
      </Stack>
    </Section>
  )
}

function ofLimit<Limit>(limit: Limit | null, format: (limit: Limit) => string): string {
  return limit === null ? 'no limit' : `of ${format(limit)}`
}
