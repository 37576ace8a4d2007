/** The page of a campaign that has left its draft: its status, when it starts or started, and whether what it shows is live. */
import { Alert, Group, Text } from '@mantine/core'
import type { ComponentProps, ReactNode } from 'react'
import type { Schedule } from '../broadcasts/broadcast-queries.ts'
import { useTimeZone } from '../store/store-settings.ts'
import { Page } from '../ui/page.tsx'
import { describeError } from '../ui/problem.tsx'
import { TemporalLink } from '../ui/temporal-link.tsx'
import { Status } from '../ui/status.tsx'
import { describeSchedule } from '../words/broadcasts.ts'
import { formatInstant } from '../words/instants.ts'

interface RunPageProps {
  campaign: { name: string; schedule: Schedule; startedAt: string | null }
  status: ComponentProps<typeof Status>
  /** Beside the status: what it gives, or on which channel. */
  detail: ReactNode
  actions: ReactNode
  temporalUrl: string | null
  /** Why its progress is not live. */
  error: unknown
  children: ReactNode
}

export function RunPage({ campaign: { name, schedule, startedAt }, status, detail, actions, temporalUrl, error, children }: RunPageProps) {
  const timeZone = useTimeZone()
  return (
    <Page
      title={name}
      description={
        <Group gap="md" className="meta-line">
          <Status {...status} />
          {detail}
          <Text span size="sm">
            {startedAt === null ? describeSchedule(schedule, timeZone) : `Started ${formatInstant(startedAt, timeZone)}`}
          </Text>
          <TemporalLink url={temporalUrl} />
        </Group>
      }
      actions={actions}
    >
      {error === undefined ? null : (
        <Alert color="yellow" variant="outline" role="status" title="The progress is not live at the moment">
          {describeError(error)} The numbers are those from before; it is tried again.
        </Alert>
      )}
      {children}
    </Page>
  )
}
