/** One message to oneself, and what became of it. */
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ActionButton } from '../../session/action-button.tsx'
import { useAction } from '../../session/use-action.ts'
import { request } from '../../http/request.ts'
import { CustomerPicker } from '../../customers/customer-picker.tsx'
import { ProblemAlert } from '../../ui/problem.tsx'
import { Status } from '../../ui/status.tsx'
import type { Channel } from '../../words/broadcasts.ts'
import { describeReason, describeStatus } from '../../words/outcomes.ts'
import { broadcastsPath, sendTest, type TestSend } from '../broadcast-queries.ts'

interface TestDialogProps {
  isOpen: boolean
  onClose: () => void
  id: string
  channel: Channel
  /** Whose merge fields it shows. */
  customerId: string | null
}

const labels = { email: 'Email address', sms: 'Phone number', push: 'Customer whose devices get it' }
const askEveryMs = 1_000

export function TestDialog({ isOpen, onClose, id, channel, customerId }: TestDialogProps) {
  const [to, setTo] = useState('')
  const sending = useAction('broadcasts:send', {
    mutationFn: () => sendTest(id, { to: to.trim(), ...(customerId === null ? {} : { customerId }) }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    sending.mutate()
  }
  return (
    <Modal opened={isOpen} onClose={onClose} title={<Text fw={600}>Send a test</Text>}>
      <form onSubmit={submit}>
        <Stack>
          {channel === 'push' ? (
            <CustomerPicker
              label={labels.push}
              placeholder="Search"
              value={to === '' ? null : to}
              onChange={(customer) => setTo(customer ?? '')}
            />
          ) : (
            <TextInput
              label={labels[channel]}
              type={channel === 'email' ? 'email' : 'tel'}
              value={to}
              onChange={(event) => setTo(event.currentTarget.value)}
              required
              data-autofocus
            />
          )}
          {sending.isError ? <ProblemAlert error={sending.error} title="The test was not sent" /> : null}
          {sending.data === undefined ? null : <TestOutcome broadcastId={id} test={sending.data} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <ActionButton action={sending} type="submit" disabled={to.trim() === ''}>
              Send test
            </ActionButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

function TestOutcome({ broadcastId, test }: { broadcastId: string; test: TestSend }) {
  const { data = test } = useQuery({
    queryKey: [broadcastsPath, broadcastId, 'tests', test.id],
    queryFn: ({ signal }) => request<TestSend>('GET', `${broadcastsPath}/${broadcastId}/tests/${test.id}`, { signal }),
    // For the seconds that somebody waits for this one message: that messages leave is told seconds late.
    refetchInterval: ({ state }) => (state.data === undefined || state.data.status === 'sending' ? askEveryMs : false),
  })
  return (
    <Group gap="xs" role="status">
      <Text size="sm">Test:</Text>
      <Status {...describeStatus(data.status)} />
      {data.reason === null ? null : <Text size="sm">{describeReason(data.reason)}</Text>}
    </Group>
  )
}
