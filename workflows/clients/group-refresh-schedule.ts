/**
 * The Schedule of the 00:00 refresh, in the store's time zone. Temporal passes over a 00:00 that clocks skip, so such days have an entry of their own for
 * the time at which they begin; where clocks show 00:00 twice, the second run finds the day refreshed already.
 */
import { type CalendarSpec, type Client, type ScheduleDescription, ScheduleNotFoundError, type ScheduleSpec } from '@temporalio/client'
import { workflowIds } from '../../domain/ids.ts'
import { listDaysWithoutMidnight } from '../../domain/time.ts'
import type { GroupSyncInput } from '../group-messages.ts'
import { ensureSchedule } from './ensure-schedule.ts'

export const groupRefreshScheduleId = 'groupRefresh'

export interface GroupRefreshPlace {
  /** IANA name: the store's. */
  timeZone: string
  at: Date
}

/** As far ahead as anybody knows what clocks will do. A worker that starts looks again. */
const yearsAhead = 5

/**
 * Makes the Schedule where it is missing, for any number of processes at once, and moves one that is in another zone. A pause, and whatever else an operator has
 * set, stays. @throws the client's errors when Temporal cannot be reached
 */
export async function ensureGroupRefreshSchedule(client: Client, place: GroupRefreshPlace): Promise<'created' | 'moved' | 'found'> {
  const input: GroupSyncInput = { reason: 'midnight' }
  const made = await ensureSchedule(client, {
    scheduleId: groupRefreshScheduleId,
    spec: describeMidnights(place),
    // A server that was away at 00:00 makes up for it.
    catchupWindow: '12 hours',
    workflowType: 'groupSync',
    workflowId: workflowIds.groupRefresh(),
    args: [input],
    summary: 'groups of the store admin that were not updated that day, at 00:00 of the store',
  })
  if (made === 'created') return made
  return (await moveGroupRefreshSchedule(client, place)) === 'moved' ? 'moved' : 'found'
}

/** Leaves a Schedule that is missing, or right, alone. @throws the client's errors when Temporal cannot be reached */
export async function moveGroupRefreshSchedule(client: Client, place: GroupRefreshPlace): Promise<'moved' | 'unchanged'> {
  const handle = client.schedule.getHandle(groupRefreshScheduleId)
  const spec = describeMidnights(place)
  try {
    if (isAt(await handle.describe(), spec)) return 'unchanged'
    await handle.update(({ policies, action, state }) => ({ spec, policies, state, action }))
    return 'moved'
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return 'unchanged'
    throw error
  }
}

function describeMidnights({ timeZone, at }: GroupRefreshPlace): ScheduleSpec & { calendars: CalendarSpec[]; timezone: string } {
  const late = listDaysWithoutMidnight(timeZone, { from: at, years: yearsAhead })
  return {
    timezone: timeZone,
    calendars: [
      { hour: 0, minute: 0, comment: 'every day of the store' },
      ...late.map(({ year, month, day, hour, minute }) => ({
        year,
        month: monthNames[month - 1] ?? 'JANUARY',
        dayOfMonth: day,
        hour,
        minute,
        comment: `no 00:00 on ${[year, pad(month), pad(day)].join('-')}`,
      })),
    ],
  }
}

function isAt({ spec }: ScheduleDescription, { timezone, calendars }: ReturnType<typeof describeMidnights>): boolean {
  const comments = new Set(spec.calendars?.map(({ comment }) => comment))
  return spec.timezone === timezone && calendars.every(({ comment }) => comments.has(comment))
}

const monthNames = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const

function pad(number: number): string {
  return String(number).padStart(2, '0')
}
