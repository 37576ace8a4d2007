/** What is known about a customer. */
import { Table } from '@mantine/core'
import { Section } from '../ui/page.tsx'
import { formatDay } from '../words/instants.ts'
import type { Customer } from './customer-queries.ts'

export function ProfileSection({ customer, timeZone: storeZone }: { customer: Customer; timeZone: string }) {
  const { email, phone, city, region, country, postalCode, language, timeZone, birthday, attributes, createdAt } = customer
  const place = [[postalCode, city].filter(Boolean).join(' '), region, country].filter((part) => part !== null && part !== '').join(', ')
  const rows = [
    ['Email', email],
    ['Phone', phone],
    ['Place', place],
    ['Language', language],
    ['Time zone', timeZone === null ? null : `${timeZone}, ${formatClockThere(timeZone)} there now`],
    ['Birthday', birthday],
    ['Known since', formatDay(createdAt, storeZone)],
    ...Object.entries(attributes).map(
      ([name, value]) => [name.replaceAll('_', ' '), typeof value === 'string' ? value : JSON.stringify(value)] as const,
    ),
  ].filter((row): row is [string, string] => row[1] !== null && row[1] !== undefined && row[1] !== '')
  return (
    <Section title="Profile">
      <Table horizontalSpacing={0} verticalSpacing={6} withRowBorders={false} layout="fixed">
        <Table.Tbody>
          {rows.map(([label, value]) => (
            <Table.Tr key={label}>
              <Table.Td c="dimmed" w="40%" style={{ overflowWrap: 'anywhere' }}>
                {label}
              </Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  )
}

function formatClockThere(timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(new Date())
}
