/** What an autopilot would do, and what it would have done: nothing is sent. */
import { Group, NumberInput, SegmentedControl, SimpleGrid, Stack, Table, Text } from '@mantine/core'
import { useState } from 'react'
import { ActionButton } from '../../session/action-button.tsx'
import { useAction } from '../../session/use-action.ts'
import { useTimeZone } from '../../store/store-settings.ts'
import { Figure } from '../../ui/figure.tsx'
import { Section } from '../../ui/page.tsx'
import { ProblemAlert } from '../../ui/problem.tsx'
import { Status } from '../../ui/status.tsx'
import { describeJourneyReason, journeyOutcomes } from '../../words/autopilots.ts'
import { formatDay } from '../../words/instants.ts'
import { formatCount, formatShare } from '../../words/numbers.ts'
import { type Autopilot, type Definition, simulateAutopilot, type Simulation, type SimulationRequest } from '../autopilot-queries.ts'
import { SimulatedDays } from './simulated-days.tsx'
import { SimulatedPaths } from './simulated-paths.tsx'

interface SimulationViewProps {
  autopilot: Autopilot
  definition: Definition
  flush: () => Promise<boolean>
}

export function SimulationView({ autopilot: { id, publishedNumber, status }, definition, flush }: SimulationViewProps) {
  const [asked, setAsked] = useState<SimulationRequest>({
    kind: 'shadow',
    days: 30,
    of: status === 'draft' || publishedNumber === null ? 'draft' : 'published',
  })
  const simulating = useAction('autopilots:read', {
    async mutationFn() {
      await flush()
      return { ...(await simulateAutopilot(id, asked)), kind: asked.kind }
    },
  })
  return (
    <Stack>
      <Section title="Try it out">
        <Stack>
          <Text size="sm" c="dimmed">
            {asked.kind === 'shadow'
              ? 'The past days once more, as if it had been running: orders, events and moves as they were, consents as they are now. Nothing is sent.'
              : 'The days to come, if nobody ordered or reacted. Nothing is sent.'}
          </Text>
          <Group align="flex-end" gap="sm">
            <SegmentedControl
              aria-label="Which days"
              value={asked.kind}
              onChange={(kind) => setAsked({ ...asked, kind: kind === 'shadow' ? 'shadow' : 'dry-run' })}
              data={[
                { value: 'shadow', label: 'Past days' },
                { value: 'dry-run', label: 'Days to come' },
              ]}
            />
            {publishedNumber === null ? null : (
              <SegmentedControl
                aria-label="Which definition"
                value={asked.of}
                onChange={(of) => setAsked({ ...asked, of: of === 'draft' ? 'draft' : 'published' })}
                data={[
                  { value: 'draft', label: 'The draft' },
                  { value: 'published', label: `Version ${publishedNumber}` },
                ]}
              />
            )}
            <NumberInput
              label="Days"
              min={1}
              max={90}
              allowDecimal={false}
              clampBehavior="strict"
              w={90}
              value={asked.days}
              onChange={(days) => setAsked({ ...asked, days: Math.max(1, Number(days)) })}
            />
            <ActionButton action={simulating} onClick={() => simulating.mutate()}>
              Try it
            </ActionButton>
          </Group>
          {simulating.isError ? <ProblemAlert error={simulating.error} title="It could not be tried" /> : null}
        </Stack>
      </Section>
      {simulating.data === undefined ? null : <Result simulation={simulating.data} definition={definition} />}
    </Stack>
  )
}

const unknowns: Record<Simulation['unknown'][number], string> = {
  orders: 'orders that are still to come',
  reactions: 'how customers react to messages and vouchers',
  entries_by_orders: 'who comes into segments and audiences by orders to come',
  time_of_day: 'the hour of what is looked at once a day',
  consents_then: 'consents and addresses as they were then',
}

function Result({ simulation, definition }: { simulation: Simulation; definition: Definition }) {
  const timeZone = useTimeZone()
  const { from, until, found, refused, heldOut, dropped, admitted, simulated, stillRunning, outcomes, tookMs } = simulation
  return (
    <>
      <Section
        title={`${formatDay(from, timeZone)} to ${formatDay(until, timeZone)}`}
        aside={
          <Text size="xs" c="dimmed">
            took {formatCount(tookMs)} ms
          </Text>
        }
      >
        <Stack>
          <SimpleGrid cols={{ base: 2, sm: 3, md: 5 }} role="status" aria-label="Totals">
            <Figure label="Found" value={formatCount(found)} note="times, by the trigger and the rule" />
            <Figure label="Too soon again" value={formatCount(refused)} />
            <Figure label="Held out" value={formatCount(heldOut)} />
            <Figure label="Outside the window" value={formatCount(dropped)} />
            <Figure label="Start a journey" value={formatCount(admitted)} />
          </SimpleGrid>
          {simulated < admitted ? (
            <Text size="sm" c="dimmed">
              {formatCount(simulated)} of them were followed, a stable part; what is below is of these.
            </Text>
          ) : null}
          <Table horizontalSpacing={0} verticalSpacing={6} withRowBorders={false}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>How they end</Table.Th>
                <Table.Th ta="right">Journeys</Table.Th>
                <Table.Th ta="right">Share</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {outcomes.map(({ outcome, reason, journeys }) => (
                <Table.Tr key={`${outcome} ${reason}`}>
                  <Table.Td>
                    <Status {...journeyOutcomes[outcome]} />
                    <Text span size="sm" c="dimmed">
                      {' '}
                      · {describeJourneyReason(reason)}
                    </Text>
                  </Table.Td>
                  <Table.Td ta="right" className="numbers">
                    {formatCount(journeys)}
                  </Table.Td>
                  <Table.Td ta="right" c="dimmed" className="numbers">
                    {formatShare(journeys, simulated)}
                  </Table.Td>
                </Table.Tr>
              ))}
              <Table.Tr>
                <Table.Td>
                  <Status label="Still on the way then" tone="busy" />
                </Table.Td>
                <Table.Td ta="right" className="numbers">
                  {formatCount(stillRunning)}
                </Table.Td>
                <Table.Td ta="right" c="dimmed" className="numbers">
                  {formatShare(stillRunning, simulated)}
                </Table.Td>
              </Table.Tr>
            </Table.Tbody>
          </Table>
        </Stack>
      </Section>
      <Text size="xs" c="dimmed">
        What nobody can know beforehand, and is not in it: {simulation.unknown.map((what) => unknowns[what]).join('; ')}.
      </Text>
      <SimulatedDays simulation={simulation} />
      <SimulatedPaths simulation={simulation} definition={definition} />
    </>
  )
}
