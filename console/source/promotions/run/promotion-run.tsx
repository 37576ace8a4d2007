/** A promotion that has left its draft: how far it is, what became of its vouchers, and what can still be done about it. */
import { Group, Stack } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useRunFeed } from '../../campaigns/run-feed.ts'
import { RunPage } from '../../campaigns/run-page.tsx'
import { PendingPeople } from '../../campaigns/pending-people.tsx'
import { RunProgress } from '../../campaigns/run-progress.tsx'
import type { VoucherStatus } from '../../offers/offer-queries.ts'
import { FieldsHere } from '../../session/page-rights.tsx'
import { Figure } from '../../ui/figure.tsx'
import { ButtonLink, TextLink } from '../../ui/link.tsx'
import { Loading } from '../../ui/list.tsx'
import { Section } from '../../ui/page.tsx'
import { VoucherList } from '../../vouchers/voucher-list.tsx'
import { formatCount, formatShare } from '../../words/numbers.ts'
import { promotionStages, promotionStatuses } from '../../words/promotions.ts'
import { PromotionBudget } from '../editor/promotion-budget.tsx'
import type { PromotionSearch } from '../promotion-filter.ts'
import { type Promotion, type PromotionProgress, promotionsPath } from '../promotion-queries.ts'
import { ChannelTable } from './channel-table.tsx'
import { countOpen } from './open-vouchers.ts'
import { PromotionActions } from './promotion-actions.tsx'
import { PromotionPeople } from './promotion-people.tsx'

const route = getRouteApi('/configuration/voucher-campaign/promotion/$id')

export function PromotionRun({ promotion }: { promotion: Promotion }) {
  const { id, offerId, offerName } = promotion
  const { vouchers } = route.useSearch()
  const navigate = route.useNavigate()
  const { progress, status, temporalUrl, error, accept } = useRunFeed<PromotionProgress>(promotionsPath, promotion)
  return (
    <RunPage
      campaign={promotion}
      status={promotionStatuses[status]}
      detail={
        offerId === null ? null : (
          <TextLink to="/offers/$id" params={{ id: offerId }} size="sm">
            {offerName}
          </TextLink>
        )
      }
      actions={
        <>
          <PromotionActions promotion={promotion} status={status} progress={progress} onProgress={accept} />
          <ButtonLink variant="default" to="/configuration/voucher-campaign/promotion/$id/people" params={{ id }}>
            People
          </ButtonLink>
        </>
      }
      temporalUrl={temporalUrl}
      error={error}
    >
      <div className="split">
        <Stack gap="md">
          <Section title="Progress">{progress === undefined ? <Loading /> : <PromotionFigures progress={progress} />}</Section>
          {progress === undefined || progress.recipients === 0 ? null : (
            <Section title="Channel by channel">
              <ChannelTable progress={progress} />
            </Section>
          )}
        </Stack>
        <Stack gap="md" className="aside">
          <Section title="Vouchers given">{progress === undefined ? <Loading /> : <VoucherFigures progress={progress} />}</Section>
          <Section title="Budget">
            <FieldsHere>
              <PromotionBudget promotion={promotion} />
            </FieldsHere>
          </Section>
        </Stack>
      </div>
      <VoucherList
        path={`${promotionsPath}/${id}/vouchers`}
        counts={listCounts(progress)}
        open={progress === undefined ? 0 : countOpen(progress.vouchers)}
        status={vouchers}
        onStatus={(chosen) => void navigate({ search: chosen === undefined ? {} : { vouchers: chosen }, replace: true, hash: 'vouchers' })}
        empty="Vouchers appear here as they are given."
      />
    </RunPage>
  )
}

function listCounts(progress: PromotionProgress | undefined) {
  return Object.entries(progress?.vouchers.byStatus ?? {}).map(([status, vouchers]) => ({ status: status as VoucherStatus, vouchers }))
}

function PromotionFigures({ progress }: { progress: PromotionProgress }) {
  const { promotionId: id, recipients, byStatus, stage } = progress
  const reached = byStatus.accepted + byStatus.delivered
  return (
    <RunProgress
      progress={progress}
      stage={promotionStages[stage]}
      decided={recipients - byStatus.pending}
      left={{ label: 'Reached', count: reached, value: <PromotionPeople id={id} count={reached} search={{ outcome: 'reached' }} /> }}
      renderCount={(count, search) => <PromotionPeople id={id} count={count} search={search} />}
      renderPending={(count) => <PendingPeople campaign={id} count={count} />}
    />
  )
}

function VoucherFigures({ progress: { promotionId: id, vouchers } }: { progress: PromotionProgress }) {
  const { issued, byStatus } = vouchers
  const list = (count: number, what: string, search: PromotionSearch) => (
    <TextLink
      to="/configuration/voucher-campaign/promotion/$id"
      params={{ id }}
      search={search}
      hash="vouchers"
      inherit
      aria-label={`${formatCount(count)} ${what}`}
    >
      {formatCount(count)}
    </TextLink>
  )
  return (
    <Group gap="xl" align="flex-start">
      <Figure label="Given" value={list(issued, 'given', {})} />
      <Figure label="Open" value={list(countOpen(vouchers), 'open', { vouchers: 'open' })} />
      <Figure
        label="Redeemed"
        value={list(byStatus.redeemed, 'redeemed', { vouchers: 'redeemed' })}
        note={formatShare(byStatus.redeemed, issued)}
      />
    </Group>
  )
}
