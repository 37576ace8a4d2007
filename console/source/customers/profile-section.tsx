/** What is known about a customer. */
import { Table } from '@mantine/core'
import { Section } from '../ui/page.tsx'
import { formatDay } from '../words/instants.ts'
import type { Customer } from './customer-queries.ts'

export function ProfileSection({ customer, timeZone: storeZone }: { customer: Customer; timeZone: string }) {
  const { email, phone, city, region, country, postalCode, language, timeZone, birthday, attributes, createdAt } = customer
  const place = [[postalCode, city].filter(Boolean).join(' '), region, nameRegion(country)]
    .filter((part) => part !== null && part !== '')
    .join(', ')
  const rows = [
    ['Email', email],
    ['Phone', phone],
    ['Place', place],
    ['Language', nameLanguage(language)],
    ['Time zone', timeZone === null ? null : `${timeZone}, ${formatClockThere(timeZone)} there now`],
    ['Birthday', birthday === null ? null : formatDay(`${birthday}T12:00:00Z`, 'UTC')],
    ['Known since', formatDay(createdAt, storeZone)],
    ...Object.entries(attributes).map(
      ([name, value]) => [nameAttribute(name), typeof value === 'string' ? value : JSON.stringify(value)] as const,
    ),
  ].filter((row): row is [string, string] => row[1] !== null && row[1] !== undefined && row[1] !== '')
  return (
    <Section title="Profile">
      <Table horizontalSpacing={0} verticalSpacing={6} withRowBorders={false} layout="fixed">
        <Table.Tbody>
          {rows.map(([label, value]) => (
            <Table.Tr key={label}>
              <Table.Td c="dimmed" w="34%" style={{ overflowWrap: 'anywhere' }}>
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

/** `DE` → `Germany`; what is no code stays as it is. */
function nameRegion(code: string | null): string | null {
  return code === null || !/^[A-Z]{2}$/.test(code) ? code : (new Intl.DisplayNames('en', { type: 'region' }).of(code) ?? code)
}

/** `de-DE` → `German (Germany)`. */
function nameLanguage(code: string | null): string | null {
  return code === null || !/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(code)
    ? code
    : (new Intl.DisplayNames('en', { type: 'language', languageDisplay: 'standard' }).of(code) ?? code)
}

/** `favourite_merchant` → `Favourite merchant`. */
function nameAttribute(key: string): string {
  return key.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase())
}

function formatClockThere(timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(new Date())
}
