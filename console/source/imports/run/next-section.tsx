/** What comes after a run: the import after a dry run, once its numbers are seen; another go where it was broken off. */
import { Alert, Button, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ActionButton } from '../../session/action-button.tsx'
import { useAction } from '../../session/use-action.ts'
import { ActionsHere } from '../../session/page-rights.tsx'
import { ButtonLink, TextLink } from '../../ui/link.tsx'
import { Section } from '../../ui/page.tsx'
import { ProblemAlert } from '../../ui/problem.tsx'
import { importErrors } from '../../words/imports.ts'
import { formatCount } from '../../words/numbers.ts'
import { type ImportJob, importQuery, repeatImport } from '../import-queries.ts'
import { ImportDialog } from './import-dialog.tsx'

export function NextSection({ job }: { job: ImportJob }) {
  const { isDryRun, status, errorCode, startedAt } = job
  if (status === 'done' && !isDryRun) return <DoneSection job={job} />
  if (startedAt === null)
    return (
      <Section title="Given up">
        <Again>Nothing of this file was read.</Again>
      </Section>
    )
  return (
    <>
      {errorCode === null ? null : (
        <Alert color="red" variant="outline" role="alert" title={isDryRun ? 'The dry run failed' : 'The import failed'}>
          {importErrors[errorCode]}
        </Alert>
      )}
      <Section title={isDryRun && status === 'done' ? 'Nothing was changed yet' : 'Go on'}>
        {job.hasFile ? <Choices job={job} /> : <WithoutFile job={job} />}
      </Section>
    </>
  )
}

function Choices({ job }: { job: ImportJob }) {
  const { id, isDryRun, status, rows, kind } = job
  const cache = useQueryClient()
  const navigate = useNavigate()
  const [isAsking, asking] = useDisclosure()
  const toTake = rows.created + rows.updated
  const setUp = useAction('imports:write', {
    mutationFn: () => repeatImport(id),
    async onSuccess(made) {
      cache.setQueryData(importQuery(made.id).queryKey, made)
      await navigate({ to: '/imports/$id', params: { id: made.id } })
    },
  })
  const isTried = isDryRun && status === 'done'
  const canImport = isTried && toTake > 0
  return (
    <>
      <Text size="sm" mb="sm">
        {isTried
          ? `${toTake === 0 ? 'Importing it would change nothing.' : `${formatCount(toTake)} ${kind} would be made or changed.`} The file is here for a day and need not be sent again.`
          : 'The file is still here, for a day. Rows that are in change nothing when it is imported again.'}
      </Text>
      {setUp.isError ? <ProblemAlert error={setUp.error} title="The file could not be taken up again" /> : null}
      <ActionsHere>
        <Group mt="xs">
          {canImport ? <Button onClick={asking.open}>{`Import ${formatCount(toTake + rows.unchanged)} ${kind}`}</Button> : null}
          <ActionButton action={setUp} variant={canImport ? 'default' : 'filled'} onClick={() => setUp.mutate()}>
            {isTried ? 'Change what columns mean' : 'Set it up again'}
          </ActionButton>
        </Group>
      </ActionsHere>
      <ImportDialog job={job} isOpen={isAsking} onClose={asking.close} />
    </>
  )
}

function WithoutFile({ job: { repeatedBy } }: { job: ImportJob }) {
  if (repeatedBy === null) return <Again>Its file is kept for a day, and is gone by now.</Again>
  return (
    <Text size="sm">
      It was gone on with:{' '}
      <TextLink to="/imports/$id" params={{ id: repeatedBy }} size="sm" underline="always">
        see what came of it
      </TextLink>
      .
    </Text>
  )
}

function Again({ children }: { children: string }) {
  return (
    <Group justify="space-between">
      <Text size="sm">{children}</Text>
      <ButtonLink to="/imports/new" variant="default">
        Import a file
      </ButtonLink>
    </Group>
  )
}

function DoneSection({ job: { id, kind, rows } }: { job: ImportJob }) {
  return (
    <Section title="Imported">
      <Group justify="space-between">
        <Text size="sm" flex="1 1 16rem">
          {kind === 'orders'
            ? 'The segments follow the new orders by themselves.'
            : 'Their orders come next: the segments are made of them.'}
          {rows.rejected > 0 ? ' Some rows were refused: they are below, to be mended and imported again.' : ''}
        </Text>
        <Group gap="xs">
          {kind === 'orders' ? (
            <ButtonLink to="/reports/segmentation-dashboard" variant="default">
              See the segments
            </ButtonLink>
          ) : (
            <ButtonLink to="/imports/new" variant="default">
              Import their orders
            </ButtonLink>
          )}
          {rows.created === 0 ? null : (
            <ButtonLink to="/imports/$id/people" params={{ id }} variant="default">
              See whom it brought
            </ButtonLink>
          )}
        </Group>
      </Group>
    </Section>
  )
}
