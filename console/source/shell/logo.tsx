import { Group, Text } from '@mantine/core'

export function Logo() {
  return (
    <Group gap="xs">
      <img src="/favicon.svg" alt="" width={26} height={26} />
      <Text fw={650} size="md">
        Regulars
      </Text>
    </Group>
  )
}
