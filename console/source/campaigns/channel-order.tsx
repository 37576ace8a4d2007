/** Channels in the order in which they are tried, moved by buttons. */
import { ActionIcon, Button, Group, Input, Stack, Text } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from '@tabler/icons-react'
import { ChannelName } from '../broadcasts/broadcast-table.tsx'
import { type Channel, channelLabels } from '../words/broadcasts.ts'

interface ChannelOrderProps {
  label: string
  description?: string
  channels: readonly Channel[]
  error?: string | undefined
  onChange: (channels: Channel[]) => void
}

const all: Channel[] = ['email', 'sms', 'push']

export function ChannelOrder({ label, description, channels, error, onChange }: ChannelOrderProps) {
  const swap = (index: number, other: number) => {
    const next = [...channels]
    const [one, two] = [next[index], next[other]]
    if (one === undefined || two === undefined) return
    next[index] = two
    next[other] = one
    onChange(next)
  }
  return (
    <Input.Wrapper label={label} labelElement="div" description={description} error={error}>
      <Stack gap={4} mt={4} component="ol" p={0} m={0} style={{ listStyle: 'none' }} aria-label={label}>
        {channels.map((channel, index) => (
          <Group key={channel} component="li" gap={4} wrap="nowrap" className="rule-condition" justify="space-between" py={4}>
            <Group gap="sm" wrap="nowrap">
              <Text span size="xs" c="dimmed" className="numbers">
                {index + 1}
              </Text>
              <ChannelName channel={channel} />
            </Group>
            <Group gap={2} wrap="nowrap">
              <ActionIcon
                variant="subtle"
                color="gray"
                disabled={index === 0}
                onClick={() => swap(index, index - 1)}
                aria-label={`${channelLabels[channel]} earlier`}
              >
                <IconArrowUp size={16} aria-hidden />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                disabled={index === channels.length - 1}
                onClick={() => swap(index, index + 1)}
                aria-label={`${channelLabels[channel]} later`}
              >
                <IconArrowDown size={16} aria-hidden />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                onClick={() => onChange(channels.filter((other) => other !== channel))}
                aria-label={`Without ${channelLabels[channel]}`}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            </Group>
          </Group>
        ))}
      </Stack>
      <Group gap={6} mt={6}>
        {all
          .filter((channel) => !channels.includes(channel))
          .map((channel) => (
            <Button
              key={channel}
              size="compact-sm"
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => onChange([...channels, channel])}
            >
              {channelLabels[channel]}
            </Button>
          ))}
      </Group>
    </Input.Wrapper>
  )
}
