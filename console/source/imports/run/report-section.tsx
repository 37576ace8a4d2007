/** What was done, or would be: consents with those that were not taken and why, and what the orders are. */
import { List, SimpleGrid, Stack, Text } from '@mantine/core'
import { useTimeZone } from '../../store/store-settings.ts'
import { Section } from '../../ui/page.tsx'
import { channelLabels } from '../../words/broadcasts.ts'
import { consentReasons, describeConsents } from '../../words/imports.ts'
import { formatDay } from '../../words/instants.ts'
import { formatCount, formatMoney, formatPeople } from '../../words/numbers.ts'
import type { ImportJob } from '../import-queries.ts'

export function ReportSection({ job }: { job: ImportJob }) {
  const consents = Object.entries(job.report.consents)
  const { orders } = job.report
  if (consents.length === 0 && orders === null) return null
  return (
    <SimpleGrid cols={{ base: 1, sm: orders !== null && consents.length > 0 ? 2 : 1 }}>
      {consents.length === 0 ? null : (
        <Section title="Consent">
          <Stack gap="sm">
            {consents.map(([channel, consent]) => (
              <Consent key={channel} channel={channel} consent={consent} />
            ))}
          </Stack>
        </Section>
      )}
      {orders === null ? null : <Orders orders={orders} isDryRun={job.isDryRun} />}
    </SimpleGrid>
  )
}

function Consent({
  channel,
  consent: { applied, notApplied, suppressed },
}: {
  channel: string
  consent: ImportJob['report']['consents'][string]
}) {
  const labels: Record<string, string> = channelLabels
  return (
    <div>
      <Text size="sm" fw={500}>
        {labels[channel] ?? channel}
      </Text>
      <List size="sm">
        {Object.entries(applied).map(([status, people]) => (
          <List.Item key={status}>{describeConsents(status, people)}</List.Item>
        ))}
        {Object.entries(notApplied).map(([why, people]) => (
          <List.Item key={why}>
            {formatPeople(people)} as before: {consentReasons[why] ?? why}
          </List.Item>
        ))}
        {suppressed === 0 ? null : (
          <List.Item>
            {formatPeople(suppressed)} of the subscribed have an address that must not be written to, and get nothing all the same
          </List.Item>
        )}
      </List>
    </div>
  )
}

function Orders({ orders, isDryRun }: { orders: NonNullable<ImportJob['report']['orders']>; isDryRun: boolean }) {
  const timeZone = useTimeZone()
  const { byStatus, byCurrency, firstPlacedAt, lastPlacedAt, inTheFuture, customersMade } = orders
  return (
    <Section title="Orders">
      <List size="sm">
        {Object.entries(byCurrency).map(([currency, { orders: count, totalMinor }]) => (
          <List.Item key={currency}>
            {formatCount(count)} {count === 1 ? 'order' : 'orders'} of {formatMoney({ amountMinor: totalMinor, currency })}
          </List.Item>
        ))}
        {Object.keys(byStatus).length === 0 ? null : (
          <List.Item>
            {Object.entries(byStatus)
              .map(([status, count]) => `${formatCount(count)} ${status.replaceAll('_', ' ')}`)
              .join(', ')}
          </List.Item>
        )}
        {firstPlacedAt === null || lastPlacedAt === null ? null : (
          <List.Item>
            Placed from {formatDay(firstPlacedAt, timeZone)} to {formatDay(lastPlacedAt, timeZone)}
          </List.Item>
        )}
        {inTheFuture === 0 ? null : (
          <List.Item>{formatCount(inTheFuture)} placed in the future: they count when their time has come</List.Item>
        )}
        {customersMade === 0 ? null : (
          <List.Item>
            {formatCount(customersMade)} {customersMade === 1 ? 'customer' : 'customers'} {isDryRun ? 'would be made' : 'made'} for orders
            of people who are not known
          </List.Item>
        )}
      </List>
    </Section>
  )
}
