/** An import that was started: how far it is, what came of it, and what comes next. */
import { Group, Progress, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useStream } from '../../http/use-stream.ts'
import { useTimeZone } from '../../store/store-settings.ts'
import { TextLink } from '../../ui/link.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { ProblemAlert } from '../../ui/problem.tsx'
import { Status } from '../../ui/status.tsx'
import { TemporalLink } from '../../ui/temporal-link.tsx'
import { formatBytes, importKinds } from '../../words/imports.ts'
import { formatInstant } from '../../words/instants.ts'
import { formatShare } from '../../words/numbers.ts'
import { type ImportJob, importQuery, importsPath, isMoving } from '../import-queries.ts'
import { describeStanding } from '../import-standing.ts'
import { ImportSteps } from '../import-steps.tsx'
import { MeaningSection } from './meaning-section.tsx'
import { NextSection } from './next-section.tsx'
import { RejectionSection } from './rejection-section.tsx'
import { ReportSection } from './report-section.tsx'
import { RowFigures } from './row-figures.tsx'
import { SampleSection } from './sample-section.tsx'
import { StopButton } from './stop-button.tsx'

export function RunPage({ job }: { job: ImportJob }) {
  return isMoving(job) ? <LivePage job={job} /> : <ImportRun job={job} error={undefined} />
}

/** Follows it to its end; then it is what the console knows of it. */
function LivePage({ job }: { job: ImportJob }) {
  const cache = useQueryClient()
  const { latest, error } = useStream<ImportJob>(`${importsPath}/${job.id}/stream`, () => {
    void cache.invalidateQueries({ queryKey: [importsPath] })
  })
  useEffect(() => {
    if (latest?.isFinished === true) cache.setQueryData(importQuery(job.id).queryKey, latest)
  }, [cache, job.id, latest])
  return <ImportRun job={latest ?? job} error={error} />
}

function ImportRun({ job, error }: { job: ImportJob; error: unknown }) {
  const { kind, fileName, isDryRun, startedAt, finishedAt, temporalUrl } = job
  const timeZone = useTimeZone()
  const isLive = isMoving(job)
  const wasRun = startedAt !== null
  return (
    <Page
      title={fileName}
      description={
        <Group gap="md" className="meta-line">
          <Status {...describeStanding(job)} />
          <Text span size="sm">
            {importKinds[kind]}
            {isDryRun ? ', dry run' : ''}
          </Text>
          <Text span size="sm">
            {describeWhen(startedAt, finishedAt, timeZone)}
          </Text>
          <TextLink to="/imports" size="sm">
            All imports
          </TextLink>
          <TemporalLink url={temporalUrl} />
        </Group>
      }
      actions={isLive ? <StopButton job={job} /> : null}
    >
      <ImportSteps current={isDryRun ? 'Dry run' : 'Import'} />
      {error === undefined ? null : <ProblemAlert error={error} title="It cannot be followed at the moment" />}
      {isLive ? <LiveSection job={job} /> : null}
      {isLive ? null : <NextSection job={job} />}
      {wasRun ? <RowFigures job={job} /> : null}
      {wasRun ? <ReportSection job={job} /> : null}
      <RejectionSection job={job} isLive={isLive} />
      {isDryRun && !isLive ? <SampleSection job={job} /> : null}
      <MeaningSection job={job} />
    </Page>
  )
}

function LiveSection({ job: { bytesDone, bytesTotal, isDryRun, status } }: { job: ImportJob }) {
  return (
    <Section title={isDryRun ? 'The dry run' : 'The import'}>
      <Stack gap="sm">
        <Progress value={bytesTotal === 0 ? 0 : (bytesDone / bytesTotal) * 100} animated aria-label="How much of the file is read" />
        <Text size="sm" role="status">
          {status === 'queued'
            ? 'It is about to start.'
            : bytesDone >= bytesTotal
              ? 'All of the file is read; it is being finished.'
              : `${formatShare(bytesDone, bytesTotal)} read: ${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)}.`}{' '}
          It goes on without this page.
        </Text>
      </Stack>
    </Section>
  )
}

function describeWhen(startedAt: string | null, finishedAt: string | null, timeZone: string): string {
  if (finishedAt !== null) return `Ended ${formatInstant(finishedAt, timeZone)}`
  return startedAt === null ? '' : `Started ${formatInstant(startedAt, timeZone)}`
}
