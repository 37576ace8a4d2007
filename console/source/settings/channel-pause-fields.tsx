/** Longer pauses between two messages on one and the same channel. */
import { Group, Stack, Switch, Text } from '@mantine/core'
import { type Channel, channelLabels } from '../words/broadcasts.ts'
import { PauseInput } from './pause-input.tsx'
import type { ContactPolicy } from './settings-queries.ts'

const usualMs = 7 * 86_400_000

interface ChannelPauseFieldsProps {
  policy: ContactPolicy
  errorOf: (path: string) => string | undefined
  onChange: (pauses: ContactPolicy['channelCooldownMs']) => void
}

export function ChannelPauseFields({ policy: { cooldownMs, channelCooldownMs }, errorOf, onChange }: ChannelPauseFieldsProps) {
  return (
    <Stack gap="sm">
      {(Object.keys(channelLabels) as Channel[]).map((channel) => {
        const pauseMs = channelCooldownMs[channel]
        const label = channelLabels[channel]
        return (
          <Group key={channel} gap="lg" align="flex-start" mih={36}>
            <Switch
              mt={6}
              w={270}
              label={`Longer between two ${label === 'SMS' ? 'SMS' : label === 'Email' ? 'emails' : 'push messages'}`}
              checked={pauseMs !== undefined}
              onChange={(event) => onChange({ ...channelCooldownMs, [channel]: event.currentTarget.checked ? usualMs : undefined })}
            />
            {pauseMs === undefined ? null : (
              <Stack gap={2}>
                <PauseInput
                  label={`At least, on ${label === 'SMS' ? label : label.toLowerCase()}`}
                  valueMs={pauseMs}
                  error={errorOf(`channelCooldownMs.${channel}`)}
                  onChange={(next) => onChange({ ...channelCooldownMs, [channel]: next })}
                />
                {pauseMs <= cooldownMs ? (
                  <Text size="xs" c="dimmed">
                    Not longer than over all channels: it makes no difference.
                  </Text>
                ) : null}
              </Stack>
            )}
          </Group>
        )
      })}
    </Stack>
  )
}
