/** Rows that were refused: how many and why, each with its line, column and what to do; and all of them as a file to mend. */
import { Group, List, Table, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { listOf } from '../../http/page.ts'
import { DownloadButton } from '../../ui/download-button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { TextLink } from '../../ui/link.tsx'
import { CursorList } from '../../ui/list.tsx'
import { Section } from '../../ui/page.tsx'
import { rejectionAdvice, rejectionLabels } from '../../words/imports.ts'
import { formatCount } from '../../words/numbers.ts'
import { type ImportJob, type ImportRejection, importsPath } from '../import-queries.ts'

const route = getRouteApi('/imports/$id')
const reasonsShown = 8

export function RejectionSection({ job, isLive }: { job: ImportJob; isLive: boolean }) {
  if (job.rows.rejected === 0) return null
  const { id, fileName, rows, report } = job
  return (
    <Section
      id="refused"
      title={`Refused rows (${formatCount(rows.rejected)})`}
      isFlush
      aside={
        isLive ? null : (
          <DownloadButton size="xs" path={`${importsPath}/${id}/rejected-rows.csv`} name={`${fileName.replace(/\.\w+$/, '')} refused`}>
            Download refused rows
          </DownloadButton>
        )
      }
    >
      <Text size="sm" px="md" pb="sm">
        Refused whole, the others are not held up by them. Download them, mend them where they stand, and import that file: the column
        before them, with the reasons, is ignored.
      </Text>
      <List size="sm" mx="md" pb="sm" spacing={2}>
        {report.rejections.slice(0, reasonsShown).map(({ code, reason, rows: count }) => (
          <List.Item key={`${code} ${reason}`}>
            <strong className="numbers">{formatCount(count)}</strong> {reason}
          </List.Item>
        ))}
      </List>
      {isLive ? null : <Rows id={id} codes={[...new Set(report.rejections.map(({ code }) => code))]} />}
    </Section>
  )
}

function Rows({ id, codes }: { id: string; codes: string[] }) {
  const { code } = route.useSearch()
  const query = useInfiniteQuery(listOf<ImportRejection>(`${importsPath}/${id}/rejections`, { code, limit: 25 }))
  const others = codes.length > 1 || code !== undefined
  return (
    <>
      {others ? (
        <Group gap="md" px="md" pb="xs">
          <TextLink to="/imports/$id" params={{ id }} search={{}} replace size="sm" {...(code === undefined ? { fw: 600 } : {})}>
            All
          </TextLink>
          {codes.filter(isKnown).map((one) => (
            <TextLink
              key={one}
              to="/imports/$id"
              params={{ id }}
              search={{ code: one }}
              replace
              size="sm"
              {...(one === code ? { fw: 600 } : {})}
            >
              {rejectionLabels[one]}
            </TextLink>
          ))}
        </Group>
      ) : null}
      <CursorList query={query} empty={<Empty title="None to be shown">Refused rows are kept for thirty days.</Empty>}>
        {(rows) => (
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th w={70}>Line</Table.Th>
                <Table.Th>Column, and what stands there</Table.Th>
                <Table.Th>Why, and what to do</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <Row key={row.line} row={row} />
              ))}
            </Table.Tbody>
          </Table>
        )}
      </CursorList>
    </>
  )
}

function Row({ row: { line, column, value, reason, code } }: { row: ImportRejection }) {
  const why = column === null ? reason : reason.slice(`Column "${column}": `.length)
  return (
    <Table.Tr>
      <Table.Td className="numbers" style={{ verticalAlign: 'top' }}>
        {formatCount(line)}
      </Table.Td>
      <Table.Td w="35%" style={{ overflowWrap: 'anywhere', verticalAlign: 'top' }}>
        <Text size="sm" c={column === null ? 'dimmed' : undefined}>
          {column ?? 'The whole row'}
        </Text>
        {value === null ? null : (
          <Text size="xs" c="dimmed">
            {value === '' ? 'Nothing' : value}
          </Text>
        )}
      </Table.Td>
      <Table.Td style={{ verticalAlign: 'top' }}>
        <Text size="sm">{why}</Text>
        {code === 'invalid_value' ? null : (
          <Text size="xs" c="dimmed">
            {rejectionAdvice[code]}
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  )
}

function isKnown(code: string): code is ImportRejection['code'] {
  return Object.hasOwn(rejectionAdvice, code)
}
