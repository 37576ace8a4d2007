/** Moving those who are on the way to the latest version: who stays, who could move, who would leave, and where they go on. */
import { Alert, Button, Group, Select, Stack, Table, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ActionsHere, useMayHere } from '../../session/page-rights.tsx'
import { Confirmation } from '../../ui/confirmation.tsx'
import { Figure } from '../../ui/figure.tsx'
import { NotLoaded } from '../../ui/not-loaded.tsx'
import { Section } from '../../ui/page.tsx'
import { nameStep, nameStepById } from '../../words/autopilots.ts'
import { formatCount, formatPeople } from '../../words/numbers.ts'
import { type Autopilot, autopilotsPath, migrateJourneys, migrationPreviewQuery, type Version } from '../autopilot-queries.ts'

export function MigrationSection({ autopilot: { id, definition: draft }, latest }: { autopilot: Autopilot; latest: Version | undefined }) {
  const client = useQueryClient()
  const [steps, setSteps] = useState<Record<string, string>>({})
  const [attempt, setAttempt] = useState(() => crypto.randomUUID())
  const [isMoving, moving] = useDisclosure()
  const mayHere = useMayHere()
  const { data, error, refetch, isPlaceholderData } = useQuery(migrationPreviewQuery(id, steps))
  const definition = latest?.definition ?? draft
  const known = new Set(definition.steps.map((step) => step.id))
  if (data === undefined)
    return (
      <Section title="Move to the latest version">
        <NotLoaded error={error} refetch={refetch} />
      </Section>
    )
  const older = data.steps.filter(({ fromNumber }) => fromNumber !== data.toNumber)
  return (
    <Section title={`Move to version ${data.toNumber}`}>
      <Stack>
        <Group gap="xl" role="status">
          <Figure label="Stay where they are" value={formatCount(data.stays)} />
          <Figure label="Could move" value={formatCount(data.couldMove)} />
          <Figure label="Would leave" value={formatCount(data.wouldLeave)} note="an exit rule of the version is true of them" />
        </Group>
        <Table horizontalSpacing="xs" verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>They stand at</Table.Th>
              <Table.Th ta="right">People</Table.Th>
              <Table.Th>They go on at</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {older.map(({ fromNumber, step, journeys, goesOnAt }) => (
              <Table.Tr key={`${fromNumber} ${step}`}>
                <Table.Td>
                  {step === null ? 'Acting just now' : nameStepById(definition, step)}{' '}
                  <Text span size="xs" c="dimmed">
                    version {fromNumber}
                  </Text>
                </Table.Td>
                <Table.Td ta="right" className="numbers">
                  {formatCount(journeys)}
                </Table.Td>
                <Table.Td>
                  {step === null || (known.has(step) && steps[step] === undefined) ? (
                    <Text size="sm" c={goesOnAt === null ? 'dimmed' : undefined}>
                      {goesOnAt === null ? 'They stay: they do not wait' : 'The same step'}
                    </Text>
                  ) : (
                    <Select
                      aria-label={`Where those at ${step} go on`}
                      placeholder="They stay"
                      disabled={!mayHere}
                      clearable
                      size="xs"
                      data={definition.steps.map((one) => ({ value: one.id, label: nameStep(one) }))}
                      value={steps[step] ?? null}
                      onChange={(to) => setSteps(({ [step]: _before, ...rest }) => (to === null ? rest : { ...rest, [step]: to }))}
                    />
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Alert variant="outline" color="gray">
          No message that has left is sent again. Journeys that act at the moment stay; ask again for them.
        </Alert>
        <Group>
          <ActionsHere>
            <Button disabled={data.couldMove === 0 || isPlaceholderData} onClick={moving.open}>
              Move {formatPeople(data.couldMove)}
            </Button>
          </ActionsHere>
        </Group>
      </Stack>
      <Confirmation
        isOpen={isMoving}
        title={`Move ${formatPeople(data.couldMove)} to version ${data.toNumber}?`}
        confirm={`Move ${formatPeople(data.couldMove)}`}
        onConfirm={async () => {
          await migrateJourneys(id, steps, attempt)
          setAttempt(crypto.randomUUID())
          notifications.show({ title: 'They are being moved', message: `To version ${data.toNumber}` })
          await client.invalidateQueries({ queryKey: [autopilotsPath, id] })
        }}
        onClose={moving.close}
      >
        {data.wouldLeave === 0
          ? 'They go on where they are, by the steps of the latest version.'
          : `${formatPeople(data.wouldLeave)} of them would leave with their next step, since an exit rule of the version is true of them.`}
      </Confirmation>
    </Section>
  )
}
