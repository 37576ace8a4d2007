/** The published versions, how many are on each, and moving them to the latest. */
import { Button, Group, Modal, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTimeZone } from '../../store/store-settings.ts'
import { Empty } from '../../ui/empty.tsx'
import { NotLoaded } from '../../ui/not-loaded.tsx'
import { Section } from '../../ui/page.tsx'
import { formatInstant } from '../../words/instants.ts'
import { formatCount } from '../../words/numbers.ts'
import { type Autopilot, type Version, versionsQuery } from '../autopilot-queries.ts'
import { describeChanges } from '../definition/describe-changes.ts'
import { JourneyView } from '../journey-view.tsx'
import { MigrationSection } from './migration-section.tsx'

export function VersionView({ autopilot }: { autopilot: Autopilot }) {
  const { id, status } = autopilot
  const timeZone = useTimeZone()
  const { data, error, refetch } = useQuery(versionsQuery(id))
  const [shown, setShown] = useState<Version>()
  if (data === undefined) return <NotLoaded error={error} refetch={refetch} />
  const versions = data.data
  const isBehind = versions.some(({ number, journeys = 0 }) => number !== autopilot.publishedNumber && journeys > 0)
  return (
    <>
      {isBehind && status !== 'retired' ? <MigrationSection autopilot={autopilot} latest={versions[0]} /> : null}
      <Section title="Versions" isFlush>
        {versions.length === 0 ? (
          <Empty title="Nothing is published yet">
            Publish the draft, and it becomes version 1: what runs from then on, and never changes.
          </Empty>
        ) : (
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Version</Table.Th>
                <Table.Th visibleFrom="sm">Published</Table.Th>
                <Table.Th ta="right">On the way</Table.Th>
                <Table.Th visibleFrom="sm">What it changed</Table.Th>
                <Table.Th />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {versions.map((version, index) => (
                <Table.Tr key={version.id}>
                  <Table.Td>{version.number}</Table.Td>
                  <Table.Td visibleFrom="sm">{formatInstant(version.publishedAt, timeZone)}</Table.Td>
                  <Table.Td ta="right" className="numbers">
                    {formatCount(version.journeys ?? 0)}
                  </Table.Td>
                  <Table.Td visibleFrom="sm">
                    <Text size="sm" c="dimmed" lineClamp={2}>
                      {summarise(versions[index + 1], version)}
                    </Text>
                  </Table.Td>
                  <Table.Td ta="right">
                    <Button size="compact-sm" variant="default" onClick={() => setShown(version)}>
                      Look at it
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Section>
      <Modal
        opened={shown !== undefined}
        onClose={() => setShown(undefined)}
        size="xl"
        title={<Text fw={600}>Version {shown?.number}, as it was published</Text>}
      >
        {shown === undefined ? null : (
          <Group grow>
            <JourneyView
              autopilotId={id}
              definition={shown.definition}
              numbers={undefined}
              faults={[]}
              isReadOnly
              onChange={() => undefined}
            />
          </Group>
        )}
      </Modal>
    </>
  )
}

function summarise(before: Version | undefined, { definition }: Version): string {
  if (before === undefined) return 'The first one'
  const changes = describeChanges(before.definition, definition)
  return changes.length === 0 ? 'Nothing' : changes.join(' ')
}
