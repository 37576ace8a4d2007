/** The first step of a promotion: a name and what is given. The rest is written in the draft, with its checks beside it. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { startMessage } from '../broadcasts/starters.ts'
import { OfferSelect } from '../campaigns/offer-select.tsx'
import { NameInput, StartForm } from '../campaigns/start-form.tsx'
import { storeQuery } from '../store/store-settings.ts'
import { ButtonLink } from '../ui/link.tsx'
import { Page } from '../ui/page.tsx'
import { createPromotion } from './promotion-queries.ts'

export function NewPromotionPage() {
  const navigate = useNavigate()
  const shopUrl = useQuery(storeQuery).data?.url
  const [name, setName] = useState('')
  const [offerId, setOfferId] = useState('')
  const start = async () => {
    const { id } = await createPromotion({
      name: name.trim(),
      offerId: offerId === '' ? null : offerId,
      channels: ['email'],
      messages: { email: startMessage('email', shopUrl) },
    })
    await navigate({ to: '/configuration/voucher-campaign/promotion/$id', params: { id } })
  }
  const back = (
    <ButtonLink variant="subtle" color="gray" to="/configuration/voucher-campaign/promotion">
      Back
    </ButtonLink>
  )
  return (
    <Page title="New promotion" description="One offer, to one audience, once.">
      <StartForm name={name} onStart={start} back={back}>
        <NameInput name={name} onChange={setName} placeholder="Ten percent for the regulars" data-autofocus autoFocus />
        <OfferSelect value={offerId} onChange={setOfferId} />
      </StartForm>
    </Page>
  )
}
