/** Which part of a broadcast's life is asked for, by its report and by the people behind it. */
import type { ReportHours } from '../../../domain/report-hours.ts'
import { Problem } from '../../http/problems.ts'

/**
 * Undefined: all of it.
 * @throws Problem where it would end before it begins
 */
export function readHours({
  fromHours,
  untilHours,
}: {
  fromHours?: number | undefined
  untilHours?: number | undefined
}): ReportHours | undefined {
  if (fromHours === undefined && untilHours === undefined) return undefined
  const hours = { fromHours: fromHours ?? 0, untilHours }
  if (untilHours !== undefined && untilHours <= hours.fromHours) throw refuse('untilHours', 'Not after `fromHours`')
  return hours
}

export function refuse(field: string, message: string): Problem {
  return new Problem('invalid_request', { errors: [{ path: `query.${field}`, message }] })
}
