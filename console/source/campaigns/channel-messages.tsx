/** One message with a form for each channel that may carry it, and how each looks beside it. */
import { Stack, Tabs, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Message } from '../broadcasts/broadcast-queries.ts'
import { MessageForm } from '../broadcasts/editor/message-form.tsx'
import { PreviewPanel } from '../broadcasts/editor/preview-panel.tsx'
import { VoucherFields } from '../broadcasts/editor/merge-field-menu.tsx'
import { startMessage } from '../broadcasts/starters.ts'
import { storeQuery } from '../store/store-settings.ts'
import { type Channel, channelLabels } from '../words/broadcasts.ts'
import { ChannelOrder } from './channel-order.tsx'
import { messagePreviewQuery } from './message-preview-query.ts'

export interface ChannelMessages {
  channels: Channel[]
  messages: { [One in Channel]?: Message | undefined }
}

interface ChannelMessagesFormProps extends ChannelMessages {
  /** Whether fields of a voucher may be used. */
  hasVoucher: boolean
  /** What the check has against the order, or a channel's message as a whole. */
  channelError?: string | undefined
  /** How many faults a channel's message has. */
  countFaults: (channel: Channel) => number
  onChange: (change: ChannelMessages) => void
}

export function ChannelMessagesForm({ channels, messages, hasVoucher, channelError, countFaults, onChange }: ChannelMessagesFormProps) {
  const shopUrl = useQuery(storeQuery).data?.url
  const [open, setOpen] = useState<Channel | undefined>(channels[0])
  const shown = open !== undefined && channels.includes(open) ? open : channels[0]
  const changeChannels = (next: Channel[]) => {
    const added = next.find((channel) => !channels.includes(channel))
    if (added !== undefined) setOpen(added)
    onChange({
      channels: next,
      // What is taken out is forgotten with its channel: the check refuses a message that nothing sends.
      messages: Object.fromEntries(next.map((channel) => [channel, messages[channel] ?? startMessage(channel, shopUrl)])),
    })
  }
  return (
    <Stack>
      <ChannelOrder
        label="Channels, in this order"
        description="The first one that may be used: address, consent and suppression decide."
        channels={channels}
        error={channelError}
        onChange={changeChannels}
      />
      {shown === undefined ? null : (
        <Tabs value={shown} onChange={(channel) => setOpen(channel as Channel)} keepMounted={false}>
          <Tabs.List>
            {channels.map((channel) => (
              <Tabs.Tab key={channel} value={channel}>
                {channelLabels[channel]}
                {countFaults(channel) > 0 ? (
                  <Text span size="xs" c="error">
                    {' '}
                    · {countFaults(channel)} to mend
                  </Text>
                ) : null}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {channels.map((channel) => {
            const message = messages[channel]
            return (
              <Tabs.Panel key={channel} value={channel} pt="md">
                {message === undefined ? null : (
                  <OneMessage
                    message={message}
                    hasVoucher={hasVoucher}
                    onChange={(next) => onChange({ channels, messages: { ...messages, [channel]: next } })}
                  />
                )}
              </Tabs.Panel>
            )
          })}
        </Tabs>
      )}
    </Stack>
  )
}

const previewAfterMs = 400

function OneMessage({ message, hasVoucher, onChange }: { message: Message; hasVoucher: boolean; onChange: (message: Message) => void }) {
  const [customerId, setCustomerId] = useState<string | null>(null)
  const [settled] = useDebouncedValue(message, previewAfterMs)
  const preview = useQuery(messagePreviewQuery({ message: settled, customerId, hasVoucher }))
  return (
    <Stack>
      <VoucherFields value={hasVoucher}>
        <MessageForm message={message} preview={preview.data} onChange={onChange} />
      </VoucherFields>
      <section className="card" aria-label="Preview">
        <PreviewPanel query={preview} message={message} customerId={customerId} onCustomer={setCustomerId} />
      </section>
    </Stack>
  )
}
