/** What the run that ends vouchers asks of the database. A repeat finds what the first attempt did. */
import type { Pool } from '../db/client.ts'
import { expireVouchers, findNextExpiry } from '../db/queries/vouchers/end-vouchers.ts'
import { keepAlive } from './heartbeat.ts'

export interface VoucherActivityDependencies {
  pool: Pool
  now: () => Date
}

export interface VoucherExpiry {
  expired: number
  /** Milliseconds since 1970; null while no voucher is open. */
  nextAt: number | null
}

/** One statement each: short enough that nobody waits long for a voucher or a budget. */
const vouchersAtOnce = 1_000

export function createVoucherActivities({ pool, now }: VoucherActivityDependencies) {
  return {
    /** Ends every voucher whose time is over by now. */
    async expireVouchers(): Promise<VoucherExpiry> {
      return keepAlive(async () => {
        const at = now()
        let expired = 0
        for (;;) {
          const { length } = await expireVouchers(pool, { at, limit: vouchersAtOnce })
          expired += length
          if (length < vouchersAtOnce) break
        }
        return { expired, nextAt: (await findNextExpiry(pool))?.getTime() ?? null }
      })
    },
  }
}
