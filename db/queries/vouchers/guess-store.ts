/** The counts of unknown codes, for rate-limiter-flexible: its `Pool` of node-postgres on our own driver. Every API process counts in the same rows. */
import type { Pool } from '../../client.ts'

export const guessTable = 'voucher_guesses'

export function createGuessStore(pool: Pool) {
  return {
    async query({ text, values }: { text: string; values: (string | number | null)[] }): Promise<{ rows: object[]; rowCount: number }> {
      const rows = await pool.unsafe<object[]>(text, values, { prepare: true })
      return { rows, rowCount: rows.count }
    },
  }
}
