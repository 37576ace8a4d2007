/** One offer: its terms, its budget, its vouchers, and giving one by hand. */
import { Alert, Badge, Group, Stack, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { ActionButton } from '../session/action-button.tsx'
import { FieldsHere } from '../session/page-rights.tsx'
import { useAction } from '../session/use-action.ts'
import { findError } from '../http/field-errors.ts'
import { useTimeZone } from '../store/store-settings.ts'
import { LeaveGuard } from '../ui/leave-guard.tsx'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { describeTerms, describeValidity } from '../words/offers.ts'
import { BudgetSection } from './budget-section.tsx'
import { GiveSection } from './give-section.tsx'
import { type OfferDraft, startDraft, writeOffer } from './offer-draft.ts'
import { OfferForm } from './offer-form.tsx'
import { changeOffer, commandOffer, type Offer, type OfferChange, offerQuery, offersPath } from './offer-queries.ts'
import { VoucherSection } from './voucher-section.tsx'

const route = getRouteApi('/offers/$id')

export function OfferPage() {
  const { id } = route.useParams()
  const { data, error, refetch } = useQuery(offerQuery(id))
  if (data === undefined)
    return (
      <Page title="Offer">
        <NotLoaded error={error} refetch={refetch} />
      </Page>
    )
  return <Loaded key={id} offer={data} />
}

function Loaded({ offer }: { offer: Offer }) {
  const cache = useQueryClient()
  const timeZone = useTimeZone()
  const [changes, setChanges] = useState<Partial<OfferDraft>>({})
  const draft = { ...startDraft(offer), ...changes }
  const written = writeOffer(draft)
  const isChanged = Object.keys(changes).length > 0
  const isArchived = offer.archivedAt !== null
  const keep = async (saved: Offer) => {
    cache.setQueryData(offerQuery(offer.id).queryKey, saved)
    await cache.invalidateQueries({ queryKey: [offersPath, 'list'] })
  }
  const saving = useAction('offers:write', {
    mutationFn: (change: OfferChange) => changeOffer(offer, change),
    onSuccess: async (saved) => {
      await keep(saved)
      setChanges({})
    },
  })
  const archiving = useAction('offers:write', {
    mutationFn: () => commandOffer(offer.id, isArchived ? 'restore' : 'archive'),
    onSuccess: keep,
  })
  return (
    <Page
      title={offer.name}
      heading={
        <Group gap="xs">
          <Title order={1}>{offer.name}</Title>
          {isArchived ? <Badge variant="default">Archived</Badge> : null}
        </Group>
      }
      description={`${describeTerms(offer)} · ${describeValidity(offer, timeZone)}`}
      actions={
        <>
          <ActionButton action={archiving} variant="default" onClick={() => archiving.mutate()}>
            {isArchived ? 'Restore' : 'Archive'}
          </ActionButton>
          <ActionButton
            action={saving}
            disabled={!isChanged || written === undefined || isArchived}
            onClick={() => written && saving.mutate(written)}
          >
            Save
          </ActionButton>
        </>
      }
    >
      <LeaveGuard isOn={isChanged} what="What you changed here is not saved." />
      {saving.isError ? <ProblemAlert error={saving.error} title="The offer could not be saved" /> : null}
      {archiving.isError ? <ProblemAlert error={archiving.error} title="That did not work" /> : null}
      {isArchived ? (
        <Alert variant="outline" title="Archived">
          It is offered nowhere any more; campaigns and vouchers that have it keep it. Restore it to change it.
        </Alert>
      ) : null}
      <VoucherSection offer={offer} />
      <FieldsHere>
        <div className="split">
          <fieldset className="plain-fieldset" disabled={isArchived}>
            <OfferForm
              draft={draft}
              currency={offer.currency}
              errorIn={findError(saving.error)}
              onChange={(part) => setChanges((before) => ({ ...before, ...part }))}
            />
          </fieldset>
          <Stack gap="md">
            <BudgetSection offer={offer} onSaved={keep} />
            {isArchived ? null : <GiveSection offer={offer} />}
          </Stack>
        </div>
      </FieldsHere>
    </Page>
  )
}
