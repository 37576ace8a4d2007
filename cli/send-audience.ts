/** Whom `regulars send` sends to: everyone, a segment, saved audiences, groups and a rule; who is in any of them is meant. */
import { InvalidArgumentError } from 'commander'
import { segmentKeys, type SegmentKey } from '../domain/segment-keys.ts'
import { parseId } from '../domain/ids.ts'
import type { ApiClient } from './api-client.ts'
import { StartFailure } from './start/failure.ts'

export interface AudienceOptions {
  segment?: SegmentKey | 'everyone'
  asOf?: string
  /** Ids or names. */
  audience?: string[]
  /** Ids or names. */
  group?: string[]
  /** In the text form. */
  rule?: string
}

interface Named {
  id: string
  name: string
}

/** @throws StartFailure where nobody is meant, or a name is nobody's or several's; ApiFailure */
export async function buildAudience(options: AudienceOptions, api: ApiClient): Promise<{ include: object[]; exclude: object[] }> {
  const { segment, asOf, rule } = options
  const include: object[] = []
  if (asOf !== undefined && (segment === undefined || segment === 'everyone'))
    throw new StartFailure('--as-of says when a segment is meant: name one with --segment.')
  if (segment === 'everyone') include.push({ kind: 'everyone' })
  else if (segment !== undefined) include.push({ kind: 'segment', segment, ...(asOf === undefined ? {} : { asOf }) })
  for (const audience of options.audience ?? []) include.push({ kind: 'audience', audienceId: await findByName(api, 'audience', audience) })
  for (const group of options.group ?? []) include.push({ kind: 'group', groupId: await findByName(api, 'group', group) })
  if (rule !== undefined) include.push({ kind: 'rule', text: rule })
  if (include.length === 0) throw new StartFailure('Say to whom: --segment, --audience, --group or --rule.')
  return { include, exclude: [] }
}

/** A whole name, as it is written. */
async function findByName(api: ApiClient, kind: 'audience' | 'group', text: string): Promise<string> {
  if (parseId(kind, text) !== undefined) return text
  const found: Named[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = `q=${encodeURIComponent(text)}&limit=200${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`
    const page: { data: Named[]; nextCursor: string | null } = await api.call('GET', `/${kind}s?${query}`)
    found.push(...page.data.filter(({ name }) => name === text))
    cursor = page.nextCursor
  }
  const [first, ...others] = found
  if (first === undefined) throw new StartFailure(`There is no ${kind} of the name “${text}”.`)
  if (others.length > 0)
    throw new StartFailure(`Several ${kind}s are called “${text}”: name one by its id (${found.map(({ id }) => id).join(', ')}).`)
  return first.id
}

export function parseSegment(text: string): SegmentKey | 'everyone' {
  const segment = [...segmentKeys, 'everyone' as const].find((known) => known === text.replaceAll('-', '_'))
  if (segment === undefined) throw new InvalidArgumentError(`Not one of ${segmentKeys.join(', ')}, everyone.`)
  return segment
}

/** For an option that may be given several times. */
export function collect(text: string, before: string[]): string[] {
  return [...before, text]
}
