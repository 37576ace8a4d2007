/** One test message to oneself, and what the provider said. What was typed stays. */
import { Alert, Group, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ActionButton } from '../session/action-button.tsx'
import { useAction } from '../session/use-action.ts'
import { CustomerPicker } from '../customers/customer-picker.tsx'
import { findError } from '../http/field-errors.ts'
import { TextLink } from '../ui/link.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { formatAgo } from '../words/instants.ts'
import { type ChannelSetup, type ChannelTest, channelsQuery, testChannel } from './channel-queries.ts'

const fields = {
  email: { label: 'Send a test email to', type: 'email', placeholder: 'you@example.com' },
  sms: { label: 'Send a test SMS to', type: 'tel', placeholder: '+49 …' },
} as const

export function ChannelTestForm({ setup }: { setup: ChannelSetup }) {
  const { channel, lastTest } = setup
  const [to, setTo] = useState('')
  const cache = useQueryClient()
  const testing = useAction('settings:write', {
    mutationFn: () => testChannel(channel, to.trim()),
    onSettled: () => cache.invalidateQueries({ queryKey: channelsQuery.queryKey }),
  })
  const wrong = findError(testing.error)('to')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    testing.mutate()
  }
  return (
    <form onSubmit={submit} className="channel-test" noValidate>
      <Stack gap="xs">
        <Group align="flex-end" gap="xs">
          {channel === 'push' ? (
            <div className="channel-test-field">
              <CustomerPicker
                label="Send a test to the devices of"
                placeholder="Search for a customer"
                value={to === '' ? null : to}
                onChange={(customer) => setTo(customer ?? '')}
              />
            </div>
          ) : (
            <TextInput
              className="channel-test-field"
              {...fields[channel]}
              value={to}
              error={wrong !== undefined}
              onChange={(event) => setTo(event.currentTarget.value)}
            />
          )}
          <ActionButton action={testing} type="submit" variant="default" disabled={to.trim() === ''}>
            Send test
          </ActionButton>
        </Group>
        {wrong === undefined ? null : (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {wrong}
          </Text>
        )}
        {testing.isError && wrong === undefined ? <ProblemAlert error={testing.error} title="The test was not sent" /> : null}
        {testing.data === undefined ? <LastTest lastTest={lastTest} /> : <Answer test={testing.data} isSandbox={setup.isSandbox} />}
      </Stack>
    </form>
  )
}

const colours = { accepted: 'green', failed: 'red', retry: 'red', unknown: 'orange' } as const

function Answer({ test: { outcome, message, advice, channel, tookMs, code }, isSandbox }: { test: ChannelTest; isSandbox: boolean }) {
  return (
    <Alert color={colours[outcome]} variant="outline" title={message} role="status">
      <Text size="sm">
        {advice}{' '}
        {isSandbox && outcome === 'accepted' ? (
          <TextLink to="/dev/inbox" search={{ channel }} size="sm" underline="always">
            See it in the sandbox’s inbox
          </TextLink>
        ) : null}
      </Text>
      <Text size="xs" c="dimmed" mt={4}>
        Answered after {tookMs} ms{code === null ? '' : `, as ${code}`}.
      </Text>
    </Alert>
  )
}

function LastTest({ lastTest }: Pick<ChannelSetup, 'lastTest'>) {
  return (
    <Text size="xs" c="dimmed">
      {lastTest === null
        ? 'A fixed text, outside of any campaign. It does not go to suppressed addresses, and counts for nobody.'
        : `The last test was sent by ${lastTest.by}, ${formatAgo(lastTest.at)}. ${lastTest.message}`}
    </Text>
  )
}
