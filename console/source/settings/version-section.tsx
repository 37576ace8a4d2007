/** The versions of the segments' settings, newest first: when each came, and what it changed. */
import { Table, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { listOf } from '../http/page.ts'
import { useTimeZone } from '../store/store-settings.ts'
import { CursorList } from '../ui/list.tsx'
import { Section } from '../ui/page.tsx'
import { formatInstant } from '../words/instants.ts'
import { nameParameter, showParameter } from './segment-parameters.ts'
import { type SegmentSettings, type SettingsVersion, versionsPath } from './segment-settings-queries.ts'

export function VersionSection({ version }: { version: number }) {
  const timeZone = useTimeZone()
  const query = useInfiniteQuery(listOf<SettingsVersion>(versionsPath, { limit: 10 }, version))
  return (
    <Section title="Versions" isFlush>
      <CursorList query={query} empty={null}>
        {(versions) => (
          <Table verticalSpacing={6}>
            <Table.Tbody>
              {versions.map(({ version: number, value, changedAt, changedBy }, index) => (
                <Table.Tr key={number}>
                  <Table.Td w={40} className="numbers" valign="top">
                    {number}
                  </Table.Td>
                  <Table.Td>
                    <Text size="sm">
                      {changedAt === null ? 'The defaults' : formatInstant(changedAt, timeZone)}
                      {changedBy === null ? '' : `, ${changedBy}`}
                    </Text>
                    {describeChanges(versions[index + 1]?.value, value).map((words) => (
                      <Text key={words} size="xs" c="dimmed">
                        {words}
                      </Text>
                    ))}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </CursorList>
    </Section>
  )
}

function describeChanges(before: SegmentSettings | undefined, after: SegmentSettings): string[] {
  if (before === undefined) return []
  const fields = Object.keys(after) as (keyof SegmentSettings)[]
  return fields
    .filter((field) => before[field] !== after[field])
    .map((field) => `${nameParameter(field)} ${showParameter(field, before[field])} → ${showParameter(field, after[field])}`)
}
