/** Nothing here yet: says so, and what to do about it. */
import { Center, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

interface EmptyProps {
  title: string
  children?: ReactNode
  action?: ReactNode
  /** Within a card that has a title, where much air would look like something missing. */
  isInCard?: boolean
}

/** The same in a part of a page, where a line is enough. */
export function NoneYet({ children }: { children: ReactNode }) {
  return (
    <Text c="dimmed" size="sm" px="md" pb="md">
      {children}
    </Text>
  )
}

export function Empty({ title, children, action, isInCard = false }: EmptyProps) {
  return (
    <Center py={isInCard ? 'md' : 48} px="md">
      <Stack align="center" gap="xs" maw={420} ta="center">
        {/* Below the title of a page as well as of a part of it. */}
        <Title order={2} size="h3">
          {title}
        </Title>
        <Text c="dimmed" size="sm" component="div">
          {children}
        </Text>
        {action}
      </Stack>
    </Center>
  )
}
