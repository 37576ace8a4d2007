/** What the offer's vouchers may come to, and what they do. */
import { Button, Group, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { BudgetFields } from '../campaigns/budget-fields.tsx'
import { Figure } from '../ui/figure.tsx'
import { Section } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { formatCount, formatMoney } from '../words/numbers.ts'
import { type BudgetInput, limitOffer, type Offer } from './offer-queries.ts'

export function BudgetSection({ offer: { id, budget, currency }, onSaved }: { offer: Offer; onSaved: (offer: Offer) => Promise<void> }) {
  const kept = { maxVouchers: budget?.maxVouchers ?? null, maxMoney: budget?.maxMoney ?? null }
  const [typed, setTyped] = useState<BudgetInput>()
  const saving = useMutation({
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
          <Button variant="default" disabled={typed === undefined} loading={saving.isPending} onClick={() => typed && saving.mutate(typed)}>
            Save the budget
          </Button>
        </Group>
      </Stack>
    </Section>
  )
}

function ofLimit<Limit>(limit: Limit | null, format: (limit: Limit) => string): string {
  return limit === null ? 'no limit' : `of ${format(limit)}`
}
