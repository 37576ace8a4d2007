/** Why a campaign has nothing to do with a customer: all that stands in the way, in the order in which the campaign asks. */
import type { Sql } from '../../db/client.ts'
import { AudienceReferenceError, loadAudienceContext } from '../../db/queries/audiences/audience-context.ts'
import { readAutopilot, readLatestVersion } from '../../db/queries/autopilots/autopilots.ts'
import { explainAudience, type ExplainedPart, type Unmet } from '../../db/queries/diagnostics/explain-audience.ts'
import { findObstacles } from '../../db/queries/diagnostics/find-obstacles.ts'
import { type DiagnosedCampaign, findWaitingPage } from '../../db/queries/diagnostics/read-campaign.ts'
import type { Audience } from '../../domain/audiences.ts'
import type { Obstacle, UnmetCondition } from '../../domain/diagnostics/obstacles.ts'
import { describeAudience, describeInWords, readNamesOfAudiences, readNamesOfRules } from '../audiences/name-records.ts'

export interface Asked {
  campaign: DiagnosedCampaign
  /** UUID. */
  customerId: string
  now: Date
  storeTimeZone: string
}

export interface ExplainedObstacle {
  obstacle: Obstacle
  conditions: UnmetCondition[]
}

export async function explainSelection(sql: Sql, asked: Asked): Promise<ExplainedObstacle[]> {
  return asked.campaign.kind === 'autopilot' ? explainAutopilot(sql, asked) : explainSend(sql, asked)
}

async function explainAutopilot(sql: Sql, { campaign, customerId, now, storeTimeZone }: Asked): Promise<ExplainedObstacle[]> {
  const autopilot = await readAutopilot(sql, campaign.id)
  if (autopilot === undefined) return []
  const definition = (await readLatestVersion(sql, campaign.id))?.definition
  if (definition === undefined) return [plain({ kind: 'not_enabled', status: autopilot.status, since: null })]
  const found = await findObstacles(sql, { autopilot, definition, customerId, now, storeTimeZone })
  return Promise.all(found.map(async ({ obstacle, unmet }) => complete(obstacle, await wordConditions(sql, unmet))))
}

/** The obstacle's own sentence counts its conditions. */
function complete(obstacle: Obstacle, conditions: UnmetCondition[]): ExplainedObstacle {
  return { obstacle: 'conditions' in obstacle ? { ...obstacle, conditions } : obstacle, conditions }
}

function plain(obstacle: Obstacle): ExplainedObstacle {
  return { obstacle, conditions: [] }
}

async function wordConditions(sql: Sql, unmet: readonly Unmet[]): Promise<UnmetCondition[]> {
  const records = await readNamesOfRules(
    sql,
    unmet.map(({ rule }) => rule),
  )
  return unmet.map(({ rule, field, actual }) => ({ words: describeInWords(rule, records), field, actual }))
}

async function explainSend(sql: Sql, { campaign, customerId, now }: Asked): Promise<ExplainedObstacle[]> {
  const { audience, status, sendId, frozenAt } = campaign
  const [customer] = await sql<{ createdAt: Date }[]>`SELECT created_at AS "createdAt" FROM customers WHERE id = ${customerId}`
  if (customer === undefined) return [plain({ kind: 'no_customer' })]
  if (sendId !== null) {
    const notBefore = await findWaitingPage(sql, sendId, customerId)
    if (notBefore !== undefined) return [plain({ kind: 'page_waits', notBefore })]
  }
  const states: ExplainedObstacle[] = []
  if (frozenAt === null && status !== 'scheduled' && status !== 'sending') states.push(plain({ kind: 'not_launched', status }))
  if (frozenAt !== null && customer.createdAt > frozenAt)
    states.push(plain({ kind: 'joined_later', joinedAt: customer.createdAt, frozenAt }))
  if (audience === null) return states
  const parts = await explainParts(sql, audience, customerId, now)
  if (parts.length > 0) return [...states, ...parts]
  if (states.length > 0) return states
  return [plain(frozenAt === null ? { kind: 'not_frozen_yet' } : { kind: 'fulfils_it_now', frozenAt })]
}

/** As the audience is now: what it was at the freeze is not kept. */
async function explainParts(sql: Sql, audience: Audience, customerId: string, now: Date): Promise<ExplainedObstacle[]> {
  try {
    const explained = await explainAudience(sql, audience, customerId, await loadAudienceContext(sql, audience, now))
    if (explained === undefined) return [plain({ kind: 'no_customer' })]
    const names = await readNamesOfAudiences(sql, [audience])
    const word = ({ part }: ExplainedPart) => describeAudience({ include: [part], exclude: [] }, names)
    if (!explained.include.some(({ holds }) => holds)) {
      const conditions: UnmetCondition[] = []
      for (const part of explained.include) {
        const unmet = await wordConditions(sql, part.unmet)
        conditions.push(...(unmet.length > 0 ? unmet : [{ words: `is in ${word(part)}`, field: null, actual: null }]))
      }
      return [complete({ kind: 'not_in_audience', conditions }, conditions)]
    }
    return explained.exclude.filter(({ holds }) => holds).map((part) => plain({ kind: 'excluded_by', words: word(part) }))
  } catch (error) {
    if (!(error instanceof AudienceReferenceError)) throw error
    return [plain({ kind: 'look_failed', code: `audience_${error.kind}`, at: null })]
  }
}
