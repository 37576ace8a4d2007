/** What may be sent to a customer now, channel by channel, and what an operator can do about it on the customer's behalf. */
import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Needs } from '../session/rights.tsx'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Section } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { channelLabels } from '../words/broadcasts.ts'
import { describeSource, describeSuppression } from '../words/consents.ts'
import { formatAgo, formatDay, formatInstant } from '../words/instants.ts'
import { ConsentDialog } from './consent-dialog.tsx'
import { type ChannelStanding, type Customer, customerContactQuery } from './customer-queries.ts'
import { describeOutlook } from './outlook.ts'
import { SuppressionDialog } from './suppression-dialog.tsx'

interface SectionProps {
  customer: Customer
  timeZone: string
}

export function ContactSection({ customer, timeZone }: SectionProps) {
  const { data, error, refetch } = useQuery(customerContactQuery(customer.id))
  return (
    <Section title="May we write?">
      {data === undefined ? (
        <NotLoaded error={error} refetch={refetch} />
      ) : (
        <Stack gap="md">
          {data.channels.map((standing) => (
            <ChannelCard key={standing.channel} standing={standing} customer={customer} timeZone={timeZone} />
          ))}
        </Stack>
      )}
    </Section>
  )
}

type Dialog = 'opt-out' | 'opt-in' | 'suppress' | 'lift'

function ChannelCard({ standing, customer, timeZone }: SectionProps & { standing: ChannelStanding }) {
  const [dialog, setDialog] = useState<Dialog>()
  const { channel, addresses, consent, suppressions, lastContactAt } = standing
  const outlook = describeOutlook(standing, timeZone)
  const name = channelLabels[channel]
  const close = () => setDialog(undefined)
  const [address] = addresses
  // Devices are their browser's to suppress.
  const canSuppress = channel !== 'push' && address !== undefined
  return (
    <div>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="baseline">
        <Text size="sm" fw={500}>
          {name}
        </Text>
        <Status label={outlook.label} tone={outlook.tone} />
      </Group>
      {addresses.length === 0 ? null : (
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {addresses.join(', ')}
          {lastContactAt === null ? '' : ` · last contact ${formatAgo(lastContactAt)}`}
        </Text>
      )}
      {outlook.why === null ? null : (
        <Text size="xs" c="dimmed" title={standing.from === null ? undefined : formatInstant(standing.from, timeZone)}>
          {outlook.why}
        </Text>
      )}
      {suppressions.map(({ address: suppressed, reason, source, since }) => (
        <Text key={suppressed} size="xs" c="var(--tone-bad)">
          {describeSuppression(reason)}, {formatDay(since, timeZone)}, by {describeSource(source.replace(/:.*/, ''))}
        </Text>
      ))}
      <Needs scope="consents:write">
        <Group gap={6} mt={6}>
          {consent === 'unsubscribed' ? null : (
            <Button variant="default" size="compact-sm" fz="xs" aria-label={`Opt out of ${name}`} onClick={() => setDialog('opt-out')}>
              Opt out
            </Button>
          )}
          {consent === 'subscribed' || addresses.length === 0 ? null : (
            <Button
              variant="default"
              size="compact-sm"
              fz="xs"
              aria-label={`Record an opt-in to ${name}`}
              onClick={() => setDialog('opt-in')}
            >
              {consent === 'unsubscribed' ? 'Resubscribe' : 'Record an opt-in'}
            </Button>
          )}
          {canSuppress && suppressions.length === 0 ? (
            <Button
              variant="default"
              size="compact-sm"
              fz="xs"
              aria-label={`Suppress the ${name} address`}
              onClick={() => setDialog('suppress')}
            >
              Suppress
            </Button>
          ) : null}
          {canSuppress && suppressions.length > 0 ? (
            <Button
              variant="default"
              size="compact-sm"
              fz="xs"
              aria-label={`Lift the suppression of the ${name} address`}
              onClick={() => setDialog('lift')}
            >
              Lift the suppression
            </Button>
          ) : null}
        </Group>
      </Needs>
      {dialog === 'opt-out' || dialog === 'opt-in' ? (
        <ConsentDialog
          customer={customer}
          channel={channel}
          status={dialog === 'opt-out' ? 'unsubscribed' : 'subscribed'}
          timeZone={timeZone}
          onClose={close}
        />
      ) : null}
      {(dialog === 'suppress' || dialog === 'lift') && address !== undefined ? (
        <SuppressionDialog customerId={customer.id} channel={channel} address={address} isLifting={dialog === 'lift'} onClose={close} />
      ) : null}
    </div>
  )
}
