/** When recipients of a zone may be written to: the schedule on their own clock, and after their quiet hours. */
import { findQuietUntil } from './quiet-hours.ts'
import { splitZones } from './recipient-zones.ts'
import type { QuietHours } from './settings.ts'
import { addDays, instantAtLocalTime } from './time.ts'
import type { Schedule } from './schedules.ts'

export interface PlanInput {
  schedule: Schedule
  /** `Zone` or `Zone,Zone`. */
  zones: string
  quietHours: QuietHours | null
  now: Date
}

export function planNotBefore({ schedule, zones, quietHours, now }: PlanInput): Date {
  const all = splitZones(zones)
  const scheduledAt = schedule.kind === 'local' ? findLocalStart(schedule, all[0] ?? 'UTC', now) : now
  if (quietHours === null) return scheduledAt
  return findQuietUntil(scheduledAt, all, quietHours) ?? scheduledAt
}

/** Where that wall-clock time has passed already, the same time on the next day: nobody gets a morning message in the evening. */
function findLocalStart({ date, time }: { date: string; time: string }, zone: string, now: Date): Date {
  let day = date
  for (;;) {
    const startAt = instantAtLocalTime(day, time, zone)
    if (startAt >= now) return startAt
    day = addDays(day, 1)
  }
}
