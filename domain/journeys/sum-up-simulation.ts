/** What a simulation predicts, in sums: by day of the store, what happens on which channel and why, and how journeys end. */
import { localTimeAt } from '../time.ts'
import type { SimulatedJourney } from './simulate-journeys.ts'

export interface SimulatedCount {
  day: string
  kind: string
  channel: string | null
  reason: string | null
  journeys: number
}

export interface SimulatedSums {
  /** In the order of the days. */
  byDay: SimulatedCount[]
  outcomes: { outcome: string; reason: string; journeys: number }[]
  stillRunning: number
}

export function sumUpSimulation(journeys: readonly SimulatedJourney[], timeZone: string): SimulatedSums {
  const counts = new Map<string, SimulatedCount>()
  const outcomes = new Map<string, SimulatedSums['outcomes'][number]>()
  let stillRunning = 0
  const dayOf = cacheDays(timeZone)
  const count = (at: number, kind: string, channel: string | null, reason: string | null) => {
    const day = dayOf(at)
    const key = JSON.stringify([day, kind, channel, reason])
    const known = counts.get(key) ?? { day, kind, channel, reason, journeys: 0 }
    known.journeys += 1
    counts.set(key, known)
  }
  for (const { startedAt, notes, ending } of journeys) {
    count(startedAt, 'started', null, null)
    for (const { at, note } of notes)
      count(at, note.kind, 'channel' in note ? note.channel : null, 'reason' in note ? (note.reason ?? null) : null)
    if (ending === undefined) {
      stillRunning += 1
      continue
    }
    count(ending.at, 'ended', null, ending.reason)
    const key = `${ending.outcome} ${ending.reason}`
    const known = outcomes.get(key) ?? { outcome: ending.outcome, reason: ending.reason, journeys: 0 }
    known.journeys += 1
    outcomes.set(key, known)
  }
  const byDay = [...counts.values()].sort(
    (a, b) => compare(a.day, b.day) || compare(a.kind, b.kind) || compare(a.channel ?? '', b.channel ?? ''),
  )
  return { byDay, outcomes: [...outcomes.values()].sort((a, b) => b.journeys - a.journeys), stillRunning }
}

/** Most instants fall into few hours. */
function cacheDays(timeZone: string): (at: number) => string {
  const days = new Map<number, string>()
  return (at) => {
    const quarter = Math.floor(at / 900_000)
    const day = days.get(quarter) ?? localTimeAt(new Date(at), timeZone).date
    days.set(quarter, day)
    return day
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
