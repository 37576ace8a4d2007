/** A part of a broadcast's life, in hours since it began: so that two broadcasts are compared at the same age, whenever each was sent. */

export interface ReportHours {
  /** 0: from the very beginning, whatever a provider's clock says. */
  fromHours: number
  /** Undefined: up to now. */
  untilHours: number | undefined
}

/** From the first on, before the second. */
export interface HourRange {
  openingAt: Date
  closingAt: Date
}

const hourMs = 3_600_000

/** The hours as instants of one broadcast. What has not come yet ends now. */
export function placeHours({ fromHours, untilHours }: ReportHours, { begunAt, now }: { begunAt: Date; now: Date }): HourRange {
  const at = (hours: number) => new Date(begunAt.getTime() + hours * hourMs)
  const endAt = untilHours === undefined ? now : at(untilHours)
  const openingAt = fromHours === 0 ? new Date(0) : at(fromHours)
  const closingAt = endAt < now ? endAt : now
  return { openingAt, closingAt: closingAt < openingAt ? openingAt : closingAt }
}

/** The same part of another broadcast's life: as far as this one has come, and no further. */
export function placeSameHours(
  hours: ReportHours,
  { begunAt, otherBegunAt, now }: { begunAt: Date; otherBegunAt: Date; now: Date },
): HourRange {
  const ageHours = Math.max(0, now.getTime() - begunAt.getTime()) / hourMs
  const untilHours = Math.min(hours.untilHours ?? ageHours, ageHours)
  return placeHours({ fromHours: hours.fromHours, untilHours }, { begunAt: otherBegunAt, now })
}
