/** The last look before it leaves: how many people, on which channel, when. */
import { List, Stack } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type UseQueryResult, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTimeZone } from '../../store/store-settings.ts'
import { Confirmation } from '../../ui/confirmation.tsx'
import { channelLabels, describeSchedule } from '../../words/broadcasts.ts'
import { formatCount, formatMicros, formatPeople } from '../../words/numbers.ts'
import { broadcastQuery, broadcastsPath, type Preflight, sendBroadcast } from '../broadcast-queries.ts'
import type { DraftFields } from './draft-keeper.ts'
import { CheckList } from './preflight-panel.tsx'

interface SendDialogProps {
  isOpen: boolean
  onClose: () => void
  id: string
  fields: DraftFields
  preflight: UseQueryResult<Preflight>
}

export function SendDialog({ isOpen, onClose, id, fields, preflight }: SendDialogProps) {
  const client = useQueryClient()
  const timeZone = useTimeZone()
  const [attempt] = useState(() => crypto.randomUUID())
  const { data, isPlaceholderData } = preflight
  const isLater = fields.schedule.kind !== 'now'
  const people = formatPeople(data?.audience.reachable ?? 0)
  const isReady = data?.ok === true && !isPlaceholderData
  const send = async () => {
    const sent = await sendBroadcast(id, attempt)
    notifications.show({ color: 'green', title: isLater ? 'Scheduled' : 'On its way', message: `${fields.name}: ${people}` })
    client.setQueryData(broadcastQuery(id).queryKey, sent)
    await client.invalidateQueries({ queryKey: [broadcastsPath, 'list'] })
  }
  const title = !isReady ? 'Not ready yet' : isLater ? `Schedule for ${people}?` : `Send to ${people} now?`
  return (
    <Confirmation
      isOpen={isOpen}
      title={title}
      confirm={isLater ? `Schedule for ${people}` : `Send to ${people}`}
      isBlocked={!isReady}
      onConfirm={send}
      onClose={onClose}
    >
      <Stack gap="sm">
        <List size="sm" spacing={4}>
          <List.Item>
            “{fields.name}” by {channelLabels[fields.message.channel]}
          </List.Item>
          <List.Item>{describeSchedule(fields.schedule, timeZone)}</List.Item>
          {data === undefined ? null : (
            <List.Item>
              {formatPeople(data.audience.members)} in the audience, of whom {formatCount(data.audience.members - data.audience.reachable)}{' '}
              cannot be reached now
            </List.Item>
          )}
          {fields.holdoutPercent > 0 ? <List.Item>{fields.holdoutPercent} % held back to measure the lift</List.Item> : null}
          {data?.sms ? <List.Item>About {formatMicros(data.sms.estimatedCost)}</List.Item> : null}
        </List>
        {data === undefined ? null : <CheckList checks={data.checks.filter(({ level }) => level !== 'info')} />}
      </Stack>
    </Confirmation>
  )
}
