/** A saved audience: its rule, who is in it, where it is used, and its lists. */
import { Alert, Badge, Button, Group, Title } from '@mantine/core'
import { IconPin, IconPinned } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { ActionButton } from '../session/action-button.tsx'
import { useAction } from '../session/use-action.ts'
import { WriteButton } from '../broadcasts/write-button.tsx'
import { LeaveGuard } from '../ui/leave-guard.tsx'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { AudienceCommands } from './audience-commands.tsx'
import { AudienceForm } from './audience-form.tsx'
import { type AudienceChange, audienceQuery, audiencesPath, changeAudience, type SavedAudience } from './audience-queries.ts'
import { useRuleDraft } from './builder/rule-draft.ts'
import { ExportSection } from './export-section.tsx'
import { MemberSection } from './member-section.tsx'
import { SizeSection } from './size-section.tsx'
import { UseSection } from './use-section.tsx'

const route = getRouteApi('/audiences/$id')

export function AudiencePage() {
  const { id } = route.useParams()
  const { data, error, refetch } = useQuery(audienceQuery(id))
  if (data === undefined)
    return (
      <Page title="Audience">
        <NotLoaded error={error} refetch={refetch} />
      </Page>
    )
  return <Loaded key={id} audience={data} />
}

function Loaded({ audience }: { audience: SavedAudience }) {
  const { id, isArchived, isPinned } = audience
  const [name, setName] = useState(audience.name)
  const rule = useRuleDraft(audience)
  const cache = useQueryClient()
  const keep = (saved: SavedAudience) => {
    cache.setQueryData(audienceQuery(saved.id).queryKey, saved)
    return cache.invalidateQueries({ queryKey: [audiencesPath] })
  }
  const saving = useAction('audiences:write', {
    mutationFn: (change: AudienceChange) => changeAudience(audience, change),
    onSuccess: (saved, sent) => {
      // As the API writes it, unless somebody has typed on.
      if (rule.input !== undefined && 'text' in rule.input && rule.input.text === sent.text) rule.changeText(saved.text)
      return keep(saved)
    },
  })
  const isRuleChanged =
    rule.text !== audience.text || rule.isIncomplete || (rule.input !== undefined && 'rule' in rule.input && rule.checked === undefined)
  const isChanged = name !== audience.name || isRuleChanged
  return (
    <Page
      title={audience.name}
      heading={
        <Group gap="xs">
          <Title order={1}>{audience.name}</Title>
          {isArchived ? <Badge variant="default">Archived</Badge> : null}
        </Group>
      }
      description={`Who ${audience.words}.`}
      actions={
        <>
          {isArchived ? null : (
            <>
              <WriteButton name={audience.name} part={{ kind: 'audience', audienceId: id }}>
                Write to them
              </WriteButton>
              <Button
                variant="default"
                leftSection={isPinned ? <IconPinned size={16} aria-hidden /> : <IconPin size={16} aria-hidden />}
                onClick={() => saving.mutate({ isPinned: !isPinned })}
              >
                {isPinned ? 'Unpin' : 'Pin'}
              </Button>
            </>
          )}
          <AudienceCommands audience={audience} onDone={keep} />
          <ActionButton
            action={saving}
            disabled={!isChanged || name.trim() === '' || rule.checked === undefined || isArchived}
            onClick={() => saving.mutate({ name, ...(isRuleChanged ? rule.input : {}) })}
          >
            Save
          </ActionButton>
        </>
      }
    >
      <LeaveGuard isOn={isChanged && !isArchived} what="What you changed here is not saved." />
      {saving.isError ? <ProblemAlert error={saving.error} title="It could not be saved" /> : null}
      {isArchived ? (
        <Alert variant="outline" title="Archived">
          It is offered nowhere any more; whoever uses it keeps it. Restore it to change it.
        </Alert>
      ) : null}
      <AudienceForm
        name={name}
        rule={rule}
        onName={setName}
        aside={
          <>
            {isPinned ? <SizeSection audience={audience} /> : null}
            <UseSection id={id} />
            {isArchived ? null : <ExportSection audienceId={id} />}
          </>
        }
      >
        <MemberSection id={id} version={audience.version} />
      </AudienceForm>
    </Page>
  )
}
