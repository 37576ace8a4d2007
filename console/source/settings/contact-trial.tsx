/** When one customer could be sent something next, by the policy that is in force. */
import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChannelStanding, CustomerContact } from '../customers/customer-queries.ts'
import { CustomerPicker } from '../customers/customer-picker.tsx'
import { describeOutlook } from '../customers/outlook.ts'
import { request } from '../http/request.ts'
import { TextLink } from '../ui/link.tsx'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Section } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { channelLabels } from '../words/broadcasts.ts'
import { formatInstant } from '../words/instants.ts'
import type { Tone } from '../words/outcomes.ts'

interface ContactTrialProps {
  timeZone: string
  /** Of the policy: another one is another answer. */
  version: number
  /** What is typed does not hold yet. */
  isChanged: boolean
}

export function ContactTrial({ timeZone, version, isChanged }: ContactTrialProps) {
  const [customer, setCustomer] = useState<string | null>(null)
  const { data, error, refetch } = useQuery({
    queryKey: ['/api/v1/customers', customer, 'contact', version],
    queryFn: ({ signal }) => request<CustomerContact>('GET', `/api/v1/customers/${customer}/contact`, { signal }),
    enabled: customer !== null,
  })
  return (
    <Section title="Try it: when could a customer be written to next?">
      <Stack>
        <CustomerPicker label="Customer" placeholder="Name, address or id" value={customer} onChange={setCustomer} />
        {customer === null ? null : data === undefined ? (
          <NotLoaded error={error} refetch={refetch} />
        ) : (
          <Stack gap="xs" role="status">
            {data.channels.map((standing) => (
              <Status key={standing.channel} {...nameOutlook(standing, timeZone)} />
            ))}
            <Text size="xs" c="dimmed">
              {data.lastContactAt === null
                ? 'No campaign has written to them so far.'
                : `The latest campaign message left ${formatInstant(data.lastContactAt, timeZone)}.`}{' '}
              {isChanged ? 'By what is in force: what you typed is not saved yet.' : ''}{' '}
              <TextLink to="/customers/$id" params={{ id: customer }} size="xs" underline="always">
                The customer
              </TextLink>
            </Text>
          </Stack>
        )}
      </Stack>
    </Section>
  )
}

function nameOutlook(standing: ChannelStanding, timeZone: string): { label: string; tone: Tone } {
  const { label, tone, why } = describeOutlook(standing, timeZone)
  return { label: `${channelLabels[standing.channel]}: ${label}${why === null ? '' : `. ${why}`}`, tone }
}
