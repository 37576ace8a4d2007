/** Pause, resume, stop, another time: what a promotion takes that has left its draft. */
import { Radio, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { CampaignActions } from '../../campaigns/run-actions.tsx'
import { NamedConfirmation } from '../../ui/named-confirmation.tsx'
import { formatCount } from '../../words/numbers.ts'
import {
  commandPromotion,
  copyPromotion,
  type Promotion,
  type PromotionProgress,
  promotionQuery,
  type PromotionStatus,
  reschedulePromotion,
  type StopChoice,
  stopPromotion,
} from '../promotion-queries.ts'
import { countOpen } from './open-vouchers.ts'

interface PromotionActionsProps {
  promotion: Promotion
  status: PromotionStatus
  progress: PromotionProgress | undefined
  /** What a command was answered. */
  onProgress: (progress: PromotionProgress) => void
}

export function PromotionActions({ promotion, status, progress, onProgress }: PromotionActionsProps) {
  const { id, name } = promotion
  const client = useQueryClient()
  const navigate = useNavigate()
  const [isStopping, stopping] = useDisclosure()
  const [vouchers, setVouchers] = useState<StopChoice>('keep')
  const accept = async (answer: Promise<PromotionProgress>) => {
    onProgress(await answer)
    await client.invalidateQueries(promotionQuery(id))
  }
  const open = progress === undefined ? 0 : countOpen(progress.vouchers)
  return (
    <CampaignActions
      campaign={promotion}
      isScheduled={status === 'scheduled'}
      isPaused={status === 'paused'}
      hasLeft={status === 'active'}
      isOver={status === 'ended' || status === 'stopped' || status === 'failed'}
      onCommand={(command) => accept(commandPromotion(id, command))}
      onReschedule={(schedule) => accept(reschedulePromotion(id, schedule))}
      onCopy={async () => {
        const copy = await copyPromotion(id)
        await navigate({ to: '/configuration/voucher-campaign/promotion/$id', params: { id: copy.id } })
      }}
      stop="Stop"
      onStop={stopping.open}
    >
      <NamedConfirmation
        isOpen={isStopping}
        title={`Stop “${name}” for good?`}
        confirm="Stop the promotion"
        name={name}
        onConfirm={() => accept(stopPromotion(id, vouchers))}
        onClose={stopping.close}
      >
        <Text size="sm">Whoever it has not reached yet gets nothing. Messages that have left cannot be called back.</Text>
        <Radio.Group
          label={`${formatCount(open)} open ${open === 1 ? 'voucher' : 'vouchers'}`}
          value={vouchers}
          onChange={(choice) => setVouchers(choice)}
        >
          <Stack gap="xs" mt={6}>
            <Radio value="keep" label="Stay with their customers" description="They can be used until they end." />
            <Radio value="revoke" label="End now" description="Customers who come with one are refused; the budget goes back." />
          </Stack>
        </Radio.Group>
      </NamedConfirmation>
    </CampaignActions>
  )
}
