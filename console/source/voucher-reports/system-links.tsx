/** From what is wrong with the system to the runs and people that it holds up. */
import { Anchor, Group, Text } from '@mantine/core'
import { CampaignLink } from '../campaigns/campaign-link.tsx'
import type { SystemHealth } from '../operations/operation-queries.ts'
import { TextLink } from '../ui/link.tsx'

type PartName = SystemHealth['parts'][number]['part']
type FailingRun = NonNullable<SystemHealth['failingRuns']>['runs'][number]

/** Who waits longest where messages or journeys do not get on; whose calls have failed. */
export function PartLink({ part }: { part: PartName }) {
  switch (part) {
    case 'workers':
    case 'workflowTasks':
    case 'outbox':
      return (
        <TextLink to="/configuration/voucher-campaign/pending-triggers" search={{ state: 'late' }} size="xs" underline="always">
          Who is late
        </TextLink>
      )
    case 'providers':
      return (
        <TextLink to="/reports/voucher-campaigns/people" search={{ of: 'calls', figure: 'failed' }} size="xs" underline="always">
          Whose calls failed
        </TextLink>
      )
    case 'temporal':
    case 'schedules':
    case 'database':
      return null
  }
}

/** A run that fails again and again: to whom it is about, and to Temporal. */
export function FailingRunLink({ run: { workflowId, attempts, temporalUrl } }: { run: FailingRun }) {
  const [kind = '', id = '', customer] = workflowId.split(':')
  return (
    <Group gap={6}>
      {kind === 'journey' && customer !== undefined ? (
        <TextLink to="/configuration/voucher-campaign/diagnostics" search={{ campaign: id, customer }} size="sm">
          A journey
        </TextLink>
      ) : kind === 'broadcast' || kind === 'promotion' || kind === 'autopilot' ? (
        <CampaignLink kind={kind} id={id} />
      ) : (
        <Text size="sm">{kind}</Text>
      )}
      <Anchor href={temporalUrl} target="_blank" rel="noreferrer" size="sm" aria-label={`${workflowId} in the Temporal UI`}>
        {attempts} tries
      </Anchor>
    </Group>
  )
}
