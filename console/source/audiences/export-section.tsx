/** Lists of an audience as CSV files: started here, followed here, downloaded here. */
import { Checkbox, Group, Progress, Select, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ActionButton } from '../session/action-button.tsx'
import { useAction } from '../session/use-action.ts'
import { DownloadButton } from '../ui/download-button.tsx'
import { Section } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { TemporalLink } from '../ui/temporal-link.tsx'
import { formatAgo } from '../words/instants.ts'
import { formatCount } from '../words/numbers.ts'
import { type AudienceExport, cancelExport, type ExportKind, exportsQuery, startExport } from './export-queries.ts'

const kinds: Record<ExportKind, string> = {
  email_list: 'Email list',
  sms_list: 'SMS list',
  postal_list: 'Postal list',
  all: 'Everything we know',
}

export function ExportSection({ audienceId }: { audienceId: string }) {
  const [kind, setKind] = useState<ExportKind>('email_list')
  const [includesUnreachable, setIncludesUnreachable] = useState(false)
  const query = exportsQuery(audienceId)
  const exports = useQuery(query).data?.data ?? []
  const cache = useQueryClient()
  const refresh = () => cache.invalidateQueries({ queryKey: query.queryKey })
  const starting = useAction('customers:read', {
    mutationFn: () => startExport(audienceId, { kind, includesUnreachable }),
    onSuccess: refresh,
  })
  const isChoosy = kind === 'email_list' || kind === 'sms_list'
  return (
    <Section title="Export">
      <Stack gap="sm">
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <Select
            label="List"
            flex={1}
            allowDeselect={false}
            data={Object.entries(kinds).map(([value, label]) => ({ value, label }))}
            value={kind}
            onChange={(value) => setKind((value ?? 'email_list') as ExportKind)}
          />
          <ActionButton action={starting} variant="default" onClick={() => starting.mutate()}>
            Write CSV
          </ActionButton>
        </Group>
        {isChoosy ? (
          <Checkbox
            label="Also those who may not be written to, marked as such"
            checked={includesUnreachable}
            onChange={(event) => setIncludesUnreachable(event.currentTarget.checked)}
          />
        ) : null}
        {starting.isError ? <ProblemAlert error={starting.error} title="The export could not be started" /> : null}
        {exports.map((job) => (
          <ExportRow key={job.id} job={job} onChange={refresh} />
        ))}
        <Text size="xs" c="dimmed">
          A file holds personal data. It is deleted a day after it was written.
        </Text>
      </Stack>
    </Section>
  )
}

function ExportRow({ job, onChange }: { job: AudienceExport; onChange: () => Promise<void> }) {
  const cancelling = useAction('audiences:write', { mutationFn: () => cancelExport(job.id), onSettled: onChange })
  const { kind, isFinished, members, membersDone, fileUrl, createdAt, audienceName, temporalUrl } = job
  return (
    <Stack gap={4} role="group" aria-label={`${kinds[kind]}, ${formatAgo(createdAt)}`}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm">
          {kinds[kind]}{' '}
          <Text span size="xs" c="dimmed" role="status">
            {describeExport(job)}
          </Text>
        </Text>
        {fileUrl === null ? null : (
          <DownloadButton size="compact-sm" path={`${fileUrl}?bom=true`} name={`${audienceName} ${kinds[kind]}`}>
            Download
          </DownloadButton>
        )}
        {isFinished ? null : (
          <ActionButton action={cancelling} size="compact-sm" variant="subtle" color="gray" onClick={() => cancelling.mutate()}>
            Cancel
          </ActionButton>
        )}
      </Group>
      {isFinished ? null : (
        <>
          <Progress value={members === null || members === 0 ? 0 : (membersDone / members) * 100} aria-label="How far it is" />
          <TemporalLink url={temporalUrl} size="xs" />
        </>
      )}
    </Stack>
  )
}

function describeExport({ status, members, membersDone, rows, createdAt, fileUrl }: AudienceExport): string {
  switch (status) {
    case 'queued':
      return 'begins…'
    case 'running':
      return members === null ? 'begins…' : `${formatCount(membersDone)} of ${formatCount(members)}`
    case 'done':
      return fileUrl === null ? `${formatAgo(createdAt)}; the file is gone` : `${formatCount(rows)} rows, ${formatAgo(createdAt)}`
    case 'failed':
      return 'failed; the run says why'
    case 'cancelled':
      return 'cancelled'
  }
}
