/** The last look before a promotion is launched: how many people, what they get, on which channels, when. */
import { List } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { LastLook } from '../../campaigns/last-look.tsx'
import { channelLabels } from '../../words/broadcasts.ts'
import { formatDuration } from '../../words/durations.ts'
import { formatMoney } from '../../words/numbers.ts'
import { launchPromotion, type Promotion, type PromotionFields, type PromotionPreflight, promotionsPath } from '../promotion-queries.ts'

interface LaunchDialogProps {
  isOpen: boolean
  onClose: () => void
  promotion: Promotion
  fields: PromotionFields
  preflight: UseQueryResult<PromotionPreflight>
}

const words = { ask: 'Give it to', confirm: 'Launch for', done: 'Launched' }

export function LaunchDialog({ isOpen, onClose, promotion: { id, offerName }, fields, preflight }: LaunchDialogProps) {
  const most = preflight.data?.vouchers?.mostInAll
  return (
    <LastLook
      isOpen={isOpen}
      onClose={onClose}
      path={promotionsPath}
      id={id}
      fields={fields}
      preflight={preflight}
      words={words}
      onSend={(attempt) => launchPromotion(id, attempt)}
      what={
        <>
          <List.Item>
            “{fields.name}”: {offerName ?? 'no offer'}
          </List.Item>
          <List.Item>{fields.channels.map((channel) => channelLabels[channel]).join(', else ')}</List.Item>
        </>
      }
      afterwards={
        fields.reminder === null ? null : <List.Item>A reminder {formatDuration(fields.reminder.before)} before the end</List.Item>
      }
      cost={most ? <List.Item>Vouchers that may take off {formatMoney(most)} in all</List.Item> : null}
    />
  )
}
