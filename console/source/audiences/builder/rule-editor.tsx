/** A rule in the builder, as text, and in words, all three of one mind. */
import { Alert, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { storeQuery } from '../../store/store-settings.ts'
import { Loading } from '../../ui/list.tsx'
import { describeError, ProblemAlert } from '../../ui/problem.tsx'
import { RuleTextField } from '../rule-text-field.tsx'
import { catalogueQuery } from './catalogue.ts'
import { GroupEditor } from './group-editor.tsx'
import { RuleContext } from './rule-context.ts'
import type { RuleDraft } from './rule-draft.ts'
import './rule.css'

export function RuleEditor({ draft }: { draft: RuleDraft }) {
  const catalogue = useQuery(catalogueQuery)
  const currency = useQuery(storeQuery).data?.currency ?? 'EUR'
  const { tree, text, checked, isIncomplete, isTextFaulty, error, textFault, faults } = draft
  const names = new Map(checked?.references.map(({ id, name }) => [id, name ?? id]))
  const fault = isTextFaulty ? (textFault?.message ?? describeError(error)) : undefined
  return (
    <Stack>
      {/* What is typed as text is not overwritten from here while it is no rule yet. */}
      <fieldset className="plain-fieldset" disabled={isTextFaulty} aria-label="Builder">
        {catalogue.data === undefined ? (
          catalogue.isError ? (
            <ProblemAlert error={catalogue.error} retry={() => void catalogue.refetch()} />
          ) : (
            <Loading />
          )
        ) : (
          <RuleContext value={{ currency, names, faults }}>
            <GroupEditor scope={catalogue.data} group={tree} title="Customers of whom" depth={0} onChange={draft.changeTree} />
          </RuleContext>
        )}
      </fieldset>
      {isTextFaulty ? (
        <Text size="sm" c="dimmed">
          The text below is not a rule yet. Above is the last one that was.
        </Text>
      ) : null}
      {error !== null && !isTextFaulty && faults.size === 0 ? (
        <Alert color="red" variant="outline">
          {describeError(error)}
        </Alert>
      ) : null}
      <RuleTextField text={text} fault={fault} place={textFault?.at} onChange={draft.changeText} />
      <Text size="sm" role="status" aria-label="In words">
        {checked === undefined ? (
          <Text span c="dimmed">
            {isIncomplete ? 'Something is still to be chosen or typed; the text and the count follow then.' : ' '}
          </Text>
        ) : (
          `Who ${checked.words}.`
        )}
      </Text>
    </Stack>
  )
}
