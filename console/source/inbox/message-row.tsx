/** One message of the list: to whom, what, when, and what became of it. */
import { Group, Text } from '@mantine/core'
import { IconBell, IconMail, IconMessage } from '@tabler/icons-react'
import { InboxLink } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'
import { channelLabels } from '../words/broadcasts.ts'
import { describeMessageStatus } from '../words/inbox.ts'
import { formatAgo, formatInstant } from '../words/instants.ts'
import type { InboxMessage } from './inbox-queries.ts'

const icons = { email: IconMail, sms: IconMessage, push: IconBell }

export function MessageRow({ message, isOpen, timeZone }: { message: InboxMessage; isOpen: boolean; timeZone: string }) {
  const { id, channel, at, status, campaign } = message
  const Icon = icons[channel]
  return (
    <li>
      <InboxLink
        to="/dev/inbox"
        from="/dev/inbox"
        search={(before) => ({ ...before, message: id })}
        replace
        resetScroll={false}
        aria-current={isOpen ? 'true' : undefined}
      >
        <Icon size={18} stroke={1.6} role="img" aria-label={channelLabels[channel]} style={{ flex: '0 0 auto', marginTop: 2 }} />
        <div className="inbox-words">
          <Group justify="space-between" gap="xs" wrap="nowrap">
            <Text size="sm" fw={600} truncate>
              {nameParty(message)}
            </Text>
            <Text size="xs" c="dimmed" className="numbers" title={formatInstant(at, timeZone)} style={{ whiteSpace: 'nowrap' }}>
              {formatAgo(at)}
            </Text>
          </Group>
          <Text size="sm" truncate>
            {message.title ?? message.text ?? ''}
          </Text>
          <Group justify="space-between" gap="xs" wrap="nowrap">
            <Text size="xs" c="dimmed" truncate>
              {campaign === null ? 'Of no campaign' : `${campaign.name}${campaign.isTest ? ' (test)' : ''}`}
            </Text>
            <Status {...describeMessageStatus(status)} />
          </Group>
        </div>
      </InboxLink>
    </li>
  )
}

/** A customer by name where one is known. */
export function nameParty({ direction, channel, recipient, sender, customer }: InboxMessage): string {
  if (direction === 'inbound') return `From ${sender ?? 'a customer'}`
  if (channel === 'push') return customer?.name ?? customer?.externalId ?? 'A device'
  return recipient
}
