/** A new audience: a rule under a name. */
import { useDebouncedValue } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { ActionButton } from '../session/action-button.tsx'
import { useAction } from '../session/use-action.ts'
import { dropAbsent } from '../http/drop-absent.ts'
import { LeaveGuard } from '../ui/leave-guard.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { AudienceForm } from './audience-form.tsx'
import { audiencesPath, createAudience } from './audience-queries.ts'
import { useRuleDraft } from './builder/rule-draft.ts'
import type { RuleSearch } from './rule-search.ts'

const route = getRouteApi('/audiences/new')

/** As many as are read from it. */
const mostInAddress = 2_000
const writeAfterMs = 300

export function NewAudiencePage() {
  const search = route.useSearch()
  const [start] = useState(search)
  const navigate = useNavigate()
  const cache = useQueryClient()
  const [name, setName] = useState(start.name ?? '')
  const rule = useRuleDraft({ text: start.text ?? '' })
  const saving = useAction('audiences:write', {
    mutationFn: () => createAudience({ name, ...rule.input }),
    onSuccess: async ({ id }) => {
      await cache.invalidateQueries({ queryKey: [audiencesPath] })
      await navigate({ to: '/audiences/$id', params: { id }, ignoreBlocker: true })
    },
  })
  // What is written is the page's address: loaded anew, or sent to a colleague, it is there again.
  const [written] = useDebouncedValue(rule.text.length > mostInAddress ? '' : rule.text, writeAfterMs)
  const [called] = useDebouncedValue(name, writeAfterMs)
  useEffect(() => {
    void navigate({
      to: '/audiences/new',
      search: dropAbsent<RuleSearch>({ text: written === '' ? undefined : written, name: called === '' ? undefined : called }),
      replace: true,
    })
  }, [navigate, written, called])
  const isTouched = name !== (start.name ?? '') || rule.text !== (start.text ?? '') || rule.tree.nodes.length > 0
  return (
    <Page
      title="New audience"
      description="A live rule: who is in it is asked whenever it is used."
      actions={
        <ActionButton action={saving} disabled={name.trim() === '' || rule.checked === undefined} onClick={() => saving.mutate()}>
          Save
        </ActionButton>
      }
    >
      <LeaveGuard isOn={isTouched && !saving.isSuccess} what="This audience is not saved." />
      {saving.isError ? <ProblemAlert error={saving.error} title="It could not be saved" /> : null}
      <AudienceForm name={name} rule={rule} onName={setName} />
    </Page>
  )
}
