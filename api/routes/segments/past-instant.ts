/** `asOf`: an instant that is over. */
import { Problem } from '../../http/problems.ts'
import { instant } from '../../schemas/instants.ts'

export const asOfQuery = {
  asOf: instant.optional().meta({ description: 'From the orders as of that instant, with the settings of today. Not in the future.' }),
}

/** @throws Problem `invalid_request` for an instant of the future */
export function requirePast(asOf: Date | undefined, at: Date): void {
  if (asOf !== undefined && asOf > at) throw new Problem('invalid_request', { errors: [{ path: 'query.asOf', message: 'In the future' }] })
}
