/** Parts of an audience: chosen from what there is, or a rule that is made in place. */
import { Button, MultiSelect, Stack } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { type AudiencePart, listChosen, type OptionGroup, replaceChosen } from '../../audiences/audience-parts.ts'
import type { Broadcast } from '../broadcast-queries.ts'
import { OtherParts, type RulePart } from './other-parts.tsx'

const RuleDialog = lazy(() => import('./rule-dialog.tsx').then((module) => ({ default: module.RuleDialog })))

interface PartsFieldProps {
  label: string
  placeholder: string
  parts: AudiencePart[]
  options: OptionGroup[]
  references: Broadcast['references']
  onChange: (parts: AudiencePart[]) => void
}

export function PartsField({ label, placeholder, parts, options, references, onChange }: PartsFieldProps) {
  /** The rule that is being made: a new one, or one of the parts. */
  const [edited, setEdited] = useState<RulePart | 'new'>()
  const chosen = listChosen(parts)
  const takeRule = (rule: RulePart['rule']) => {
    const part: RulePart = { kind: 'rule', rule }
    onChange(edited === 'new' ? [...parts, part] : parts.map((one) => (one === edited ? part : one)))
  }
  return (
    <Stack gap="xs" align="flex-start">
      <MultiSelect
        label={label}
        placeholder={parts.length === 0 ? placeholder : ''}
        data={nameChosen(options, chosen, references)}
        value={chosen}
        onChange={(values) => onChange(replaceChosen(parts, values))}
        searchable
        hidePickedOptions
        w="100%"
      />
      <OtherParts parts={parts} onChange={onChange} onEdit={setEdited} />
      <Button size="compact-sm" variant="subtle" onClick={() => setEdited('new')} aria-label={`Add a rule to: ${label}`}>
        Add a rule
      </Button>
      {edited === undefined ? null : (
        <Suspense fallback={null}>
          <RuleDialog
            start={edited === 'new' ? { text: '' } : { text: '', rule: edited.rule }}
            onRule={takeRule}
            onClose={() => setEdited(undefined)}
          />
        </Suspense>
      )}
    </Stack>
  )
}

/** What is chosen and no longer offered (archived, deleted, beyond the first hundred) stays visible, so that it can be taken out. */
function nameChosen(options: OptionGroup[], chosen: string[], references: Broadcast['references']): OptionGroup[] {
  const offered = new Set(options.flatMap(({ items }) => items.map(({ value }) => value)))
  const others = [...new Set(chosen)].filter((value) => !offered.has(value))
  if (others.length === 0) return options
  const items = others.map((value) => {
    const found = references.find(({ kind, id }) => value === `${kind}:${id}`)
    const state = found === undefined || found.state === 'available' ? '' : ` (${found.state})`
    return { value, label: `${found?.name ?? value}${state}` }
  })
  return [...options, { group: 'Chosen before', items }]
}
