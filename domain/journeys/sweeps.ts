/** How often an autopilot looks for customers whom its trigger finds. */
import type { Trigger } from './journey-definition.ts'

const minute = 60_000

/** What is told as it happens needs a look only for journeys that wait for their window, or were left behind by a crash. */
export function sweepEveryMs({ kind }: Trigger): number {
  switch (kind) {
    case 'segment_entered':
    case 'event':
      return minute
    case 'quiet_for':
    case 'personal_date':
      return 5 * minute
    case 'audience_entered':
    case 'audience_stayed':
      return 15 * minute
  }
}
