/** Windows and moments of rules, checked. */
import { type Findings, isObject, joinPath, quote, readKey, refuseUnknownKeys } from './faults.ts'
import { formatDuration, formatMoment, isCertainlyAfter, readDuration, type ReadMoment, readMoment } from './moments.ts'
import type { Moment, Window } from './rule.ts'

const shapes = 'Must be a window: {"last": "90d"}, {"next": "7d"}, or {"from": …, "until": …}, of which one may be left out'
const momentForms = 'a day (2026-01-31), an instant (2026-01-31T10:00:00Z), 60d ago, in 7d, today or now'

/** `isBounded`: both ends must be given, since every year has the day that it is asked about. */
export function checkWindow(input: unknown, path: string, findings: Findings, isBounded = false): Window | undefined {
  if (!isObject(input)) return findings.refuse(path, shapes)
  const kind = (['last', 'next', 'from', 'until'] as const).find((key) => readKey(input, key) !== undefined)
  if (kind === undefined) return findings.refuse(path, shapes)
  if (kind === 'last' || kind === 'next') {
    refuseUnknownKeys(input, [kind], path, findings)
    const given = input[kind]
    const duration = typeof given === 'string' ? readDuration(given) : undefined
    if (duration === undefined)
      return findings.refuse(joinPath(path, kind), 'Must be a number of hours, days or weeks, at most 100 years: 36h, 90d, 2w')
    return kind === 'last' ? { last: formatDuration(duration) } : { next: formatDuration(duration) }
  }
  refuseUnknownKeys(input, ['from', 'until'], path, findings)
  const from = readEnd(input, 'from', path, findings)
  const until = readEnd(input, 'until', path, findings)
  if (isBounded && (readKey(input, 'from') === undefined || readKey(input, 'until') === undefined))
    findings.refuse(path, 'Must have both ends: a day of every year lies in any window without an end')
  if (from !== undefined && until !== undefined && isCertainlyAfter(from, until)) findings.refuse(path, 'Must not end before it begins')
  return { ...(from && { from: formatMoment(from) }), ...(until && { until: formatMoment(until) }) }
}

function readEnd(input: Record<string, unknown>, key: 'from' | 'until', path: string, findings: Findings): ReadMoment | undefined {
  const given = readKey(input, key)
  return given === undefined ? undefined : readGivenMoment(given, joinPath(path, key), findings)
}

export function checkMoment(input: unknown, path: string, findings: Findings): Moment | undefined {
  const moment = readGivenMoment(input, path, findings)
  return moment && formatMoment(moment)
}

function readGivenMoment(input: unknown, path: string, findings: Findings): ReadMoment | undefined {
  if (typeof input !== 'string' || input.length > 100) return findings.refuse(path, `Must be ${momentForms}`)
  return readMoment(input) ?? findings.refuse(path, `“${quote(input)}” is not ${momentForms}`)
}
