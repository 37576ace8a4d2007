/** Durations of journeys as operators write them: `15m`, `36h`, `5d`, `2w`. A day is 24 hours. */

export type JourneyDuration = string

const msOf = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const
/** Ten years: no journey is longer, and no timer. */
const longestMs = 3_650 * msOf.d

/** In milliseconds; undefined for what is no duration, nothing, or longer than ten years. */
export function readJourneyDuration(text: string): number | undefined {
  const match = /^(\d{1,7})([mhdw])$/.exec(text)
  if (match === null) return undefined
  const ms = Number(match[1]) * msOf[match[2] as keyof typeof msOf]
  return ms > 0 && ms <= longestMs ? ms : undefined
}

/** Of a definition that was checked. @throws RangeError */
export function requireDurationMs(text: JourneyDuration): number {
  const ms = readJourneyDuration(text)
  if (ms === undefined) throw new RangeError('A checked definition has durations that can be read')
  return ms
}

/** In the largest unit that it is a whole number of; whole minutes. */
export function formatJourneyDuration(ms: number): JourneyDuration {
  const units = ['w', 'd', 'h', 'm'] as const
  const unit = units.find((one) => ms >= msOf[one] && ms % msOf[one] === 0) ?? 'm'
  return `${Math.round(ms / msOf[unit])}${unit}`
}
