/** A few of the simulated journeys, step by step. */
import { Accordion, Group, Text } from '@mantine/core'
import { useTimeZone } from '../../store/store-settings.ts'
import { Section } from '../../ui/page.tsx'
import { describeJourneyReason } from '../../words/autopilots.ts'
import { formatInstant } from '../../words/instants.ts'
import type { Definition, Simulation } from '../autopilot-queries.ts'
import { CustomerName } from '../../customers/customer-names.tsx'
import { tellEvent } from '../people/tell-event.ts'

const shown = 8

export function SimulatedPaths({ simulation: { journeys }, definition }: { simulation: Simulation; definition: Definition }) {
  const timeZone = useTimeZone()
  if (journeys.length === 0) return null
  return (
    <Section title="Some of them" isFlush>
      <Accordion multiple chevronPosition="left">
        {journeys.slice(0, shown).map(({ customerId, startedAt, outcome, reason, events }) => (
          <Accordion.Item key={`${customerId} ${startedAt}`} value={`${customerId} ${startedAt}`}>
            <Accordion.Control>
              <Text size="sm">
                {formatInstant(startedAt, timeZone)}
                <Text span size="sm" c="dimmed">
                  {' '}
                  · {outcome === null ? 'still on the way' : describeJourneyReason(reason ?? outcome)}
                </Text>
              </Text>
            </Accordion.Control>
            <Accordion.Panel>
              <Group mb="xs">
                <CustomerName id={customerId} />
              </Group>
              {events.map((event, index) => (
                <Text key={`${event.at} ${event.kind} ${index}`} size="sm" c="dimmed">
                  {formatInstant(event.at, timeZone)}:{' '}
                  {tellEvent({ ...event, details: event.until === null ? null : { until: event.until } }, definition, timeZone)}
                </Text>
              ))}
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Section>
  )
}
