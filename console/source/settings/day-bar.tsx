/** The 24 hours of a day, with those in which nothing is sent, and what time it is now in the store. */
import { Box, Group, Text } from '@mantine/core'

const dayMinutes = 24 * 60
const marks = [0, 6, 12, 18, 24]

interface DayBarProps {
  /** What it is of: `SMS`. */
  label: string
  /** `HH:MM` both; undefined for no quiet hours. */
  window: { from: string; until: string } | undefined
  /** `HH:MM` in the store. */
  now: string
}

export function DayBar({ label, window, now }: DayBarProps) {
  const from = readMinute(window?.from)
  const until = readMinute(window?.until)
  const isSet = from !== undefined && until !== undefined && from !== until
  const spans = !isSet
    ? []
    : from < until
      ? [{ from, until }]
      : [
          { from: 0, until },
          { from, until: dayMinutes },
        ]
  return (
    <Box flex="1 1 16rem" miw={0}>
      <Box
        className="day-bar"
        role="img"
        aria-label={isSet ? `${label} is quiet from ${window?.from} until ${window?.until}` : `${label} is sent at any hour`}
      >
        {spans.map((span) => (
          <span key={span.from} className="day-quiet" style={place(span.from, span.until)} />
        ))}
        <span className="day-now" style={{ left: `${((readMinute(now) ?? 0) / dayMinutes) * 100}%` }} title={`Now ${now} in the store`} />
      </Box>
      <Group justify="space-between" mt={2} aria-hidden>
        {marks.map((hour) => (
          <Text key={hour} size="xs" c="dimmed" className="numbers">
            {String(hour).padStart(2, '0')}
          </Text>
        ))}
      </Group>
    </Box>
  )
}

function place(from: number, until: number) {
  return { left: `${(from / dayMinutes) * 100}%`, width: `${((until - from) / dayMinutes) * 100}%` }
}

function readMinute(time: string | undefined): number | undefined {
  const match = /^(\d{2}):(\d{2})$/.exec(time ?? '')
  return match === null ? undefined : Number(match[1]) * 60 + Number(match[2])
}
