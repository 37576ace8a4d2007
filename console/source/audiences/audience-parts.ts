/**
 * The parts of a broadcast's audience as a chooser offers them: one text for each, such as `segment:vip` or `rfmCell:5,4`. Parts that no chooser can make
 * (named people, a rule, a segment as of a past day) keep their place.
 */
import type { Audience } from '../broadcasts/broadcast-queries.ts'
import { formatCount } from '../words/numbers.ts'
import type { Group } from '../groups/group-queries.ts'
import type { SavedAudience } from './audience-queries.ts'
import type { Segment, SegmentKey } from './segment-queries.ts'

export type AudiencePart = Audience['include'][number]

interface Option {
  value: string
  label: string
}

export interface OptionGroup {
  group: string
  items: Option[]
}

const scores = [5, 4, 3, 2, 1]

export function listOptions({
  segments,
  audiences,
  groups,
}: {
  segments: readonly Segment[]
  audiences: readonly SavedAudience[]
  groups: readonly Group[]
}): OptionGroup[] {
  return [
    {
      group: 'Saved audiences',
      items: audiences.map(({ id, name, latest }) => ({ value: `audience:${id}`, label: withCount(name, latest?.customers) })),
    },
    {
      group: 'Segments',
      items: segments.map(({ key, name, customers }) => ({ value: `segment:${key}`, label: withCount(name, customers) })),
    },
    {
      group: 'Groups of the store',
      items: groups.map(({ id, name, members }) => ({ value: `group:${id}`, label: withCount(name, members) })),
    },
    {
      group: 'RFM cells',
      items: scores.flatMap((recency) =>
        scores.map((fm) => ({ value: `rfmCell:${recency},${fm}`, label: `Recency ${recency}, frequency and money ${fm}` })),
      ),
    },
  ].filter(({ items }) => items.length > 0)
}

function withCount(name: string, count: number | undefined): string {
  return count === undefined ? name : `${name} · ${formatCount(count)}`
}

/** Undefined for parts that no chooser can make. */
export function formatPart(part: AudiencePart): string | undefined {
  switch (part.kind) {
    case 'segment':
      return part.asOf === undefined ? `segment:${part.segment}` : undefined
    case 'audience':
      return `audience:${part.audienceId}`
    case 'group':
      return `group:${part.groupId}`
    case 'rfmCell':
      return `rfmCell:${part.recency},${part.fm}`
    default:
      return undefined
  }
}

function parsePart(value: string): AudiencePart {
  const at = value.indexOf(':')
  const [kind, name] = [value.slice(0, at), value.slice(at + 1)]
  switch (kind) {
    case 'audience':
      return { kind, audienceId: name }
    case 'group':
      return { kind, groupId: name }
    case 'rfmCell': {
      const [recency = 0, fm = 0] = name.split(',').map(Number)
      return { kind, recency, fm }
    }
    default:
      return { kind: 'segment', segment: name as SegmentKey }
  }
}

export function listChosen(parts: readonly AudiencePart[]): string[] {
  return parts.flatMap((part) => formatPart(part) ?? [])
}

/** The chosen ones, and after them those that no chooser can make. */
export function replaceChosen(parts: readonly AudiencePart[], values: readonly string[]): AudiencePart[] {
  return [...values.map(parsePart), ...parts.filter((part) => part.kind !== 'everyone' && formatPart(part) === undefined)]
}
