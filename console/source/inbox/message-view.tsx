/** One message as it arrived: how it looks, how it was sent, what happened to it, and what can be played with it. */
import { Group, Stack, Table, Tabs, Text, Title } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { CampaignLink } from '../campaigns/campaign-link.tsx'
import { TextLink } from '../ui/link.tsx'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Status } from '../ui/status.tsx'
import { Timeline } from '../ui/timeline.tsx'
import { describeMessageStatus } from '../words/inbox.ts'
import { formatInstant } from '../words/instants.ts'
import { ActPanel } from './act-panel.tsx'
import { EmailBody } from './email-body.tsx'
import { messageQuery, type WholeMessage } from './inbox-queries.ts'
import { nameParty } from './message-row.tsx'
import { PhoneBody } from './phone-body.tsx'

interface MessageViewProps {
  id: string
  /** Of the inbox: another one may know more of the message. */
  version: number
  timeZone: string
}

export function MessageView({ id, version, timeZone }: MessageViewProps) {
  const { data, error, refetch } = useQuery({ ...messageQuery(id, version), placeholderData: keepPreviousData })
  if (data === undefined) return <NotLoaded error={error} refetch={refetch} />
  return (
    <Stack component="article" aria-label={data.title ?? nameParty(data)}>
      <div className="card">
        <Group justify="space-between" align="flex-start" gap="xs">
          <Title order={2}>{data.title ?? nameParty(data)}</Title>
          <Status {...describeMessageStatus(data.status)} />
        </Group>
        <Facts message={data} timeZone={timeZone} />
      </div>
      <Tabs defaultValue="look" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="look">As it looks</Tabs.Tab>
          <Tabs.Tab value="sent">As it was sent</Tabs.Tab>
          <Tabs.Tab value="events">What happened</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="look" pt="md">
          {data.email === null ? <PhoneBody message={data} /> : <EmailBody email={data.email} />}
        </Tabs.Panel>
        <Tabs.Panel value="sent" pt="md">
          <AsSent message={data} />
        </Tabs.Panel>
        <Tabs.Panel value="events" pt="md">
          <Timeline items={listEvents(data)} timeZone={timeZone} />
        </Tabs.Panel>
      </Tabs>
      <ActPanel message={data} />
    </Stack>
  )
}

function Facts({ message, timeZone }: { message: WholeMessage; timeZone: string }) {
  const { at, sender, recipient, channel, campaign, customer } = message
  return (
    <Stack gap={2} mt={6}>
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {sender === null ? '' : `From ${sender} `}
        {channel === 'push' ? `to device ${recipient}` : `to ${recipient}`}
      </Text>
      <Text size="sm" c="dimmed" component="div">
        {formatInstant(at, timeZone)}
        {campaign === null ? '' : ' · '}
        {campaign === null ? null : (
          <CampaignLink kind={campaign.kind} id={campaign.id} name={`${campaign.name}${campaign.isTest ? ' (test)' : ''}`} />
        )}
        {customer === null ? null : (
          <>
            {' · '}
            <TextLink to="/customers/$id" params={{ id: customer.id }} size="sm">
              {customer.name ?? customer.externalId}
            </TextLink>
          </>
        )}
      </Text>
    </Stack>
  )
}

function listEvents({ at, events }: WholeMessage) {
  const accepted = { at, text: 'Accepted by the sandbox', tone: 'busy' as const, notes: [] }
  return [
    accepted,
    ...events.map(({ at: eventAt, what }) => {
      const { label, tone } = describeMessageStatus(what)
      return { at: eventAt, text: label, tone, notes: [] }
    }),
  ]
}

function AsSent({ message }: { message: WholeMessage }) {
  const { email, sms, push, mergeFields, links } = message
  const wayOut = email?.unsubscribeUrl ?? null
  const facts: [string, string][] = [
    ...(email?.headers ?? []).map(({ name, value }): [string, string] => [name, value]),
    ...(sms === null ? [] : [['Parts', String(sms.parts)] as [string, string]]),
    ...(push === null
      ? []
      : ([
          ['Leads to', push.url ?? 'nowhere'],
          ['Urgency', push.urgency],
          ['Kept for', `${push.ttlSeconds} s`],
          ['Topic', push.topic ?? 'none'],
        ] as [string, string][])),
  ]
  return (
    <Stack>
      <FactTable title={email === null ? 'How it was sent' : 'Headers'} rows={facts} />
      <FactTable
        title="Merge fields"
        rows={mergeFields.map(({ name, value }): [string, string] => [name, value])}
        empty="It was filled in with nothing: it has no merge fields, or is no campaign’s."
      />
      <div>
        <Title order={3} mb="xs">
          Links
        </Title>
        {links.length === 0 ? (
          <Text size="sm" c="dimmed">
            None.
          </Text>
        ) : (
          <Stack gap={4}>
            {[...links, ...(wayOut === null || links.includes(wayOut) ? [] : [wayOut])].map((link) => (
              <Text key={link} size="sm" style={{ overflowWrap: 'anywhere' }}>
                <a href={link} target="_blank" rel="noreferrer">
                  {link}
                </a>
                {link === wayOut ? ' (unsubscribes)' : ''}
              </Text>
            ))}
          </Stack>
        )}
      </div>
    </Stack>
  )
}

function FactTable({ title, rows, empty }: { title: string; rows: [string, string][]; empty?: string }) {
  return (
    <div>
      <Title order={3} mb="xs">
        {title}
      </Title>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          {empty}
        </Text>
      ) : (
        <Table verticalSpacing={4} className="card card-flush">
          <Table.Tbody>
            {rows.map(([name, value]) => (
              <Table.Tr key={`${name} ${value}`}>
                <Table.Th w="11rem" style={{ verticalAlign: 'top' }}>
                  {name}
                </Table.Th>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </div>
  )
}
