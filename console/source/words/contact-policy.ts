/** The contact policy as one sentence, and its parts in words. */
import type { ContactPolicy } from '../settings/settings-queries.ts'
import { type Channel, channelLabels } from './broadcasts.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** `3 days`, `36 hours`, `90 minutes`: the largest unit that leaves no rest. */
export function formatPause(pauseMs: number): string {
  const [count, unit] =
    pauseMs % dayMs === 0
      ? [pauseMs / dayMs, 'day']
      : pauseMs % hourMs === 0
        ? [pauseMs / hourMs, 'hour']
        : [Math.round(pauseMs / minuteMs), 'minute']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/** `day`, `3 days`: after "every". */
function formatEvery(pauseMs: number): string {
  return formatPause(pauseMs).replace(/^1 /, '')
}

const things: Record<Channel, { one: string; many: string }> = {
  email: { one: 'one email', many: 'emails' },
  sms: { one: 'one SMS', many: 'SMS' },
  push: { one: 'one push message', many: 'push messages' },
}

/** While a number is missing there is nothing to say of it. */
export function describePolicy({ cooldownMs, channelCooldownMs, quietHours }: ContactPolicy): string {
  const longer = entries(channelCooldownMs).filter(([, pauseMs]) => pauseMs > 0 && !(pauseMs <= cooldownMs))
  const first =
    cooldownMs > 0
      ? `A customer gets at most one campaign message every ${formatEvery(cooldownMs)}`
      : 'A customer may get any number of campaign messages'
  const ofChannels = longer.map(([channel, pauseMs]) => `at most ${things[channel].one} every ${formatEvery(pauseMs)}`)
  const quiet = [...groupByWindow(quietHours)].map(
    ([window, channels]) =>
      `${
        channels.length === 3
          ? 'never'
          : `no ${join(
              channels.map((channel) => things[channel].many),
              'or',
            )}`
      } ${window}`,
  )
  return `${join([first, ...ofChannels, ...(quiet.length === 0 ? ['at any hour'] : quiet)], 'and')}${quiet.length === 0 ? '' : ' by their own clock'}.`
}

function groupByWindow(quietHours: ContactPolicy['quietHours']): Map<string, Channel[]> {
  const groups = new Map<string, Channel[]>()
  for (const [channel, { from, until }] of entries(quietHours)) {
    if (from === until || from.length !== 5 || until.length !== 5) continue
    const window = `between ${from} and ${until}`
    groups.set(window, [...(groups.get(window) ?? []), channel])
  }
  return groups
}

function entries<Value>(byChannel: Partial<Record<Channel, Value | undefined>>): [Channel, Value][] {
  const channels = Object.keys(channelLabels) as Channel[]
  return channels.flatMap((channel) => {
    const value = byChannel[channel]
    return value === undefined ? [] : [[channel, value] as [Channel, Value]]
  })
}

/** `a`, `a and b`, `a, b and c`. */
function join(parts: readonly string[], word: 'and' | 'or'): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}`
}

/** `Email: 21:00 to 08:00; SMS: …`; for a list of what was changed. */
export function listQuietHours(quietHours: ContactPolicy['quietHours']): string {
  const parts = entries(quietHours).map(([channel, { from, until }]) => `${channelLabels[channel]} ${from} to ${until}`)
  return parts.length === 0 ? 'none' : parts.join('; ')
}

export function listPauses(pauses: ContactPolicy['channelCooldownMs']): string {
  const parts = entries(pauses).map(([channel, pauseMs]) => `${channelLabels[channel]} ${formatPause(pauseMs)}`)
  return parts.length === 0 ? 'none' : parts.join('; ')
}
