/**
 * Why a customer has no journey in an autopilot: its state, trigger, entry rule, re-entry, holdout, activation window and budget, in the order in which a look
 * asks them, each decided by the code that decides there.
 */
import type { Obstacle } from '../../../domain/diagnostics/obstacles.ts'
import { hashToBucket } from '../../../domain/holdout.ts'
import { findOpening } from '../../../domain/journeys/activation-window.ts'
import { admitEntries, type EnteredBefore } from '../../../domain/journeys/admit-entries.ts'
import type { JourneyDefinition } from '../../../domain/journeys/journey-definition.ts'
import { requireDurationMs } from '../../../domain/journeys/journey-durations.ts'
import type { Sql } from '../../client.ts'
import { AudienceReferenceError, loadAudienceContext } from '../audiences/audience-context.ts'
import type { Autopilot } from '../autopilots/autopilots.ts'
import { explainRule, type Unmet } from './explain-audience.ts'
import { explainTrigger, type FoundOccurrence } from './explain-trigger.ts'

export interface FoundObstacle {
  obstacle: Obstacle
  /** Of a rule: what is not met. */
  unmet: Unmet[]
}

export interface AskedAutopilot {
  autopilot: Autopilot
  definition: JourneyDefinition
  /** UUID. */
  customerId: string
  now: Date
  storeTimeZone: string
}

/** All that stands in the way, in order; where nothing does, that the next look is awaited. */
export async function findObstacles(sql: Sql, asked: AskedAutopilot): Promise<FoundObstacle[]> {
  const { autopilot, customerId } = asked
  const [known] = await sql`SELECT FROM customers WHERE id = ${customerId}`
  if (known === undefined) return [{ obstacle: { kind: 'no_customer' }, unmet: [] }]
  const found = listStates(autopilot)
  try {
    found.push(...(await findByTrigger(sql, asked)))
  } catch (error) {
    if (!(error instanceof AudienceReferenceError)) throw error
    found.push(plain({ kind: 'look_failed', code: `audience_${error.kind}`, at: autopilot.sweptAt }))
  }
  if (await isBudgetUsedUp(sql, autopilot.id)) found.push(plain({ kind: 'budget_used_up' }))
  return found.length > 0 ? found : [plain({ kind: 'not_looked_yet', lookedAt: autopilot.sweptAt })]
}

function plain(obstacle: Obstacle): FoundObstacle {
  return { obstacle, unmet: [] }
}

function listStates({ status, enabledAt, disabledAt, retiredAt, sweepError, sweptAt }: Autopilot): FoundObstacle[] {
  if (status !== 'enabled') return [plain({ kind: 'not_enabled', status, since: retiredAt ?? disabledAt ?? enabledAt })]
  return sweepError === null ? [] : [plain({ kind: 'look_failed', code: sweepError, at: sweptAt })]
}

async function findByTrigger(sql: Sql, asked: AskedAutopilot): Promise<FoundObstacle[]> {
  const { autopilot, definition, customerId, now, storeTimeZone } = asked
  const entered = await listEnteredOf(sql, autopilot.id, customerId)
  const explained = await explainTrigger(sql, {
    autopilotId: autopilot.id,
    customerId,
    definition,
    enabledAt: autopilot.status === 'enabled' ? autopilot.enabledAt : null,
    sweptAt: autopilot.sweptAt,
    now,
    storeTimeZone,
  })
  if ('obstacle' in explained) return [{ obstacle: explained.obstacle, unmet: explained.unmet ?? [] }]
  const used = new Map(entered.map((one) => [one.occurrence, one]))
  const fresh = explained.found.filter(({ occurrence }) => !used.has(occurrence))
  const [first] = fresh
  if (first === undefined) {
    const before = used.get(explained.found[0]?.occurrence ?? '')
    return [plain({ kind: 'occurrence_used', at: before?.matchedAt ?? now })]
  }
  const { entryRule } = definition
  const entry = await explainRule(sql, entryRule, customerId, await loadAudienceContext(sql, entryRule, now))
  const obstacles = entry.holds ? [] : [{ obstacle: { kind: 'entry_rule', conditions: [] } satisfies Obstacle, unmet: entry.unmet }]
  return [...obstacles, ...judgeAdmission(asked, first, entered)]
}

/** By the code that lets entries in. */
function judgeAdmission(
  { autopilot, definition, customerId, now, storeTimeZone }: AskedAutopilot,
  { occurrence, anchorAt }: FoundOccurrence,
  entered: readonly EnteredBefore[],
): FoundObstacle[] {
  const admission = admitEntries([{ customerId, occurrence, at: now, anchorAt }], {
    autopilotId: autopilot.id,
    definition,
    timeZone: storeTimeZone,
    entered,
    limit: 1,
  })
  const latest = entered.reduce<Date | undefined>(
    (last, { matchedAt }) => (last === undefined || matchedAt > last ? matchedAt : last),
    undefined,
  )
  if (admission.refused > 0 && latest !== undefined) {
    const { reentry } = definition
    const mayEnterAt = reentry.kind === 'after' ? new Date(latest.getTime() + requireDurationMs(reentry.duration)) : null
    return [plain({ kind: 'entered_already', at: latest, mayEnterAt })]
  }
  if (admission.heldOut > 0)
    return [plain({ kind: 'holdout', bucket: hashToBucket(autopilot.id, customerId), percent: definition.holdoutPercent })]
  const opensAt = findOpening(definition.activation, now, storeTimeZone)
  const hasBegun = definition.activation.from === undefined || Date.parse(definition.activation.from) <= now.getTime()
  if (admission.dropped > 0 || opensAt === undefined) return [plain({ kind: 'window_closed', opensAt: null })]
  return hasBegun ? [] : [plain({ kind: 'window_closed', opensAt })]
}

async function listEnteredOf(sql: Sql, autopilotId: string, customerId: string): Promise<EnteredBefore[]> {
  return sql<EnteredBefore[]>`
    SELECT customer_id AS "customerId", occurrence, matched_at AS "matchedAt" FROM journeys
    WHERE autopilot_id = ${autopilotId} AND customer_id = ${customerId}`
}

async function isBudgetUsedUp(sql: Sql, autopilotId: string): Promise<boolean> {
  const rows = await sql`
    SELECT FROM voucher_budgets WHERE owner_kind = 'autopilot' AND owner_id = ${autopilotId}
      AND (used_vouchers >= max_vouchers OR used_money_minor >= max_money_minor)`
  return rows.length > 0
}
