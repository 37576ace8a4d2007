/** The period of a report as people read it. */
import type { Period } from '../../../domain/report-periods.ts'

export function viewPeriod({ from, until, openingAt, closingAt }: Period) {
  return { from, until, openingAt: openingAt.toISOString(), closingAt: closingAt.toISOString() }
}

/** Null where there is nothing to share. */
export function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
