/** The latest sync of all groups: how far it is, what holds it up, and the run behind it. */
import { Alert, Group, Progress, Stack, Text } from '@mantine/core'
import { Section } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { TemporalLink } from '../ui/temporal-link.tsx'
import { formatAgo } from '../words/instants.ts'
import { formatCount } from '../words/numbers.ts'
import type { Tone } from '../words/outcomes.ts'
import { isSyncing, type LatestGroupSync, type StartedGroupSync } from './group-queries.ts'

type Sync = NonNullable<LatestGroupSync['latest']>

const stages: Record<Sync['stage'], { label: string; tone: Tone }> = {
  listing: { label: 'Reading the list', tone: 'busy' },
  syncing: { label: 'Reading members', tone: 'busy' },
  done: { label: 'Done', tone: 'good' },
  failed: { label: 'Failed', tone: 'bad' },
  cancelled: { label: 'Cancelled', tone: 'quiet' },
}

const reasons: Record<Sync['reason'], string> = { first: 'the first one', midnight: 'at midnight', requested: 'started by hand' }

export function SyncSection({ sync, started }: { sync: LatestGroupSync; started: StartedGroupSync | undefined }) {
  if (!sync.isConfigured)
    return (
      <Alert variant="outline" title="No store admin is connected">
        Groups are kept in the store’s admin and synced from there. Set <code>STORE_ADMIN_URL</code> to connect it.
      </Alert>
    )
  return (
    <Section title="Latest sync" aside={started === undefined ? null : <TemporalLink url={started.temporalUrl} />}>
      {sync.latest === null ? (
        <Text size="sm" c="dimmed">
          There has been none yet.
        </Text>
      ) : (
        <Run run={sync.latest} isRunning={isSyncing(sync)} />
      )}
    </Section>
  )
}

function Run({ run, isRunning }: { run: Sync; isRunning: boolean }) {
  const { stage, reason, why, groups, groupsDone, groupsFailed, members, ignored, startedAt, finishedAt } = run
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Status {...stages[stage]} />
        <Text size="sm" c="dimmed">
          {finishedAt === null ? `Began ${formatAgo(startedAt)}` : `Ended ${formatAgo(finishedAt)}`}
          {`, ${reasons[reason]}`}
        </Text>
      </Group>
      {isRunning ? <Progress value={groups === 0 ? 0 : (groupsDone / groups) * 100} aria-label="Groups that are read" /> : null}
      <Text size="sm" role="status">
        {formatCount(groupsDone)} of {formatCount(groups)} groups, {formatCount(members)} members
        {groupsFailed === 0 ? '' : `; ${formatCount(groupsFailed)} could not be read`}.
      </Text>
      {why === null ? null : <Text size="sm">{why}</Text>}
      {ignored.length === 0 ? null : (
        <Text size="xs" c="dimmed">
          “All customers” of the admin is not a group here: to write to everyone, choose Everyone.
        </Text>
      )}
    </Stack>
  )
}
