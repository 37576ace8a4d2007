/** Everything about vouchers. */
import { voucherReadingRoutes } from './reading.ts'
import { voucherUseRoutes } from './using.ts'

export const voucherRoutes = [...voucherReadingRoutes, ...voucherUseRoutes]
