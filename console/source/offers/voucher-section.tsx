/** The offer's vouchers. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { VoucherList } from '../vouchers/voucher-list.tsx'
import { type Offer, offersPath, voucherCountsQuery } from './offer-queries.ts'

const route = getRouteApi('/offers/$id')

export function VoucherSection({ offer: { id } }: { offer: Offer }) {
  const { status } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <VoucherList
      path={`${offersPath}/${id}/vouchers`}
      counts={useQuery(voucherCountsQuery(id)).data?.data ?? []}
      status={status}
      onStatus={(chosen) =>
        void navigate({ search: chosen === undefined || chosen === 'open' ? {} : { status: chosen }, replace: true, hash: 'vouchers' })
      }
      empty="A promotion, an autopilot or you give vouchers of this offer; each appears here."
    />
  )
}
