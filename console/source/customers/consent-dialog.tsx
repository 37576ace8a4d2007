/** What a customer has said to an operator about a channel: how, when, and for a yes the words that were agreed to. Without evidence there is no yes. */
import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ActionButton } from '../session/action-button.tsx'
import { useAction } from '../session/use-action.ts'
import { ProblemAlert } from '../ui/problem.tsx'
import { type Channel, channelLabels } from '../words/broadcasts.ts'
import { fromWallTime, toWallTime } from '../words/instants.ts'
import { consentsPath, type Customer, customersPath, nameCustomer, recordConsent } from './customer-queries.ts'

interface ConsentDialogProps {
  customer: Customer
  channel: Channel
  status: 'subscribed' | 'unsubscribed'
  timeZone: string
  onClose: () => void
}

const ways = ['by phone', 'by email', 'in the shop', 'in a chat', 'by letter']

export function ConsentDialog({ customer, channel, status, timeZone, onClose }: ConsentDialogProps) {
  const queries = useQueryClient()
  const [way, setWay] = useState<string | null>(null)
  const [at, setAt] = useState(() => toWallTime(new Date().toISOString(), timeZone))
  const [wording, setWording] = useState('')
  const isYes = status === 'subscribed'
  const instant = fromWallTime(at, timeZone)
  const recording = useAction('consents:write', {
    mutationFn: () =>
      recordConsent({
        customerId: customer.id,
        channel,
        status,
        source: `operator: ${way}`,
        // Not later than now, however the minute is rounded.
        occurredAt: new Date(Math.min(Date.parse(instant ?? ''), Date.now())).toISOString(),
        wordingVersion: wording.trim() === '' ? null : wording.trim(),
      }),
    async onSuccess(isApplied) {
      await Promise.all([
        queries.invalidateQueries({ queryKey: [customersPath, customer.id] }),
        queries.invalidateQueries({ queryKey: [`${customersPath}/${customer.id}/timeline`] }),
        queries.invalidateQueries({ queryKey: [consentsPath] }),
      ])
      if (!isApplied)
        notifications.show({ color: 'yellow', title: 'Kept as evidence', message: 'A later statement counts, so nothing has changed.' })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    recording.mutate()
  }
  const isReady = way !== null && instant !== undefined && (!isYes || wording.trim() !== '')
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{isYes ? 'Record an opt-in' : `Opt out of ${channelLabels[channel]}`}</Text>}>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm" c="dimmed">
            {isYes
              ? `Only what ${nameCustomer(customer)} has really said. It is kept as evidence, for the address of today.`
              : `Nothing more is sent to ${nameCustomer(customer)} by ${channelLabels[channel]}. It holds for every campaign, at once.`}
          </Text>
          <Select
            label="How did they say it?"
            data={ways}
            value={way}
            onChange={setWay}
            required
            allowDeselect={false}
            comboboxProps={{ withinPortal: true }}
          />
          <TextInput
            type="datetime-local"
            label="When?"
            description={`In ${timeZone}`}
            value={at}
            onChange={(event) => setAt(event.currentTarget.value)}
            error={instant === undefined ? 'A date and a time' : null}
            required
          />
          <TextInput
            label={isYes ? 'What did they agree to?' : 'Note'}
            description={
              isYes ? 'The wording, or its version: it must be possible to show it later.' : 'Kept with the evidence; may be left empty.'
            }
            value={wording}
            maxLength={100}
            onChange={(event) => setWording(event.currentTarget.value)}
            required={isYes}
          />
          {recording.isError ? <ProblemAlert error={recording.error} title="It could not be recorded" /> : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Not now
            </Button>
            <ActionButton action={recording} type="submit" color={isYes ? undefined : 'red.8'} disabled={!isReady}>
              {isYes ? 'Record it' : 'Opt out'}
            </ActionButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
