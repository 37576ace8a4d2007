/** A broadcast that has left its draft: how far it is, what can still be done about it, and what was sent. */
import { Stack, Text } from '@mantine/core'
import { IconChartBar } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useRunFeed } from '../../campaigns/run-feed.ts'
import { RunPage } from '../../campaigns/run-page.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Loading } from '../../ui/list.tsx'
import { Section } from '../../ui/page.tsx'
import { broadcastStatuses, channelLabels } from '../../words/broadcasts.ts'
import { formatCount } from '../../words/numbers.ts'
import { type Broadcast, broadcastsPath, previewQuery, type Progress } from '../broadcast-queries.ts'
import { MessagePreview } from '../editor/message-preview.tsx'
import { ProgressPanel } from './progress-panel.tsx'
import { RunActions } from './run-actions.tsx'

export function BroadcastRun({ broadcast }: { broadcast: Broadcast }) {
  const { id, channel, holdoutPercent, maxMessages } = broadcast
  const { progress, status, temporalUrl, error, accept } = useRunFeed<Progress>(broadcastsPath, broadcast)
  const preview = useQuery(previewQuery(id, broadcast.version, null))
  return (
    <RunPage
      campaign={broadcast}
      status={broadcastStatuses[status]}
      detail={
        <Text span size="sm">
          {channelLabels[channel]}
        </Text>
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
      temporalUrl={temporalUrl}
      error={error}
    >
      <div className="split">
        <Stack gap="md">
          <Section title="Progress">
            {progress === undefined ? <Loading /> : <ProgressPanel progress={progress} isLocal={broadcast.schedule.kind === 'local'} />}
          </Section>
          <Section title="To whom">
            <Text size="sm">{broadcast.audienceWords.replace(/^./, (letter) => letter.toUpperCase())}.</Text>
            {holdoutPercent > 0 || maxMessages !== null ? (
              <Text size="sm" c="dimmed" mt={4}>
                {[
                  ...(holdoutPercent > 0 ? [`${holdoutPercent}% held back to measure the lift`] : []),
                  ...(maxMessages === null ? [] : [`at most ${formatCount(maxMessages)} messages`]),
                ].join(', ')}
              </Text>
            ) : null}
          </Section>
        </Stack>
        <Stack gap="md" className="aside">
          <Section title={status === 'sent' ? 'What was sent' : 'What is sent'}>
            {preview.data === undefined ? <Loading /> : <MessagePreview preview={preview.data} message={broadcast.message} />}
          </Section>
        </Stack>
      </div>
    </RunPage>
  )
}
