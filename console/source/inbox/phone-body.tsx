/** A text message or a notification on a phone. */
import { Box, Text } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import type { WholeMessage } from './inbox-queries.ts'

export function PhoneBody({ message: { channel, sender, title, text, direction } }: { message: WholeMessage }) {
  return (
    <div className="phone">
      {channel === 'sms' ? (
        <>
          <Text size="xs" c="dimmed" ta="center" mb="sm">
            {sender}
          </Text>
          <div className="bubble" data-direction={direction}>
            {text}
          </div>
        </>
      ) : (
        <div className="notification-card">
          <IconBell size={28} stroke={1.5} aria-hidden />
          <Box miw={0}>
            <Text size="sm" fw={600}>
              {title}
            </Text>
            <Text size="sm">{text}</Text>
          </Box>
        </div>
      )}
    </div>
  )
}
