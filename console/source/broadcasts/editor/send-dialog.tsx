/** The last look before a broadcast leaves: how many people, on which channel, when. */
import { List } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { LastLook } from '../../campaigns/last-look.tsx'
import { channelsInText } from '../../words/broadcasts.ts'
import { formatMicros } from '../../words/numbers.ts'
import { broadcastsPath, type DraftFields, type Preflight, sendBroadcast } from '../broadcast-queries.ts'

interface SendDialogProps {
  isOpen: boolean
  onClose: () => void
  id: string
  fields: DraftFields
  preflight: UseQueryResult<Preflight>
}

const words = { ask: 'Send to', confirm: 'Send to', done: 'On its way' }

export function SendDialog({ isOpen, onClose, id, fields, preflight }: SendDialogProps) {
  return (
    <LastLook
      isOpen={isOpen}
      onClose={onClose}
      path={broadcastsPath}
      id={id}
      fields={fields}
      preflight={preflight}
      words={words}
      onSend={(attempt) => sendBroadcast(id, attempt)}
      what={
        <List.Item>
          “{fields.name}” by {channelsInText[fields.message.channel]}
        </List.Item>
      }
      cost={preflight.data?.sms ? <List.Item>About {formatMicros(preflight.data.sms.estimatedCost)}</List.Item> : null}
    />
  )
}
