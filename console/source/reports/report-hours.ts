/** Which part of a broadcast's life its report is of, and what it is compared with, as the address says it. */

export interface ReportHours {
  /** Since it began. Left out: from the very beginning, up to now. */
  fromHours?: number
  untilHours?: number
}

export interface ReportHoursSearch extends ReportHours {
  /** Another broadcast's id, or `average`. */
  compareWith?: string
}

const mostHours = 17_568

/** The API refuses what ends before it begins. */
export function readReportHours(search: Record<string, unknown>): ReportHours {
  const { fromHours, untilHours } = search
  return {
    ...(isHours(fromHours) && fromHours > 0 ? { fromHours } : {}),
    ...(isHours(untilHours) && untilHours > 0 ? { untilHours } : {}),
  }
}

export function readReportHoursSearch(search: Record<string, unknown>): ReportHoursSearch {
  const { compareWith } = search
  return {
    ...readReportHours(search),
    ...(typeof compareWith === 'string' && compareWith !== '' ? { compareWith: compareWith.slice(0, 100) } : {}),
  }
}

function isHours(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= mostHours
}

export function pickHours({ fromHours, untilHours }: ReportHours): ReportHours {
  return { ...(fromHours === undefined ? {} : { fromHours }), ...(untilHours === undefined ? {} : { untilHours }) }
}

/** `in its first 24 hours`, `from its 25th hour on`; nothing of its whole life. */
export function describeHours({ fromHours = 0, untilHours }: ReportHours): string {
  if (untilHours === undefined) return fromHours === 0 ? '' : `after its first ${sayHours(fromHours)}`
  return fromHours === 0
    ? `in its first ${sayHours(untilHours)}`
    : `between ${countHours(fromHours)} and ${countHours(untilHours)} after it began`
}

function countHours(hours: number): string {
  return hours === 1 ? '1 hour' : sayHours(hours)
}

function sayHours(hours: number): string {
  if (hours % 24 === 0 && hours > 24) return `${hours / 24} days`
  return hours === 1 ? 'hour' : `${hours} hours`
}
