/** A broadcast that has left its draft: how far it is, what can still be done about it, and what was sent. */
import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconChartBar, IconExternalLink } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTimeZone } from '../../store/store-settings.ts'
import { ButtonLink } from '../../ui/link.tsx'
import { Loading } from '../../ui/list.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { describeError } from '../../ui/problem.tsx'
import { Status } from '../../ui/status.tsx'
import { broadcastStatuses, channelLabels, describeSchedule } from '../../words/broadcasts.ts'
import { formatInstant } from '../../words/instants.ts'
import { type Broadcast, broadcastQuery, previewQuery } from '../broadcast-queries.ts'
import { MessagePreview } from '../editor/message-preview.tsx'
import { useProgress } from './progress-feed.ts'
import { ProgressPanel } from './progress-panel.tsx'
import { RunActions } from './run-actions.tsx'

export function BroadcastRun({ broadcast }: { broadcast: Broadcast }) {
  const { id, name, channel } = broadcast
  const timeZone = useTimeZone()
  const { progress, error, accept } = useProgress(id)
  const preview = useQuery(previewQuery(id, broadcast.version, null))
  const status = progress?.status ?? broadcast.status
  const client = useQueryClient()
  useEffect(() => {
    // It has started or ended since it was read: when, is the broadcast's to say.
    if (status !== broadcast.status) void client.invalidateQueries(broadcastQuery(id))
  }, [client, id, status, broadcast.status])
  const temporalUrl = progress?.temporalUrl ?? broadcast.temporalUrl
  return (
    <Page
      title={name}
      description={
        <Group gap="md">
          <Status {...broadcastStatuses[status]} />
          <Text span size="sm">
            {channelLabels[channel]}
          </Text>
          <Text span size="sm">
            {broadcast.startedAt === null
              ? describeSchedule(broadcast.schedule, timeZone)
              : `Started ${formatInstant(broadcast.startedAt, timeZone)}`}
          </Text>
        </Group>
      }
      actions={
        <>
          <RunActions broadcast={broadcast} status={status} onProgress={accept} />
          <ButtonLink
            to="/reports/marketing-campaigns/$id"
            params={{ id }}
            leftSection={<IconChartBar size={16} aria-hidden />}
            variant={progress?.isFinished === true ? 'filled' : 'default'}
          >
            Report
          </ButtonLink>
        </>
      }
    >
      {error === undefined ? null : (
        <Alert color="yellow" variant="outline" role="status" title="The progress is not live at the moment">
          {describeError(error)} The numbers are those from before; it is tried again.
        </Alert>
      )}
      <div className="split">
        <Stack gap="md">
          <Section title="Progress">
            {progress === undefined ? <Loading /> : <ProgressPanel progress={progress} timeZone={timeZone} />}
          </Section>
          {temporalUrl === null ? null : (
            <Group>
              <Button
                component="a"
                href={temporalUrl}
                target="_blank"
                rel="noreferrer"
                variant="subtle"
                color="gray"
                rightSection={<IconExternalLink size={16} aria-hidden />}
              >
                The run in the Temporal UI
              </Button>
            </Group>
          )}
        </Stack>
        <Stack gap="md" className="aside">
          <Section title="What is sent">
            {preview.data === undefined ? (
              <Loading />
            ) : (
              <MessagePreview
                preview={preview.data}
                preheader={broadcast.message.channel === 'email' ? broadcast.message.preheader : undefined}
              />
            )}
          </Section>
        </Stack>
      </div>
    </Page>
  )
}
