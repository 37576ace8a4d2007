/** The hours in which a channel is not used, each with a picture of the day. */
import { Group, Stack, Switch, TextInput } from '@mantine/core'
import { type Channel, channelLabels } from '../words/broadcasts.ts'
import { DayBar } from './day-bar.tsx'
import type { ContactPolicy } from './settings-queries.ts'

const usual = { from: '21:00', until: '08:00' }
/** Typed, and not a browser's own field: those show the hours of its language, and everything else here has 24. */
const clock = { placeholder: '21:00', maxLength: 5, inputMode: 'text', autoComplete: 'off' } as const

interface QuietHoursFieldsProps {
  quietHours: ContactPolicy['quietHours']
  /** `HH:MM` in the store. */
  now: string
  errorOf: (path: string) => string | undefined
  onChange: (quietHours: ContactPolicy['quietHours']) => void
}

export function QuietHoursFields({ quietHours, now, errorOf, onChange }: QuietHoursFieldsProps) {
  return (
    <Stack gap="lg">
      {(Object.keys(channelLabels) as Channel[]).map((channel) => {
        const window = quietHours[channel]
        const label = channelLabels[channel]
        const change = (part: Partial<typeof usual>) => onChange({ ...quietHours, [channel]: { ...usual, ...window, ...part } })
        return (
          <Stack key={channel} gap="xs">
            <Switch
              label={`Quiet hours of ${label === 'SMS' ? label : label.toLowerCase()}`}
              checked={window !== undefined}
              onChange={(event) => onChange({ ...quietHours, [channel]: event.currentTarget.checked ? usual : undefined })}
            />
            <Group align="flex-start" gap="md">
              {window === undefined ? null : (
                <Group gap="xs" wrap="nowrap" align="flex-start">
                  <TextInput
                    {...clock}
                    aria-label={`${label}: quiet from`}
                    value={window.from}
                    error={errorOf(`quietHours.${channel}`)}
                    onChange={(event) => change({ from: event.currentTarget.value })}
                    w={84}
                  />
                  <TextInput
                    {...clock}
                    aria-label={`${label}: quiet until`}
                    value={window.until}
                    error={errorOf(`quietHours.${channel}`) !== undefined}
                    onChange={(event) => change({ until: event.currentTarget.value })}
                    w={84}
                  />
                </Group>
              )}
              <DayBar label={label} window={window} now={now} />
            </Group>
          </Stack>
        )
      })}
    </Stack>
  )
}
