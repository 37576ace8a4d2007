/** What each column was taken for, and how the file was read: folded, for whoever looks back. */
import { Accordion, Group, Table, Text } from '@mantine/core'
import { TextLink } from '../../ui/link.tsx'
import { delimiters, encodings, formatBytes, importSources, nameField } from '../../words/imports.ts'
import type { ImportJob } from '../import-queries.ts'

export function MeaningSection({ job: { kind, columns, source, encoding, delimiter, bytesTotal, repeatOf } }: { job: ImportJob }) {
  if (columns === null) return null
  const facts = [
    source === null ? undefined : importSources[source],
    encoding === null ? undefined : nameIn(encodings, encoding),
    delimiter === null ? undefined : nameIn(delimiters, delimiter),
    formatBytes(bytesTotal),
  ].filter((fact) => fact !== undefined)
  return (
    <Accordion variant="contained" radius="lg" chevronPosition="left">
      <Accordion.Item value="columns">
        <Accordion.Control>
          <Text size="sm" fw={500}>
            How the file was read
          </Text>
        </Accordion.Control>
        <Accordion.Panel>
          <Group gap="md" mb="sm">
            <Text size="sm">{facts.join(' · ')}</Text>
            {repeatOf === null ? null : (
              <TextLink to="/imports/$id" params={{ id: repeatOf }} size="sm">
                The run before with the same file
              </TextLink>
            )}
          </Group>
          <Table verticalSpacing={4} horizontalSpacing="xs">
            <Table.Tbody>
              {columns.map(({ header, target }, place) => (
                <Table.Tr key={`${place} ${header}`}>
                  <Table.Td w="50%" style={{ overflowWrap: 'anywhere' }}>
                    {header}
                  </Table.Td>
                  <Table.Td c={target === null ? 'dimmed' : undefined} style={{ overflowWrap: 'anywhere' }}>
                    {target === null
                      ? 'Left out'
                      : target.startsWith('attributes.')
                        ? `Attribute “${target.slice(11)}”`
                        : nameField(target, kind)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  )
}

function nameIn(words: Record<string, string>, key: string): string {
  return words[key] ?? key
}
