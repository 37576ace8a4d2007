/** The kinds of values that a rule compares, the operators that each kind takes, and what the catalogue says of one dimension. */
import { parseId } from '../ids.ts'
import { type Operator, operators } from './rule.ts'

export type DimensionType =
  /** Compared without regard to case. */
  | 'text'
  | 'number'
  /** An amount of one currency. */
  | 'money'
  | 'boolean'
  /** One of a closed list. */
  | 'choice'
  /** An instant. */
  | 'instant'
  /** A day of every year: a birthday. 29 February is 28 February in other years. */
  | 'anniversary'
  /** Being in a segment, an RFM cell, a group or another audience. */
  | 'membership'
  /**
   * A free-form JSON value, read as the operator and the value in the rule say. Null, a list, an object and what cannot be read so are no value.
   * - As a text: a text as it is, a number or a boolean as JSON writes it.
   * - As a number (`<` … `between`, and `=` or `in` with a number): a number, or a text that is wholly one (`12`, `-3.5`; digits, at most one point).
   * - As a boolean: true or false, or a text that is either, in any case.
   * - As a date (`before`, `after`, `on`, `within`): a text that is a day (`2026-01-31`) or an instant (RFC 3339, `T` and zone included) that exists.
   * `is set` is true of everything but null.
   */
  | 'attribute'

export const operatorsOfType: Record<DimensionType, readonly Operator[]> = {
  text: ['=', '!=', 'in', 'not in', 'contains', 'not contains', 'starts with', 'ends with', 'is set', 'is not set'],
  number: ['=', '!=', '<', '<=', '>', '>=', 'between', 'is set', 'is not set'],
  money: ['=', '!=', '<', '<=', '>', '>=', 'between', 'is set', 'is not set'],
  boolean: ['=', '!='],
  choice: ['=', '!=', 'in', 'not in'],
  instant: ['before', 'after', 'on', 'within', 'not within', 'is set', 'is not set'],
  anniversary: ['on', 'within', 'not within', 'is set', 'is not set'],
  membership: ['=', '!=', 'in', 'not in'],
  attribute: operators,
}

/** What ids in a rule may stand for, and of which kinds they then are. */
export const referenceTargets = {
  audience: ['audience'],
  group: ['group'],
  offer: ['offer'],
  campaign: ['broadcast', 'promotion', 'autopilot'],
} as const
export type ReferenceTarget = keyof typeof referenceTargets
export type ReferenceKind = (typeof referenceTargets)[ReferenceTarget][number]

/** The record that a public id names; undefined where it is none of these. */
export function readReference(target: ReferenceTarget, text: string): { kind: ReferenceKind; id: string } | undefined {
  for (const kind of referenceTargets[target]) {
    const id = parseId(kind, text)
    if (id !== undefined) return { kind, id }
  }
  return undefined
}

export interface Dimension {
  /** As written in a rule. A name that ends in `.*` takes any key in place of the star. */
  name: string
  label: string
  type: DimensionType
  description: string
  /** Of a choice, and of a membership in something that is always there. */
  values?: readonly string[]
  /** Of a membership whose values are ids of records. */
  refersTo?: ReferenceTarget
  /** The store's own data says which values there are. */
  hasSuggestions?: boolean
  /** Complete rules in the text form. */
  examples: readonly string[]
}

/** A catalogue entry whose examples are of the form `<name> <condition>`. */
export function describe(
  name: string,
  label: string,
  type: DimensionType,
  description: string,
  example: string,
  more: Partial<Dimension> = {},
): Dimension {
  return { name, label, type, description, examples: [example], ...more }
}
