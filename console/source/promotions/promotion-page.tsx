/** One promotion: an editor while it is a draft, its progress from then on. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Page } from '../ui/page.tsx'
import { PromotionEditor } from './editor/promotion-editor.tsx'
import { promotionQuery } from './promotion-queries.ts'
import { PromotionRun } from './run/promotion-run.tsx'

const route = getRouteApi('/configuration/voucher-campaign/promotion/$id')

export function PromotionPage() {
  const { id } = route.useParams()
  const { data: promotion, error, refetch } = useQuery(promotionQuery(id))
  if (promotion === undefined) {
    return (
      <Page title="Promotion" heading={null}>
        <NotLoaded error={error} refetch={refetch} />
      </Page>
    )
  }
  return promotion.status === 'draft' ? <PromotionEditor key={id} promotion={promotion} /> : <PromotionRun key={id} promotion={promotion} />
}
