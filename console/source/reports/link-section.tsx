/** Which links were followed. */
import { Table, Text } from '@mantine/core'
import { TextLink } from '../ui/link.tsx'
import { Section } from '../ui/page.tsx'
import { formatCount, formatPeople } from '../words/numbers.ts'
import type { ReportHours } from './report-hours.ts'
import type { Report } from './report-queries.ts'

export function LinkSection({ report: { broadcastId: id, links }, hours }: { report: Report; hours: ReportHours }) {
  if (links.length === 0) return null
  return (
    <Section title="Links" isFlush>
      <Table layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Link</Table.Th>
            <Table.Th ta="right" w={80}>
              People
            </Table.Th>
            <Table.Th ta="right" w={80}>
              Clicks
            </Table.Th>
            <Table.Th ta="right" w={80} visibleFrom="sm">
              By bots
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {links.map(({ link, url, people, clicks, bots }) => (
            <Table.Tr key={link}>
              <Table.Td>
                <Text size="sm" truncate title={url}>
                  {url}
                </Text>
              </Table.Td>
              <Table.Td ta="right" className="numbers">
                {people === 0 ? (
                  0
                ) : (
                  <TextLink
                    to="/reports/marketing-campaigns/$id/people"
                    params={{ id }}
                    search={{ link, ...hours }}
                    size="sm"
                    aria-label={`${formatPeople(people)} followed ${url}`}
                  >
                    {formatCount(people)}
                  </TextLink>
                )}
              </Table.Td>
              <Table.Td ta="right" className="numbers">
                {formatCount(clicks)}
              </Table.Td>
              <Table.Td ta="right" c="dimmed" className="numbers" visibleFrom="sm">
                {formatCount(bots)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  )
}
