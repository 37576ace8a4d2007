/** An import that is not started: its file arrives, its columns get their meaning, and a dry run says what it would do. */
import { Group, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ActionButton } from '../../session/action-button.tsx'
import { useAction } from '../../session/use-action.ts'
import { NoticeHere, useMayHere } from '../../session/page-rights.tsx'
import { TextLink } from '../../ui/link.tsx'
import { NotLoaded } from '../../ui/not-loaded.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { ProblemAlert } from '../../ui/problem.tsx'
import { importKinds } from '../../words/imports.ts'
import { cancelImport, type ImportJob, importQuery, planQuery, startImport } from '../import-queries.ts'
import { isIncomplete } from '../import-standing.ts'
import { ImportSteps } from '../import-steps.tsx'
import { stopUpload } from '../upload.ts'
import { UploadSection } from '../upload-section.tsx'
import { useUpload } from '../use-upload.ts'
import { ColumnSection } from './column-section.tsx'
import { ConsentSection } from './consent-section.tsx'
import { FormatSection } from './format-section.tsx'
import { PreviewSection } from './preview-section.tsx'
import { forgetOptions, useOptions } from './use-options.ts'

export function SetupPage({ job }: { job: ImportJob }) {
  const { id, kind, fileName } = job
  const cache = useQueryClient()
  const navigate = useNavigate()
  const upload = useUpload(id)
  const may = useMayHere()
  const isSent = upload === undefined ? !isIncomplete(job) : upload.state === 'done'
  const [options, change] = useOptions(job)
  // The beginning of the file is enough to begin with; all of it may say more about its encoding.
  const hasBegun = isSent || (upload?.bytesSent ?? job.bytesTotal) > 0
  const plan = useQuery({ ...planQuery(id, options, isSent), enabled: hasBegun && may })
  const accept = (answer: ImportJob) => cache.setQueryData(importQuery(id).queryKey, answer)
  useEffect(() => {
    if (upload?.state !== 'done') return
    void cache.invalidateQueries(importQuery(id)).then(() => stopUpload(id))
  }, [cache, id, upload?.state])
  const trying = useAction('imports:write', {
    mutationFn: () => startImport(job, { ...options, isDryRun: true }),
    onSuccess(answer) {
      forgetOptions(id)
      accept(answer)
    },
  })
  const giveUp = useAction('imports:write', {
    mutationFn: () => cancelImport(id),
    async onSuccess(answer) {
      accept(answer)
      await navigate({ to: '/imports' })
    },
  })
  const problems = plan.data?.problems.length ?? 0
  return (
    <Page
      title={fileName}
      description={
        <Group gap="md">
          <Text span size="sm">
            {importKinds[kind]}
          </Text>
          <TextLink to="/imports" size="sm">
            All imports
          </TextLink>
        </Group>
      }
      actions={
        isSent ? (
          <ActionButton action={giveUp} variant="default" onClick={() => giveUp.mutate()}>
            Give it up
          </ActionButton>
        ) : null
      }
    >
      <ImportSteps current={isSent ? 'Columns' : 'File'} />
      {giveUp.isError ? <ProblemAlert error={giveUp.error} title="It could not be given up" /> : null}
      {may ? null : <NoticeHere />}
      {isSent || !may ? null : <UploadSection job={job} upload={upload} onGiveUp={() => giveUp.mutate()} />}
      {plan.data === undefined ? (
        hasBegun && may ? (
          <NotLoaded error={plan.error} refetch={plan.refetch} />
        ) : null
      ) : (
        <>
          {plan.isError ? (
            <ProblemAlert error={plan.error} title="The file could not be looked at" retry={() => void plan.refetch()} />
          ) : null}
          <FormatSection job={job} plan={plan.data} options={options} onChange={change} />
          <ColumnSection job={job} plan={plan.data} options={options} onChange={change} />
          {kind === 'customers' ? <ConsentSection plan={plan.data} options={options} onChange={change} /> : null}
          <PreviewSection plan={plan.data} kind={kind} />
          <Section title="Next: a dry run">
            <Stack gap="sm">
              <Text size="sm">Every row is read and counted as it would be imported, and nothing is changed. Then you decide.</Text>
              {trying.isError ? <ProblemAlert error={trying.error} title="The dry run could not be started" /> : null}
              <Group>
                <ActionButton action={trying} disabled={!isSent || problems > 0} onClick={() => trying.mutate()}>
                  Start the dry run
                </ActionButton>
                <Text size="sm" c="dimmed" role="status">
                  {problems > 0 ? 'Say first what the columns in question mean.' : isSent ? '' : 'As soon as all of the file has arrived.'}
                </Text>
              </Group>
            </Stack>
          </Section>
        </>
      )}
    </Page>
  )
}
