/** A rule while it is written, in the builder and as text at once: whichever was changed last is the rule, and the other follows once the API has read it. */
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ApiError, type FieldError } from '../../http/request.ts'
import { type CheckedRule, checkQuery, previewQuery, type Rule, type RuleInput } from '../audience-queries.ts'
import { placeFaults, type RuleFaults } from './rule-faults.ts'
import { type GroupNode, isComplete, makeGroup, toRule, toTree } from './rule-tree.ts'

const checkAfterMs = 300
const countAfterMs = 600

interface Draft {
  tree: GroupNode
  text: string
  /** What was written last; undefined while it is empty or lacks something. */
  input: RuleInput | undefined
  /** Where the parts of the tree are in the rule that it was sent as. */
  places: ReadonlyMap<string, string>
}

export interface RuleDraft {
  tree: GroupNode
  text: string
  /** To be saved as it is; undefined while there is nothing, or something is missing. */
  input: RuleInput | undefined
  checked: CheckedRule | undefined
  isIncomplete: boolean
  isTextFaulty: boolean
  error: unknown
  textFault: FieldError | undefined
  faults: RuleFaults
  changeTree: (tree: GroupNode) => void
  changeText: (text: string) => void
}

export function useRuleDraft(start: { text: string; rule?: Rule }): RuleDraft {
  const [draft, setDraft] = useState<Draft>(() => ({
    tree: start.rule === undefined ? makeGroup() : toTree(start.rule),
    text: start.text,
    input: startInput(start),
    places: new Map(),
  }))
  const [settled] = useDebouncedValue(draft.input, checkAfterMs)
  const check = useQuery({ ...checkQuery(settled ?? { text: '' }), enabled: settled !== undefined })
  const isSettled = settled !== undefined && settled === draft.input
  const checked = isSettled ? check.data : undefined

  useEffect(() => {
    if (checked === undefined) return
    setDraft((now) => {
      // Somebody has typed on.
      if (now.input !== settled || settled === undefined) return now
      return 'text' in settled ? { ...now, tree: toTree(checked.rule) } : { ...now, text: checked.text }
    })
  }, [checked, settled])

  const error = isSettled ? check.error : null
  const errors = error instanceof ApiError ? error.errors : []
  const isText = draft.input !== undefined && 'text' in draft.input
  return {
    ...draft,
    checked,
    isIncomplete: draft.input === undefined && draft.tree.nodes.length > 0,
    isTextFaulty: isText && error !== null,
    error,
    textFault: isText ? errors[0] : undefined,
    faults: isText ? new Map() : placeFaults(errors, draft.places),
    changeTree: (tree) =>
      setDraft((now) => {
        if (tree.nodes.length === 0) return { tree, text: '', input: undefined, places: new Map() }
        if (!isComplete(tree)) return { ...now, tree, input: undefined }
        const { rule, places } = toRule(tree)
        return { ...now, tree, input: { rule }, places }
      }),
    changeText: (text) => setDraft((now) => ({ ...now, text, input: text.trim() === '' ? undefined : { text } })),
  }
}

/** Of a rule without its text, the text comes from the API. */
function startInput({ text, rule }: { text: string; rule?: Rule }): RuleInput | undefined {
  if (text.trim() !== '') return { text }
  return rule === undefined ? undefined : { rule }
}

/** How many the rule finds, counted once it has been still for a while. */
export function useRulePreview({ input, checked }: Pick<RuleDraft, 'input' | 'checked'>) {
  const [settled] = useDebouncedValue(input, countAfterMs)
  return useQuery({
    ...previewQuery(settled ?? { text: '' }),
    enabled: settled !== undefined && settled === input && checked !== undefined,
  })
}
