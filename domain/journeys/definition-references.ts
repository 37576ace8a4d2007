/** Which records of the store a definition names, and where. */
import { locateReferences, type LocatedReference } from '../audience-references.ts'
import { parseId } from '../ids.ts'
import type { JourneyDefinition } from './journey-definition.ts'

export interface DefinitionReferences {
  /** Audiences, groups and broadcasts: of the trigger and of rules. */
  records: LocatedReference[]
  /** `id`: a UUID; null for what is no id of an offer. */
  offers: { id: string | null; path: string }[]
}

/** @param definition one that was checked */
export function locateDefinitionReferences({ trigger, entryRule, exitRules, steps }: JourneyDefinition): DefinitionReferences {
  const records: LocatedReference[] = [...locateReferences(entryRule, 'entryRule')]
  if (trigger.kind === 'audience_entered' || trigger.kind === 'audience_stayed')
    records.push({ kind: 'audience', id: parseId('audience', trigger.audienceId) ?? nobody, path: 'trigger.audienceId' })
  const offers: DefinitionReferences['offers'] = []
  for (const [index, rule] of exitRules.entries())
    if (rule.kind === 'rule') records.push(...locateReferences(rule.rule, `exitRules[${index}].rule`))
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'voucher') offers.push({ id: parseId('offer', step.offerId) ?? null, path: `steps[${index}].offerId` })
    if (step.kind === 'branch')
      for (const [branch, { rule }] of step.branches.entries())
        records.push(...locateReferences(rule, `steps[${index}].branches[${branch}].rule`))
  }
  return { records, offers }
}

/** An id that nothing has. */
const nobody = '00000000-0000-0000-0000-000000000000'
