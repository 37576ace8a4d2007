/** How well something is: green, amber (look at it today) or red (look at it now), with the reasons in codes and words. */
export const healthLevels = ['green', 'amber', 'red'] as const
export type HealthLevel = (typeof healthLevels)[number]

export interface HealthReason<Code extends string = string> {
  code: Code
  /** How bad this reason alone is. Green: worth knowing, and no cause for concern. */
  level: HealthLevel
  /** A sentence with the numbers in it. */
  message: string
}

/** The worst of them; green where there is nothing to say. */
export function findWorstLevel(levels: Iterable<HealthLevel>): HealthLevel {
  let worst = 0
  for (const level of levels) worst = Math.max(worst, healthLevels.indexOf(level))
  return healthLevels[worst] ?? 'red'
}

/** The worst reason first; within a level as they came. */
export function sortReasons<Reason extends HealthReason>(reasons: readonly Reason[]): Reason[] {
  return reasons.toSorted((a, b) => healthLevels.indexOf(b.level) - healthLevels.indexOf(a.level))
}

export interface Threshold {
  amber: number
  red: number
}

/** Undefined below the first threshold, or where nobody could say. */
export function exceed(value: number | null, { amber, red }: Threshold): Exclude<HealthLevel, 'green'> | undefined {
  if (value === null || value < amber) return undefined
  return value < red ? 'amber' : 'red'
}

/** `4 min`, `2 h 5 min`, `3 days`: as long as a sentence needs it. */
export function formatSpan(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return `${Math.floor(hours / 24)} days`
}

/** `1 journey`, `1,200 journeys`. */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
