/** One channel: whether it is set up, how its provider answers, where its webhooks go, and a test. */
import { Alert, Badge, Code, Group, List, SimpleGrid, Stack, Text } from '@mantine/core'
import { IconCheck, IconMinus } from '@tabler/icons-react'
import { useTimeZone } from '../store/store-settings.ts'
import { TextLink } from '../ui/link.tsx'
import { Section } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { channelLabels } from '../words/broadcasts.ts'
import { formatAgo, formatInstant } from '../words/instants.ts'
import { formatCount } from '../words/numbers.ts'
import type { Tone } from '../words/outcomes.ts'
import type { ChannelSetup } from './channel-queries.ts'
import { ChannelTestForm } from './channel-test-form.tsx'
import { WebhookList } from './webhook-list.tsx'

export function ChannelCard({ setup }: { setup: ChannelSetup }) {
  const { channel, provider, isConfigured, isSandbox, host, requestsPerSecond, webhooks } = setup
  return (
    <Section
      id={channel}
      title={channelLabels[channel]}
      aside={
        <Group gap="md">
          {isSandbox ? <Badge variant="default">Sandbox</Badge> : null}
          <Status {...describeState(setup)} />
        </Group>
      }
    >
      <Stack>
        <Text size="sm">
          {provider}
          {host === null ? '' : `, reached at ${host}`}
          {requestsPerSecond === null ? '.' : `, at most ${formatRate(requestsPerSecond)} over all workers.`}{' '}
          {isSandbox ? <SandboxNote channel={channel} /> : null}
        </Text>
        {isConfigured ? null : (
          <Alert variant="outline" color="orange" title="Not set up">
            Set the variables below where the API and the workers run, and start them anew. Until then nothing leaves by this channel: what
            would have waits.
          </Alert>
        )}
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <Variables setup={setup} />
          <Calls setup={setup} />
        </SimpleGrid>
        {webhooks.length === 0 ? null : <WebhookList webhooks={webhooks} />}
        {isConfigured ? <ChannelTestForm setup={setup} /> : null}
      </Stack>
    </Section>
  )
}

function SandboxNote({ channel }: { channel: ChannelSetup['channel'] }) {
  return (
    <>
      {channel === 'push'
        ? 'The sandbox plays the devices of the demo’s customers; a real browser that subscribes is really written to. '
        : 'What is sent goes to the sandbox and to nobody. '}
      <TextLink to="/dev/inbox" search={{ channel }} size="sm" underline="always">
        See what arrived
      </TextLink>
    </>
  )
}

function describeState({ isConfigured, calls, webhooks }: ChannelSetup): { label: string; tone: Tone } {
  if (!isConfigured) return { label: 'Not set up', tone: 'quiet' }
  if (webhooks.some(({ isSigned }) => !isSigned)) return { label: 'Set up, without a signature for webhooks', tone: 'warn' }
  if (calls.lastFailureAt !== null && (calls.lastSuccessAt === null || calls.lastSuccessAt < calls.lastFailureAt))
    return { label: 'Set up, and failing', tone: 'bad' }
  return { label: 'Set up', tone: 'good' }
}

function Variables({ setup: { variables, channel } }: { setup: ChannelSetup }) {
  return (
    <div>
      <Text size="sm" fw={600} mb={6}>
        Set by
      </Text>
      <List size="sm" spacing={6} center={false} listStyleType="none" aria-label={`Variables of ${channelLabels[channel]}`}>
        {variables.map(({ name, isSet, isRequired, what }) => (
          <List.Item
            key={name}
            icon={
              isSet ? (
                <IconCheck size={16} color="var(--tone-good)" aria-label="Set" role="img" />
              ) : (
                <IconMinus size={16} color="var(--tone-quiet)" aria-label="Not set" role="img" />
              )
            }
          >
            <Code>{name}</Code>
            <Text size="xs" c="dimmed">
              {what}
              {isRequired || isSet ? '' : '. Not set'}
            </Text>
          </List.Item>
        ))}
      </List>
    </div>
  )
}

function Calls({ setup: { calls } }: { setup: ChannelSetup }) {
  const timeZone = useTimeZone()
  const { lastSuccessAt, lastFailureAt, lastFailure, calls24h, failures24h } = calls
  return (
    <div>
      <Text size="sm" fw={600} mb={6}>
        How it does
      </Text>
      <Stack gap={6}>
        <Text size="sm">
          {calls24h === 0
            ? 'No call in the last 24 hours.'
            : `${formatCount(calls24h)} ${calls24h === 1 ? 'call' : 'calls'} in the last 24 hours, ${failures24h === 0 ? 'none failed' : `${formatCount(failures24h)} failed`}.`}
        </Text>
        {lastSuccessAt === null ? null : (
          <Text size="sm" title={formatInstant(lastSuccessAt, timeZone)}>
            The last one that went well: {formatAgo(lastSuccessAt)}.
          </Text>
        )}
        {lastFailureAt === null ? null : (
          <Text size="sm" title={formatInstant(lastFailureAt, timeZone)}>
            The last one that failed: {formatAgo(lastFailureAt)}. {lastFailure}
          </Text>
        )}
        <TextLink to="/reports/voucher-campaigns/api-perf" size="sm">
          All calls, by code and time
        </TextLink>
      </Stack>
    </div>
  )
}

function formatRate(perSecond: number): string {
  return `${formatCount(perSecond)} ${perSecond === 1 ? 'request' : 'requests'} a second`
}
