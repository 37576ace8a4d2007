/** Who of those that a trigger would find over a span would be let in: re-entry, holdout, the activation window. As `db/queries/journeys/match-journeys` decides. */
import { hashToBucket, isHeldOut } from '../holdout.ts'
import { findOpening } from './activation-window.ts'
import type { JourneyDefinition } from './journey-definition.ts'
import { requireDurationMs } from './journey-durations.ts'

export interface FoundEntry {
  customerId: string
  occurrence: string
  at: Date
  anchorAt: Date
}

export interface AdmittedEntry extends FoundEntry {
  startsAt: Date
}

export interface Admission {
  /** By the trigger and the entry rule. */
  found: number
  heldOut: number
  /** They came too soon after the time before. */
  refused: number
  /** The activation window never opens for them. */
  dropped: number
  /** All who would start. */
  admitted: number
  /** Those of them that are simulated: a stable part where there are more than the limit. */
  entries: AdmittedEntry[]
}

export interface EnteredBefore {
  customerId: string
  occurrence: string
  matchedAt: Date
}

export function admitEntries(
  found: readonly FoundEntry[],
  {
    autopilotId,
    definition,
    timeZone,
    entered,
    limit,
  }: { autopilotId: string; definition: JourneyDefinition; timeZone: string; entered: readonly EnteredBefore[]; limit: number },
): Admission {
  const { reentry, holdoutPercent, activation } = definition
  const afterMs = reentry.kind === 'after' ? requireDurationMs(reentry.duration) : 0
  const known = new Set(entered.map(({ customerId, occurrence }) => `${customerId} ${occurrence}`))
  const latest = new Map<string, number>()
  for (const { customerId, matchedAt } of entered) latest.set(customerId, Math.max(latest.get(customerId) ?? 0, matchedAt.getTime()))
  const admission: Admission = { found: 0, heldOut: 0, refused: 0, dropped: 0, admitted: 0, entries: [] }
  for (const entry of found.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    const { customerId, at } = entry
    if (known.has(`${customerId} ${entry.occurrence}`)) continue
    admission.found += 1
    const before = latest.get(customerId)
    const isRefused = before !== undefined && (reentry.kind === 'once' || (reentry.kind === 'after' && at.getTime() - before < afterMs))
    const startsAt = findOpening(activation, at, timeZone)
    if (isRefused) admission.refused += 1
    else {
      latest.set(customerId, at.getTime())
      if (isHeldOut(hashToBucket(autopilotId, customerId), holdoutPercent)) admission.heldOut += 1
      else if (startsAt === undefined) admission.dropped += 1
      else admission.entries.push({ ...entry, startsAt })
    }
  }
  admission.admitted = admission.entries.length
  if (admission.entries.length > limit) admission.entries = chooseSome(admission.entries, limit)
  return admission
}

/** The same ones each time, whatever the order in which they are found. */
function chooseSome(entries: readonly AdmittedEntry[], limit: number): AdmittedEntry[] {
  const place = ({ customerId, occurrence }: AdmittedEntry) => hashToBucket(occurrence, customerId)
  return entries
    .map((entry) => ({ entry, place: place(entry) }))
    .sort((a, b) => a.place - b.place || (a.entry.customerId < b.entry.customerId ? -1 : 1))
    .slice(0, limit)
    .map(({ entry }) => entry)
}
