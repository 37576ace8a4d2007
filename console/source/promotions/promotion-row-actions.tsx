/** What can be done with a promotion from the list: copy it, delete its draft. */
import { useNavigate } from '@tanstack/react-router'
import { CampaignMenu } from '../campaigns/campaign-menu.tsx'
import { copyPromotion, deletePromotion, type Promotion, promotionsPath } from './promotion-queries.ts'

export function PromotionRowActions({ promotion: { id, name, status } }: { promotion: Promotion }) {
  const navigate = useNavigate()
  return (
    <CampaignMenu
      name={name}
      isDraft={status === 'draft'}
      unsent="Nothing of it was sent, and no voucher was given."
      onCopy={async () => {
        const copy = await copyPromotion(id)
        await navigate({ to: '/configuration/voucher-campaign/promotion/$id', params: { id: copy.id } })
      }}
      onDelete={() => deletePromotion(id)}
      listKey={[promotionsPath]}
    />
  )
}
