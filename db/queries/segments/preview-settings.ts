/** Who would move if the segments' settings changed: everyone is scored twice as of the same instant, with the settings as they are and as they would be. */
import { segmentKeys, type SegmentKey } from '../../../domain/segment-keys.ts'
import type { SegmentSettings } from '../../../domain/segment-settings.ts'
import type { Sql } from '../../client.ts'
import { givenSettings, scoreEveryone } from './compute-segments.ts'

export interface SegmentPreview {
  key: SegmentKey
  now: number
  afterwards: number
  entered: number
  left: number
}

export interface MovingCustomer {
  customerId: string
  externalId: string
  from: SegmentKey[]
  to: SegmentKey[]
}

export interface SettingsPreview {
  buyers: number
  /** Buyers who would enter or leave a segment. */
  moved: number
  segments: SegmentPreview[]
  /** Some of those who would move, different moves first. */
  sample: MovingCustomer[]
}

interface Move {
  from: SegmentKey[]
  to: SegmentKey[]
  customers: number
}

export interface SettingsPreviewOptions {
  at: Date
  current: SegmentSettings
  changed: SegmentSettings
  /** How many customers to name. */
  sample: number
}

export async function previewSegmentSettings(sql: Sql, { at, current, changed, sample }: SettingsPreviewOptions): Promise<SettingsPreview> {
  const [found] = await sql<[{ moves: Move[] | null; sample: MovingCustomer[] | null }]>`
    WITH judged AS MATERIALIZED (
      SELECT customer_id, n.stage || n.tags AS "from", t.stage || t.tags AS "to"
      FROM (${scoreEveryone(sql, at, givenSettings(sql, current))}) AS n JOIN (${scoreEveryone(sql, at, givenSettings(sql, changed))}) AS t USING (customer_id)),
    moves AS (SELECT "from", "to", count(*)::integer AS customers FROM judged GROUP BY 1, 2),
    numbered AS (
      SELECT customer_id, "from", "to", row_number() OVER (PARTITION BY "from", "to" ORDER BY customer_id) AS place FROM judged WHERE "from" <> "to"),
    chosen AS (SELECT * FROM numbered ORDER BY place, customer_id LIMIT ${sample})
    SELECT (SELECT jsonb_agg(moves) FROM moves) AS moves,
      (SELECT jsonb_agg(jsonb_build_object('customerId', customer_id, 'externalId', k.external_id, 'from', "from", 'to', "to") ORDER BY place, customer_id)
        FROM chosen JOIN customers AS k ON k.id = customer_id) AS sample`
  return { ...sumUp(found.moves ?? []), sample: found.sample ?? [] }
}

function sumUp(moves: readonly Move[]): Omit<SettingsPreview, 'sample'> {
  const segments = segmentKeys.map((key): SegmentPreview => ({ key, now: 0, afterwards: 0, entered: 0, left: 0 }))
  let [buyers, moved] = [0, 0]
  for (const { from, to, customers } of moves) {
    buyers += customers
    let isMove = false
    for (const segment of segments) {
      const [was, is] = [from.includes(segment.key), to.includes(segment.key)]
      if (was) segment.now += customers
      if (is) segment.afterwards += customers
      if (is && !was) segment.entered += customers
      if (was && !is) segment.left += customers
      isMove ||= is !== was
    }
    if (isMove) moved += customers
  }
  return { buyers, moved, segments }
}
