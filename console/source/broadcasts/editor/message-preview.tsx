/** A rendered message as its reader sees it: a mailbox, a text message, a notification. */
import { Box, Group, Stack, Text } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import type { Message, Preview } from '../broadcast-queries.ts'
import { EmailPreview } from './email-preview.tsx'
import { SmsCount } from './sms-count.tsx'

interface MessagePreviewProps {
  preview: Preview
  /** As it was written: the line after the subject, and where a tap leads in the end. */
  message: Message
  /** Where an SMS is written, the field itself says how long it is. */
  saysLength?: boolean
}

export function MessagePreview({ preview, message, saysLength = true }: MessagePreviewProps) {
  if (preview.email !== undefined)
    return <EmailPreview email={preview.email} preheader={message.channel === 'email' ? message.preheader : undefined} />
  if (preview.sms !== undefined) return <SmsPreview sms={preview.sms} saysLength={saysLength} />
  if (preview.push !== undefined)
    return <PushPreview push={preview.push} url={message.channel === 'push' ? message.url : preview.push.url} />
  return (
    <Text size="sm" c="dimmed">
      {preview.problems.some(({ level }) => level === 'error')
        ? 'It can be shown once the message is complete: see the checks below.'
        : 'It cannot be filled in for this customer.'}
    </Text>
  )
}

function SmsPreview({ sms, saysLength }: { sms: NonNullable<Preview['sms']>; saysLength: boolean }) {
  return (
    <Stack gap="xs">
      <div className="phone">
        <Text size="xs" c="dimmed" ta="center" mb="sm">
          {sms.from}
        </Text>
        <div className="bubble">{sms.text}</div>
      </div>
      {saysLength ? <SmsCount sms={sms} /> : null}
    </Stack>
  )
}

function PushPreview({ push, url }: { push: NonNullable<Preview['push']>; url: string }) {
  return (
    <Stack gap="xs">
      <div className="phone">
        <div className="notification-card">
          {push.icon === null ? <IconBell size={28} stroke={1.5} aria-hidden /> : <img src={push.icon} alt="" width={36} height={36} />}
          <Box miw={0}>
            <Text size="sm" fw={600} truncate>
              {push.title}
            </Text>
            <Text size="sm" truncate>
              {push.body}
            </Text>
          </Box>
        </div>
      </div>
      <Group gap={6}>
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          A tap leads to {url}
        </Text>
      </Group>
    </Stack>
  )
}
