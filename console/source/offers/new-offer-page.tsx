/** A new offer, with its budget. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ActionButton } from '../session/action-button.tsx'
import { useAction } from '../session/use-action.ts'
import { BudgetFields } from '../campaigns/budget-fields.tsx'
import { storeQuery } from '../store/store-settings.ts'
import { LeaveGuard } from '../ui/leave-guard.tsx'
import { Page, Section } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { createOffer, offersPath } from './offer-queries.ts'
import { emptyOffer, type OfferDraft, writeOffer } from './offer-draft.ts'
import { findError } from '../http/field-errors.ts'
import { OfferForm } from './offer-form.tsx'

export function NewOfferPage() {
  const navigate = useNavigate()
  const cache = useQueryClient()
  const currency = useQuery(storeQuery).data?.currency ?? 'EUR'
  const [draft, setDraft] = useState<OfferDraft>(emptyOffer)
  const written = writeOffer(draft)
  const { maxVouchers = null, maxMoney = null } = draft.budget
  const creating = useAction('offers:write', {
    mutationFn: (offer: NonNullable<typeof written>) =>
      createOffer({ ...offer, currency, ...(maxVouchers === null && maxMoney === null ? {} : { budget: draft.budget }) }),
    onSuccess: async ({ id }) => {
      await cache.invalidateQueries({ queryKey: [offersPath] })
      await navigate({ to: '/offers/$id', params: { id }, ignoreBlocker: true })
    },
  })
  const change = (part: Partial<OfferDraft>) => setDraft((before) => ({ ...before, ...part }))
  return (
    <Page
      title="New offer"
      description="What vouchers of it give. Vouchers that are out keep the terms under which they were given."
      actions={
        <ActionButton action={creating} disabled={written === undefined} onClick={() => written && creating.mutate(written)}>
          Save the offer
        </ActionButton>
      }
    >
      <LeaveGuard isOn={draft !== emptyOffer && !creating.isSuccess} what="This offer is not saved." />
      {creating.isError ? <ProblemAlert error={creating.error} title="The offer could not be made" /> : null}
      <OfferForm draft={draft} currency={currency} errorIn={findError(creating.error)} onChange={change} />
      <Section title="Budget">
        <BudgetFields budget={draft.budget} currency={currency} onChange={(budget) => change({ budget })} />
      </Section>
    </Page>
  )
}
