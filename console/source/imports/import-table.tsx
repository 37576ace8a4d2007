/** Imports as rows: the file, how it stands, and how many of its rows were new, changed or refused. */
import { Box, Progress, Table, Text } from '@mantine/core'
import { useTimeZone } from '../store/store-settings.ts'
import { TextLink } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'
import { importKinds } from '../words/imports.ts'
import { formatAgo, formatInstant } from '../words/instants.ts'
import { formatCount } from '../words/numbers.ts'
import { describeStanding } from './import-standing.ts'
import { type ImportJob, isMoving } from './import-queries.ts'

export function ImportTable({ imports }: { imports: ImportJob[] }) {
  const timeZone = useTimeZone()
  return (
    <Table className="phone-rows">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>File</Table.Th>
          <Table.Th>Status</Table.Th>
          <Table.Th ta="right" visibleFrom="sm">
            New
          </Table.Th>
          <Table.Th ta="right" visibleFrom="sm">
            Changed
          </Table.Th>
          <Table.Th ta="right">Refused</Table.Th>
          <Table.Th>When</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {imports.map((job) => {
          const at = job.finishedAt ?? job.startedAt ?? job.createdAt
          return (
            <Table.Tr key={job.id} className="clickable-row">
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                <TextLink to="/imports/$id" params={{ id: job.id }} size="sm" fw={500} c="var(--mantine-color-text)">
                  {job.fileName}
                </TextLink>
                <Text size="xs" c="dimmed">
                  {importKinds[job.kind]}
                  {job.isDryRun ? ', dry run' : ''}
                </Text>
              </Table.Td>
              <Table.Td>
                <Status {...describeStanding(job)} />
                {isMoving(job) ? <Bar job={job} /> : null}
              </Table.Td>
              <Count rows={job.rows.created} label="New" hides />
              <Count rows={job.rows.updated} label="Changed" hides />
              <Count rows={job.rows.rejected} label="Refused" />
              <Table.Td c="dimmed" title={formatInstant(at, timeZone)}>
                {formatAgo(at)}
              </Table.Td>
            </Table.Tr>
          )
        })}
      </Table.Tbody>
    </Table>
  )
}

function Bar({ job: { fileName, bytesDone, bytesTotal } }: { job: ImportJob }) {
  return (
    <Box mt={4} maw={120}>
      <Progress size="xs" value={bytesTotal === 0 ? 0 : (bytesDone / bytesTotal) * 100} aria-label={`How much of ${fileName} is read`} />
    </Box>
  )
}

function Count({ rows, label, hides = false }: { rows: number; label: string; hides?: boolean }) {
  return (
    <Table.Td
      ta="right"
      className="numbers"
      data-label={label}
      data-none={rows === 0 ? '' : undefined}
      {...(hides ? { visibleFrom: 'sm' } : {})}
    >
      {rows === 0 ? '–' : formatCount(rows)}
    </Table.Td>
  )
}
