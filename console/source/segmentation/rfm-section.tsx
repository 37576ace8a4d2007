/** The matrix of recency against frequency and money. A cell opens: who they are, what they are worth, and a message to them. */
import { Group, Stack, Table, Text, UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { WriteButton } from '../broadcasts/write-button.tsx'
import { DownloadButton } from '../ui/download-button.tsx'
import { ButtonLink } from '../ui/link.tsx'
import { Loading } from '../ui/list.tsx'
import { Section } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { WideTable } from '../ui/wide-table.tsx'
import { formatCount, formatMoney, formatPeople, formatShare } from '../words/numbers.ts'
import { type RfmCell, rfmReportQuery } from './segmentation-queries.ts'

const scores = [1, 2, 3, 4, 5]

export function RfmSection() {
  const { data, error, refetch } = useQuery(rfmReportQuery)
  const [chosen, setChosen] = useState<RfmCell>()
  return (
    <Section
      title="RFM"
      aside={
        <>
          <Text size="sm" c="dimmed">
            From top to bottom how lately they ordered, from left to right how often and how much: 5 is best.
          </Text>
          <DownloadButton size="compact-sm" path="/api/v1/reports/rfm?format=csv" name="rfm">
            CSV of the matrix
          </DownloadButton>
        </>
      }
    >
      {error === null ? null : <ProblemAlert error={error} retry={() => void refetch()} />}
      {data === undefined ? error === null ? <Loading /> : null : <Matrix cells={data.cells} chosen={chosen} onChoose={setChosen} />}
      {chosen === undefined ? null : <CellPanel cell={chosen} />}
    </Section>
  )
}

interface MatrixProps {
  cells: RfmCell[]
  chosen: RfmCell | undefined
  onChoose: (cell: RfmCell) => void
}

function Matrix({ cells, chosen, onChoose }: MatrixProps) {
  const largest = Math.max(1, ...cells.map(({ customers }) => customers))
  return (
    <WideTable label="Recency, frequency and money" least={300} className="rfm" withColumnBorders layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w="var(--rfm-head)">Recency</Table.Th>
          {scores.map((fm) => (
            <Table.Th key={fm} ta="center" aria-label={`Frequency and money ${fm}`}>
              {fm}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {scores.toReversed().map((recency) => (
          <Table.Tr key={recency}>
            <Table.Th scope="row">{recency}</Table.Th>
            {scores.map((fm) => {
              const cell = cells.find((one) => one.recency === recency && one.fm === fm)
              return cell === undefined ? (
                <Table.Td key={fm} />
              ) : (
                <HeatCell key={fm} cell={cell} share={cell.customers / largest} isChosen={chosen === cell} onChoose={onChoose} />
              )
            })}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  )
}

interface HeatCellProps {
  cell: RfmCell
  /** Of the largest cell. */
  share: number
  isChosen: boolean
  onChoose: (cell: RfmCell) => void
}

function HeatCell({ cell, share, isChosen, onChoose }: HeatCellProps) {
  const { recency, fm, customers } = cell
  const name = nameCell(cell)
  return (
    <Table.Td p={0} bg={`color-mix(in srgb, var(--mantine-color-indigo-5) ${Math.round(share * 45)}%, transparent)`}>
      <UnstyledButton
        w="100%"
        px={4}
        py="xs"
        ta="center"
        aria-pressed={isChosen}
        aria-label={`${name}, recency ${recency}, frequency and money ${fm}: ${formatPeople(customers)}`}
        onClick={() => onChoose(cell)}
      >
        <Text size="xs" visibleFrom="sm">
          {name}
        </Text>
        <Text fw={600} className="numbers">
          {formatCount(customers)}
        </Text>
      </UnstyledButton>
    </Table.Td>
  )
}

function CellPanel({ cell }: { cell: RfmCell }) {
  const name = nameCell(cell)
  const { recency, fm, customers, share, orders, revenue, averageOrder } = cell
  return (
    <Stack gap="xs" mt="md" role="region" aria-label={`${name}, recency ${recency}, frequency and money ${fm}`}>
      <Text>
        <b>{name}</b>: {formatPeople(customers)}, {formatShare(share, 1)} of buyers. They have ordered {formatCount(orders)} times for{' '}
        {formatMoney(revenue)}
        {averageOrder === null ? '' : `, ${formatMoney(averageOrder)} an order`}.
      </Text>
      <Group gap="xs">
        <ButtonLink
          variant="default"
          size="compact-sm"
          to="/audiences/new"
          search={{ text: `rfm.recency = ${recency} and rfm.fm = ${fm}`, name: `${name} (${recency}/${fm})` }}
        >
          Open as audience
        </ButtonLink>
        {customers === 0 ? null : (
          <WriteButton size="compact-sm" name={name} part={cell.audiencePart}>
            Write to them
          </WriteButton>
        )}
      </Group>
    </Stack>
  )
}

/** `cannot_lose` → `Cannot lose`. */
function nameCell({ name }: RfmCell): string {
  return name.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase())
}
