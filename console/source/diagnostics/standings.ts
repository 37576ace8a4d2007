/** What an answer comes to, in a word and its colour. */
import type { Tone } from '../words/outcomes.ts'
import type { Standing } from './diagnostics-queries.ts'

export const standings: Record<Standing, { label: string; tone: Tone }> = {
  got_it: { label: 'Got it', tone: 'good' },
  will_get_it: { label: 'Will get it', tone: 'busy' },
  did_not_get_it: { label: 'Did not get it', tone: 'warn' },
  unknown: { label: 'Nobody can say', tone: 'warn' },
  not_selected: { label: 'Was not selected', tone: 'quiet' },
}
