/** From which stage at the beginning of the period to which at its end, and in words: where those who are new in a stage came from. */
import { List, Table, Text } from '@mantine/core'
import { Section } from '../ui/page.tsx'
import { WideTable } from '../ui/wide-table.tsx'
import { formatCount } from '../words/numbers.ts'
import { MoverLink } from './mover-link.tsx'
import type { MoverSearch, Period } from './period.ts'
import type { SegmentationReport } from './segmentation-queries.ts'
import { stages } from './stages.ts'

type Flow = SegmentationReport['flows'][number]

const ends = [...stages.map(({ key, name }) => ({ key, name })), { key: null, name: 'Not a buyer' }]

export function FlowSection({ flows, period }: { flows: Flow[]; period: Period }) {
  const count = (from: string | null, to: string | null) => flows.find((flow) => flow.from === from && flow.to === to)?.customers ?? 0
  const largest = Math.max(1, ...flows.filter(isMove).map((flow) => flow.customers))
  return (
    <Section
      title="Where they came from"
      isFlush
      aside={
        <Text size="sm" c="dimmed">
          Rows: at the beginning of the period. Columns: at its end.
        </Text>
      }
    >
      <WideTable label="Where they came from" least={560} withColumnBorders layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>From</Table.Th>
            {ends.map(({ name }) => (
              <Table.Th key={name} ta="right">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {ends.map((from) => (
            <Table.Tr key={from.name}>
              <Table.Th scope="row">{from.name}</Table.Th>
              {ends.map((to) => (
                <FlowCell
                  key={to.name}
                  customers={count(from.key, to.key)}
                  isStay={from.key === to.key}
                  largest={largest}
                  label={`From ${from.name} to ${to.name}`}
                  search={{ ...period, before: from.key ?? 'none', after: to.key ?? 'none' }}
                />
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
      <List size="sm" px="md" py="sm" spacing={4} listStyleType="none">
        {stages.map(({ key, name }) => (
          <List.Item key={key}>
            <b>{name}:</b> {describeComing(flows, key)}
          </List.Item>
        ))}
      </List>
    </Section>
  )
}

interface FlowCellProps {
  customers: number
  isStay: boolean
  largest: number
  label: string
  search: MoverSearch
}

function FlowCell({ customers, isStay, largest, label, search }: FlowCellProps) {
  const share = isStay ? 0 : Math.round((customers / largest) * 35)
  return (
    <Table.Td
      ta="right"
      className="numbers"
      c={isStay || customers === 0 ? 'dimmed' : undefined}
      bg={share === 0 ? undefined : `color-mix(in srgb, var(--mantine-color-indigo-5) ${share}%, transparent)`}
    >
      {customers === 0 ? '–' : <MoverLink count={customers} label={label} search={search} isOnColour />}
    </Table.Td>
  )
}

function isMove({ from, to }: Flow): boolean {
  return from !== to
}

/** `120 came: 90 from Active, 30 with a first order. 12 left.` */
function describeComing(flows: Flow[], stage: Flow['to']): string {
  const coming = flows
    .filter((flow) => isMove(flow) && flow.to === stage && flow.customers > 0)
    .toSorted((a, b) => b.customers - a.customers)
  const leaving = sum(flows.filter((flow) => isMove(flow) && flow.from === stage))
  const origins = coming.map(
    ({ from, customers }) => `${formatCount(customers)} ${from === null ? 'with a first order' : `from ${nameOf(from)}`}`,
  )
  const came = coming.length === 0 ? 'nobody came' : `${formatCount(sum(coming))} came: ${origins.join(', ')}`
  return `${came}; ${leaving === 0 ? 'nobody' : formatCount(leaving)} left.`
}

function sum(flows: Flow[]): number {
  return flows.reduce((total, { customers }) => total + customers, 0)
}

function nameOf(stage: Flow['from']): string {
  return stages.find(({ key }) => key === stage)?.name ?? ''
}
