/** Which records a rule, or the audience of a campaign, names, and where. */
import { type ResolvedField, resolveField, resolveSourceField } from './audience-rules/fields.ts'
import { readReference, type ReferenceKind, type ReferenceTarget } from './audience-rules/dimension-types.ts'
import type { Condition, Rule } from './audience-rules/rule.ts'
import { findPlaceInText, readTokens, type TextPlace } from './audience-rules/rule-tokens.ts'
import type { Audience, AudiencePart } from './audiences.ts'
import { parseId } from './ids.ts'

export type { ReferenceKind }

export interface Reference {
  kind: ReferenceKind
  /** UUID. */
  id: string
}

export interface LocatedReference extends Reference {
  /** As faults name it: `all[1].value`, `include[0].rule.any[2].value[1]`. */
  path: string
  /** Where the path leads to a rule's text: the place within it. */
  at?: TextPlace
}

/** In the rule's order. @param rule a checked one. */
export function locateReferences(rule: Rule, path = ''): LocatedReference[] {
  return locateIn(rule, path, resolveField)
}

/** In the text that the rule was read from: it has them in the rule's order. @param path where the text stands */
export function locateReferencesInText(rule: Rule, text: string, path: string): LocatedReference[] {
  const references = locateReferences(rule)
  const tokens = references.length === 0 ? [] : readTokens(text)
  let next = 0
  return references.map(({ kind, id }) => {
    const token = tokens.findIndex((one, index) => index >= next && parseId(kind, one.text) === id)
    const span = tokens[token]
    if (span !== undefined) next = token + 1
    return { kind, id, path, ...(span && { at: findPlaceInText(text, span) }) }
  })
}

export function locateAudienceReferences({ include, exclude }: Audience): LocatedReference[] {
  return [
    ...include.flatMap((part, index) => locatePartReferences(part, `include[${index}].`)),
    ...exclude.flatMap((part, index) => locatePartReferences(part, `exclude[${index}].`)),
  ]
}

/** @param base before the paths */
export function locatePartReferences(part: AudiencePart, base = ''): LocatedReference[] {
  switch (part.kind) {
    case 'group':
      return [{ kind: 'group', id: part.groupId, path: `${base}groupId` }]
    case 'audience':
      return [{ kind: 'audience', id: part.audienceId, path: `${base}audienceId` }]
    case 'rule':
      return locateReferences(part.rule, `${base}rule`)
    case 'everyone':
    case 'segment':
    case 'rfmCell':
    case 'customers':
      return []
  }
}

function locateIn(rule: Rule, path: string, resolve: (name: string) => ResolvedField | undefined): LocatedReference[] {
  const below = (key: string) => (path === '' ? key : `${path}.${key}`)
  if ('all' in rule) return rule.all.flatMap((one, index) => locateIn(one, below(`all[${index}]`), resolve))
  if ('any' in rule) return rule.any.flatMap((one, index) => locateIn(one, below(`any[${index}]`), resolve))
  if ('not' in rule) return locateIn(rule.not, below('not'), resolve)
  const field = resolve(rule.field)
  if (field === undefined) return []
  if (field.kind === 'dimension') {
    const { refersTo } = field.dimension
    return refersTo === undefined ? [] : locateValues(rule, below('value'), refersTo)
  }
  const { source } = field
  return rule.where === undefined ? [] : locateIn(rule.where, below('where'), (name) => resolveSourceField(source, name))
}

function locateValues({ value }: Condition, path: string, target: ReferenceTarget): LocatedReference[] {
  const values: [value: unknown, path: string][] = Array.isArray(value)
    ? value.map((one, index) => [one, `${path}[${index}]`])
    : [[value, path]]
  return values.flatMap(([one, place]) => {
    const reference = typeof one === 'string' ? readReference(target, one) : undefined
    return reference === undefined ? [] : [{ ...reference, path: place }]
  })
}
