/** From the audience to the orders, step by step: how many are left at each, and how many of those before it. */
import { Box, Table, Text } from '@mantine/core'
import { TextLink } from '../ui/link.tsx'
import { Section } from '../ui/page.tsx'
import { formatCount, formatShare } from '../words/numbers.ts'
import type { PeopleFilter } from './people-filter.ts'
import type { ReportHours } from './report-hours.ts'
import type { Report } from './report-queries.ts'

interface Step {
  label: string
  people: number
  search: PeopleFilter
  /** The step that its share is of. */
  of?: { label: string; people: number }
}

export function FunnelSection({ report, hours }: { report: Report; hours: ReportHours }) {
  const { broadcastId: id, recipients } = report
  if (recipients === 0) return null
  return (
    <Section title="Funnel">
      <Table horizontalSpacing={0} verticalSpacing={6} withRowBorders={false}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="6.5rem">Step</Table.Th>
            <Table.Th aria-hidden />
            <Table.Th ta="right" w="5rem">
              People
            </Table.Th>
            <Table.Th ta="right" w="10rem" visibleFrom="sm">
              Share
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {listSteps(report, hours).map((step) => (
            <StepRow key={step.label} id={id} step={step} whole={recipients} />
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  )
}

function StepRow({ id, step: { label, people, search, of }, whole }: { id: string; step: Step; whole: number }) {
  return (
    <Table.Tr>
      <Table.Th scope="row">{label}</Table.Th>
      <Table.Td pr="md">
        <Box h={18} bdrs={4} bg="var(--surface-sunken)" aria-hidden>
          <Box h={18} bdrs={4} bg="var(--series-arrived)" w={`${Math.max((people / whole) * 100, people === 0 ? 0 : 0.5)}%`} />
        </Box>
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {people === 0 ? (
          0
        ) : (
          <TextLink
            to="/reports/marketing-campaigns/$id/people"
            params={{ id }}
            search={search}
            size="sm"
            aria-label={`${label}: ${people}`}
          >
            {formatCount(people)}
          </TextLink>
        )}
      </Table.Td>
      <Table.Td ta="right" className="numbers" visibleFrom="sm">
        <Text span size="sm" c="dimmed">
          {of === undefined ? '' : `${formatShare(people, of.people)} of ${of.label}`}
        </Text>
      </Table.Td>
    </Table.Tr>
  )
}

/** Whoever reads or follows a link may never have had a receipt: those are shares of the sent. */
function listSteps({ channel, figures: { recipients, sent, delivered, opened, clicked, buyers } }: Report, hours: ReportHours): Step[] {
  const left = { label: 'sent', people: sent }
  return [
    { label: 'Audience', people: recipients, search: {} },
    { label: 'Sent', people: sent, search: { sent: true, ...hours }, of: { label: 'audience', people: recipients } },
    { label: 'Delivered', people: delivered, search: { status: 'delivered', ...hours }, of: left },
    ...(channel === 'email' ? [{ label: 'Opened', people: opened, search: { engagement: 'opened' as const, ...hours }, of: left }] : []),
    {
      label: 'Clicked',
      people: clicked,
      search: { engagement: 'clicked', ...hours },
      of: channel === 'email' && opened > 0 ? { label: 'opened', people: opened } : left,
    },
    { label: 'Ordered', people: buyers, search: { engagement: 'ordered', ...hours }, of: left },
  ]
}
