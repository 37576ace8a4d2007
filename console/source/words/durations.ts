/** Durations of journeys, `15m` `36h` `5d` `2w`, as people read and type them. */

export const durationUnits = { m: 'minutes', h: 'hours', d: 'days', w: 'weeks' } as const
export type DurationUnit = keyof typeof durationUnits

/** Undefined for what is no duration yet. */
export function readDuration(text: string): { count: number; unit: DurationUnit } | undefined {
  const match = /^(\d+)([mhdw])$/.exec(text)
  return match === null ? undefined : { count: Number(match[1]), unit: match[2] as DurationUnit }
}

/** `5 days`; the text itself where it is none. */
export function formatDuration(text: string): string {
  const read = readDuration(text)
  if (read === undefined) return text === '' ? 'some time' : text
  const unit = durationUnits[read.unit]
  return `${read.count} ${read.count === 1 ? unit.slice(0, -1) : unit}`
}
