/**
 * One question about one voucher: decide on what is known of it, then the statement that does it if that is still so; where somebody else was faster, decide
 * again on what they have made of it. A refusal is kept.
 */
import type { Quote } from '../../../domain/voucher-discounts.ts'
import type { Decision, Refused } from '../../../domain/voucher-decisions.ts'
import type { TransitionName } from '../../../domain/voucher-transitions.ts'
import type { Voucher, VoucherFigures } from '../../../domain/vouchers.ts'
import type { Sql } from '../../client.ts'
import type { MovedVoucher } from './move-vouchers.ts'
import { readVoucher } from './read-vouchers.ts'
import { recordRefusal, type VoucherActor } from './voucher-events.ts'

export interface Asked {
  /** As it was read a moment ago. */
  voucher: Voucher
  at: Date
  actor: VoucherActor
}

export type VoucherOutcome =
  | { kind: 'done'; voucher: Voucher; isRepeat: boolean; quote?: Quote | undefined; figures?: VoucherFigures | undefined }
  | Refused

interface Attempt<Go> extends Asked {
  transition: TransitionName
  orderExternalId?: string
  decide(voucher: Voucher): Decision<Go> | Promise<Decision<Go>>
  /** Nothing where the voucher is not what was decided on any more. */
  apply(voucher: Voucher, go: Go): Promise<MovedVoucher | undefined>
}

// Each round but the last means that somebody else's transition came first, of which a voucher has few.
const maxRounds = 10

export async function attempt<Go extends { quote?: Quote; figures?: VoucherFigures }>(
  sql: Sql,
  asked: Attempt<Go>,
): Promise<VoucherOutcome> {
  const { transition, at, actor, orderExternalId } = asked
  let { voucher } = asked
  for (let round = 0; round < maxRounds; round += 1) {
    const decision = await asked.decide(voucher)
    if (decision.kind === 'repeat') return { kind: 'done', voucher, isRepeat: true }
    if (decision.kind === 'refused') {
      const { reasons, figures } = decision
      await recordRefusal(sql, { voucherId: voucher.id, attempt: transition, reasons, at, actor, figures, orderExternalId })
      return decision
    }
    const moved = await asked.apply(voucher, decision)
    if (moved !== undefined)
      return { kind: 'done', voucher: { ...voucher, ...moved }, isRepeat: false, quote: decision.quote, figures: decision.figures }
    const again = await readVoucher(sql, { id: voucher.id })
    if (again === undefined) throw new Error('A voucher is gone')
    voucher = again
  }
  throw new Error('A voucher did not come to rest')
}
