/** Which voucher campaigns could reach the same customers: who could enter an autopilot, and what a set of campaigns for each customer adds up to. */
import type { AudiencePart } from './audiences.ts'
import { parseId } from './ids.ts'
import type { JourneyDefinition } from './journeys/journey-definition.ts'
import { requireDurationMs } from './journeys/journey-durations.ts'

/** What a campaign's customers were found by. */
export type OverlapBasis = 'audience' | 'members' | 'entry' | 'journeys'

/** Campaigns that one question can hold: a bit each of a positive 64-bit number. */
export const mostCampaigns = 62

/**
 * What must all be true of a customer to enter, as far as it can be asked beforehand. Empty where the trigger waits for what happens and there is no entry
 * rule: then only those on a journey are known.
 */
export function listEntryParts({ trigger, entryRule }: Pick<JourneyDefinition, 'trigger' | 'entryRule'>, now: Date): AudiencePart[] {
  const parts: AudiencePart[] = []
  switch (trigger.kind) {
    case 'quiet_for': {
      const before = new Date(now.getTime() - requireDurationMs(trigger.duration))
      parts.push({ kind: 'rule', rule: { field: 'orders.last', op: 'before', value: before.toISOString() } })
      break
    }
    case 'segment_entered':
      parts.push({ kind: 'segment', segment: trigger.segment })
      break
    case 'audience_entered':
    case 'audience_stayed': {
      const audienceId = parseId('audience', trigger.audienceId)
      if (audienceId !== undefined) parts.push({ kind: 'audience', audienceId })
      break
    }
    case 'personal_date':
    case 'event':
      break
  }
  if (entryRule !== null && entryRule !== undefined) parts.push({ kind: 'rule', rule: entryRule })
  return parts
}

export interface MaskGroup {
  /** Bit n is campaign n. */
  mask: bigint
  customers: number
  /** UUIDs of a few. */
  sample: readonly string[]
}

export interface OverlapPair {
  /** Places of the campaigns. */
  first: number
  second: number
  customers: number
  sample: string[]
}

const sampleSize = 5

/** @returns how many customers each campaign has, and each pair that has any in common, the most first. */
export function countOverlaps(groups: readonly MaskGroup[], campaigns: number): { customers: number[]; pairs: OverlapPair[] } {
  const customers = Array.from({ length: campaigns }, () => 0)
  const pairs = new Map<string, OverlapPair>()
  for (const group of groups) {
    const places = customers.flatMap((_, place) => ((group.mask >> BigInt(place)) & 1n ? [place] : []))
    for (const [at, first] of places.entries()) {
      customers[first] = (customers[first] ?? 0) + group.customers
      for (const second of places.slice(at + 1)) {
        const key = `${first}:${second}`
        const pair = pairs.get(key) ?? { first, second, customers: 0, sample: [] }
        pair.customers += group.customers
        pair.sample = [...pair.sample, ...group.sample].slice(0, sampleSize)
        pairs.set(key, pair)
      }
    }
  }
  return { customers, pairs: [...pairs.values()].toSorted((a, b) => b.customers - a.customers) }
}
