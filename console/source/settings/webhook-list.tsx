/** Where a provider tells what became of messages: the address to enter there, and when it last called. */
import { ActionIcon, Code, CopyButton, Group, Stack, Text, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTimeZone } from '../store/store-settings.ts'
import { Status } from '../ui/status.tsx'
import { formatAgo, formatInstant } from '../words/instants.ts'
import type { Tone } from '../words/outcomes.ts'
import type { ChannelSetup } from './channel-queries.ts'

type Webhook = ChannelSetup['webhooks'][number]

export function WebhookList({ webhooks }: { webhooks: Webhook[] }) {
  const timeZone = useTimeZone()
  return (
    <div>
      <Text size="sm" fw={600} mb={6}>
        Webhooks
      </Text>
      <Stack gap="sm">
        {webhooks.map((webhook) => (
          <Stack key={webhook.url} gap={4}>
            <Text size="xs" c="dimmed">
              {webhook.what}
            </Text>
            <Group gap="xs" wrap="nowrap">
              <Code className="webhook-url">{webhook.url}</Code>
              <CopyButton value={webhook.url}>
                {({ copied, copy }) => (
                  <Tooltip label={copied ? 'Copied' : 'Copy'}>
                    <ActionIcon variant="default" size="md" onClick={copy} aria-label={copied ? 'Copied' : `Copy ${webhook.url}`}>
                      {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
                    </ActionIcon>
                  </Tooltip>
                )}
              </CopyButton>
            </Group>
            <Status {...describeArrival(webhook)} />
            {webhook.takenAt === null ? null : (
              <Text size="xs" c="dimmed">
                {formatInstant(webhook.takenAt, timeZone)}
              </Text>
            )}
          </Stack>
        ))}
      </Stack>
    </div>
  )
}

/** A refusal that is older than what was taken is over. */
function describeArrival({ isSigned, takenAt, refusedAt }: Webhook): { label: string; tone: Tone } {
  if (!isSigned) return { label: 'No signature is configured: every call is refused', tone: 'warn' }
  if (refusedAt !== null && (takenAt === null || takenAt < refusedAt))
    return { label: `The last call, ${formatAgo(refusedAt)}, was refused: its signature is not the one that is configured`, tone: 'bad' }
  return takenAt === null
    ? { label: 'Nothing has come yet: enter the address at the provider', tone: 'quiet' }
    : { label: `The last call was ${formatAgo(takenAt)}`, tone: 'good' }
}
