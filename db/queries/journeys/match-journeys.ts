/**
 * Turns candidates into journeys, set-wise. An occurrence is matched once, for ever: the key of `journeys` holds it. Re-entry is decided while nobody else matches for
 * the same autopilot.
 */
import type { Rule } from '../../../domain/audience-rules/rule.ts'
import type { JourneyDefinition, Reentry } from '../../../domain/journeys/journey-definition.ts'
import { requireDurationMs } from '../../../domain/journeys/journey-durations.ts'
import type { Sql } from '../../client.ts'
import { loadAudienceContext } from '../audiences/audience-context.ts'
import { selectRuleMembers } from '../audiences/compile-rule.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import type { Candidates } from './find-candidates.ts'

export interface MatchInput {
  /** UUIDs. */
  autopilotId: string
  versionId: string
  definition: JourneyDefinition
  candidates: Candidates
  now: Date
  /** When those who are matched now may start; undefined where they never may, so that the match is dropped. */
  notBefore: Date | undefined
}

export interface Matched {
  matched: number
  heldOut: number
}

/** One matcher of an autopilot at a time: re-entry counts what is there. To be held before anything is read. */
export async function lockMatching(sql: Sql, autopilotId: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(727485220, hashtext(${autopilotId}))`
}

/** In the caller's transaction, under `lockMatching`. @throws AudienceReferenceError */
export async function matchJourneys(sql: Sql, input: MatchInput): Promise<Matched> {
  const { autopilotId, versionId, definition, candidates, now, notBefore } = input
  const entry = joinRules(definition.entryRule, candidates.rule)
  const context = entry === undefined ? undefined : await loadAudienceContext(sql, entry, now)
  const members =
    entry === undefined || context === undefined
      ? sql``
      : sql`JOIN (${selectRuleMembers(sql, entry, context)}) AS e ON e.customer_id = f.customer_id`
  const isHeldOut = sql`${selectBucket(sql, autopilotId)} < ${Math.round(definition.holdoutPercent * 100)}::int`
  const [row] = await sql<[Matched]>`
    WITH found AS (
      SELECT c.customer_id, c.occurrence, c.anchor_at FROM (${candidates.rows}) AS c
      WHERE NOT EXISTS (SELECT FROM journeys j WHERE j.autopilot_id = ${autopilotId} AND j.customer_id = c.customer_id AND j.occurrence = c.occurrence)
    ), entering AS (
      SELECT f.*, row_number() OVER (PARTITION BY f.customer_id ORDER BY f.anchor_at, f.occurrence) AS place FROM found f ${members}
    ), before AS (
      SELECT n.customer_id, n.occurrence, n.anchor_at, n.place, b.runs, b.latest_at FROM entering n
      CROSS JOIN LATERAL (
        SELECT coalesce(max(j.run), 0) AS runs, max(j.matched_at) AS latest_at FROM journeys j WHERE j.autopilot_id = ${autopilotId} AND j.customer_id = n.customer_id
      ) AS b
    ), matched AS (
      INSERT INTO journeys (autopilot_id, customer_id, occurrence, run, version_id, arm, status, matched_at, anchor_at, not_before, ended_at, outcome, reason)
      SELECT ${autopilotId}, m.customer_id, m.occurrence, m.runs + m.place, ${versionId},
        CASE WHEN ${isHeldOut} THEN 'holdout' ELSE 'treated' END,
        CASE WHEN ${isHeldOut} OR ${notBefore === undefined} THEN 'ended' ELSE 'matched' END, ${now}, m.anchor_at, ${notBefore ?? now},
        CASE WHEN ${isHeldOut} OR ${notBefore === undefined} THEN ${now}::timestamptz END,
        CASE WHEN ${isHeldOut} THEN 'holdout' WHEN ${notBefore === undefined} THEN 'dropped' END,
        CASE WHEN ${isHeldOut} THEN 'holdout' WHEN ${notBefore === undefined} THEN 'activation_window' END
      FROM before m WHERE ${mayEnterAgain(sql, definition.reentry, now)}
      ORDER BY m.customer_id
      ON CONFLICT (autopilot_id, customer_id, occurrence) DO NOTHING
      RETURNING arm
    )
    SELECT count(*)::int AS matched, count(*) FILTER (WHERE arm = 'holdout')::int AS "heldOut" FROM matched`
  return row
}

function joinRules(entryRule: Rule, more: Rule | undefined): Rule | undefined {
  const isEveryone = 'all' in entryRule && entryRule.all.length === 0
  if (isEveryone) return more
  return more === undefined ? entryRule : { all: [more, entryRule] }
}

function mayEnterAgain(sql: Sql, reentry: Reentry, now: Date): Fragment {
  switch (reentry.kind) {
    case 'once':
      return sql`m.runs = 0 AND m.place = 1`
    case 'always':
      return sql`true`
    case 'after':
      return sql`m.place = 1 AND (m.latest_at IS NULL OR m.latest_at <= ${new Date(now.getTime() - requireDurationMs(reentry.duration))})`
  }
}

/** `domain/holdout.hashToBucket` in SQL. */
function selectBucket(sql: Sql, campaignId: string): Fragment {
  return sql`(('x' || encode(substr(sha256(convert_to(${campaignId} || ':' || m.customer_id::text, 'UTF8')), 1, 4), 'hex'))::bit(32)::bigint % 10000)::int`
}
