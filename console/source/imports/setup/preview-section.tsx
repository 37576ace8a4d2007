/** The file's first rows as they stand in it. */
import { Table, Text } from '@mantine/core'
import { Section } from '../../ui/page.tsx'
import { WideTable } from '../../ui/wide-table.tsx'
import { nameField } from '../../words/imports.ts'
import type { ImportJob, ImportPlan } from '../import-queries.ts'

const rowsShown = 5

export function PreviewSection({ plan: { columns, rows }, kind }: { plan: ImportPlan; kind: ImportJob['kind'] }) {
  if (columns.length === 0) return null
  return (
    <Section title="The first rows" isFlush>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed" p="md" pt={0}>
          There is nothing below the header.
        </Text>
      ) : (
        <WideTable label="The first rows, as a table" least={columns.length * 120} verticalSpacing="xs" fz="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Line</Table.Th>
              {columns.map(({ header, target }, place) => (
                <Table.Th key={`${place} ${header}`} style={{ whiteSpace: 'nowrap' }}>
                  {header}
                  <Text size="xs" c="dimmed" fw={400}>
                    {describeTarget(target, kind)}
                  </Text>
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.slice(0, rowsShown).map(({ line, cells }) => (
              <Table.Tr key={line}>
                <Table.Td c="dimmed" className="numbers">
                  {line}
                </Table.Td>
                {cells === null ? (
                  <Table.Td colSpan={columns.length} c="dimmed">
                    This row cannot be read; the dry run says why.
                  </Table.Td>
                ) : (
                  columns.map(({ header }, place) => (
                    <Table.Td
                      key={`${place} ${header}`}
                      maw={220}
                      style={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}
                    >
                      {cells[place]}
                    </Table.Td>
                  ))
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      )}
    </Section>
  )
}

function describeTarget(target: string | null, kind: ImportJob['kind']): string {
  if (target === null) return 'left out'
  return target.startsWith('attributes.') ? 'attribute' : nameField(target, kind)
}
