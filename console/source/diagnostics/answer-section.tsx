/** The answer in one line, and of someone who was not selected, everything that stands in the way. */
import { Stack, Table, Text } from '@mantine/core'
import { Section } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { nameSegment } from '../words/autopilots.ts'
import type { Answer } from './diagnostics-queries.ts'
import { standings } from './standings.ts'

export function AnswerSection({ answer: { standing, sentence, obstacles } }: { answer: Answer }) {
  const conditions = obstacles.flatMap((obstacle) => obstacle.conditions.map((condition) => ({ ...condition, of: obstacle.kind })))
  return (
    <Section title="The answer" aside={<Status {...standings[standing]} />}>
      <Stack gap="sm">
        <Text size="lg" fw={500} role="status">
          {sentence}
        </Text>
        {obstacles.length < 2 ? null : (
          <Stack gap={4} component="ul" m={0} pl="md">
            {obstacles.map((obstacle) => (
              <Text key={`${obstacle.kind} ${obstacle.sentence}`} component="li" size="sm">
                {obstacle.sentence}
              </Text>
            ))}
          </Stack>
        )}
        {conditions.length === 0 ? null : (
          <Table horizontalSpacing={0} verticalSpacing={6} withRowBorders={false}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Asked of them</Table.Th>
                <Table.Th ta="right">What they have</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {conditions.map(({ of, words, field, actual }) => (
                <Table.Tr key={`${of} ${words} ${field}`}>
                  <Table.Td>{words}</Table.Td>
                  <Table.Td ta="right" className="numbers">
                    {field === 'segment' ? writeActual(actual, nameSegment) : writeActual(actual)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Stack>
    </Section>
  )
}

function writeActual(actual: unknown, nameText = (text: string) => text): string {
  if (actual === null || actual === undefined) return 'nothing'
  if (Array.isArray(actual)) return actual.length === 0 ? 'none' : actual.map((one) => writeActual(one, nameText)).join(', ')
  return typeof actual === 'string' ? nameText(actual) : JSON.stringify(actual)
}
