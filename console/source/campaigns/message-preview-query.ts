/** How a message looks that belongs to no broadcast. */
import { queryOptions } from '@tanstack/react-query'
import type { Message, Preview } from '../broadcasts/broadcast-queries.ts'
import { request } from '../http/request.ts'

export interface PreviewedMessage {
  message: Message
  customerId: string | null
  /** Whether fields of a voucher may be used; they show an example. */
  hasVoucher: boolean
}

export function messagePreviewQuery({ message, customerId, hasVoucher }: PreviewedMessage) {
  return queryOptions({
    queryKey: ['message-preview', message, customerId, hasVoucher],
    queryFn: ({ signal }) =>
      request<Preview>('POST', '/api/v1/messages/preview', {
        body: { message, hasVoucher, ...(customerId === null ? {} : { customerId }) },
        signal,
      }),
    placeholderData: (previous) => (previous?.channel === message.channel ? previous : undefined),
  })
}
