/** Everything that was sent to a customer, and everything that was not, each with its reason. */
import { Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { listOf } from '../http/page.ts'
import { Empty } from '../ui/empty.tsx'
import { TextLink } from '../ui/link.tsx'
import { CursorList } from '../ui/list.tsx'
import { Section } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { channelLabels } from '../words/broadcasts.ts'
import { formatInstant } from '../words/instants.ts'
import { describeReason, describeStatus } from '../words/outcomes.ts'
import { type Contact, customersPath } from './customer-queries.ts'
import { explainInputs } from './policy-inputs.ts'

export function ContactSection({ id, timeZone }: { id: string; timeZone: string }) {
  const query = useInfiniteQuery(listOf<Contact>(`${customersPath}/${id}/deliveries`))
  return (
    <Section title="What we sent, and what we did not" isFlush>
      <CursorList query={query} empty={<Empty title="Nothing yet">No campaign has looked at this customer so far.</Empty>}>
        {(contacts) => (
          <Stack gap={0} component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
            {contacts.map((contact) => (
              <ContactItem key={contact.sendId} contact={contact} timeZone={timeZone} />
            ))}
          </Stack>
        )}
      </CursorList>
    </Section>
  )
}

function ContactItem({ contact, timeZone }: { contact: Contact; timeZone: string }) {
  const { campaignKind, campaignId, campaignName, channel, status, reason, claimedAt, deferUntil, policyInputs, events } = contact
  const words = describeStatus(status)
  const why = reason === null ? null : `${describeReason(reason)}.`
  return (
    <Stack component="li" gap={4} px="md" py="sm" style={{ borderTop: '1px solid var(--line)' }}>
      <Text size="sm" fw={500} component="div">
        {campaignKind === 'broadcast' ? (
          <TextLink to="/reports/marketing-campaigns/$id" params={{ id: campaignId }} inherit>
            {campaignName ?? 'A broadcast'}
          </TextLink>
        ) : (
          (campaignName ?? 'A message')
        )}
        <Text span c="dimmed" size="sm">
          {' '}
          · {channelLabels[channel]} · {formatInstant(claimedAt, timeZone)}
        </Text>
      </Text>
      <Status
        label={`This message ${words.sentence} ${why ?? ''}${deferUntil === null ? '' : ` Until ${formatInstant(deferUntil, timeZone)}.`}`.trim()}
        tone={words.tone}
      />
      {explainInputs(policyInputs, timeZone).map((line) => (
        <Text key={line} size="xs" c="dimmed" pl={16}>
          {line}
        </Text>
      ))}
      {events.map(({ type, isBot, occurredAt }) => (
        <Text key={`${type} ${occurredAt}`} size="xs" c="dimmed" pl={16}>
          {formatInstant(occurredAt, timeZone)}: {type.replaceAll('_', ' ')}
          {isBot ? ' by a machine, not counted' : ''}
        </Text>
      ))}
    </Stack>
  )
}
