/** How the message looks: to nobody in particular, or to one customer. */
import { Stack, Text } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { CustomerPicker } from '../../customers/customer-picker.tsx'
import { Loading } from '../../ui/list.tsx'
import { describeError } from '../../ui/problem.tsx'
import type { Message, Preview } from '../broadcast-queries.ts'
import { MessagePreview } from './message-preview.tsx'

interface PreviewPanelProps {
  query: UseQueryResult<Preview>
  message: Message
  customerId: string | null
  onCustomer: (id: string | null) => void
}

export function PreviewPanel({ query: { data, error }, message, customerId, onCustomer }: PreviewPanelProps) {
  return (
    <Stack>
      <CustomerPicker label="As" placeholder="Nobody in particular" value={customerId} onChange={onCustomer} />
      {error === null ? null : (
        <Text size="sm" c="error" role="alert">
          {describeError(error)}
        </Text>
      )}
      {data === undefined && error === null ? <Loading /> : null}
      {data === undefined ? null : <MessagePreview preview={data} message={message} saysLength={false} />}
    </Stack>
  )
}
