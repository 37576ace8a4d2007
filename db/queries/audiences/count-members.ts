/** How large an audience is, whom of it each channel reaches, and what its members bought. */
import type { Rule } from '../../../domain/audience-rules/rule.ts'
import type { Pool } from '../../client.ts'
import { runInterruptibly } from '../../interruptible.ts'
import { loadAudienceContext } from './audience-context.ts'
import { prepareForAudiences } from './audience-session.ts'
import { type AudienceFigures, sumOrders } from './audience-sizes.ts'
import { selectRuleMembers } from './compile-rule.ts'
import { previewAudience } from './preview-audience.ts'

export interface CountOptions {
  /** ISO 4217: of the orders that count. */
  currency: string
  periodDays: number
  at: Date
  signal: AbortSignal
  /** Milliseconds that each of the two statements may take. */
  timeoutMs: number
}

/** @throws Interruption, AudienceReferenceError */
export async function countMembers(
  pool: Pool,
  rule: Rule,
  { currency, periodDays, at, signal, timeoutMs }: CountOptions,
): Promise<AudienceFigures> {
  const context = await loadAudienceContext(pool, rule, at)
  const { count, reach } = await previewAudience(pool, { include: [{ kind: 'rule', rule }], exclude: [] }, context, {
    sample: 0,
    signal,
    timeoutMs,
  })
  const sums = await runInterruptibly(pool, { signal, timeoutMs }, async (sql) => {
    await prepareForAudiences(sql, { timeoutMs })
    return sumOrders(sql, { members: selectRuleMembers(sql, rule, context), currency, periodDays, at })
  })
  return {
    customers: count,
    reach: { email: reach.email.reachable, sms: reach.sms.reachable, push: reach.push.reachable },
    ...sums,
  }
}
