/** The frame of a page: its title, what can be done on it, and its parts. */
import { Box, Group, Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import type { ReactNode } from 'react'
import './page.css'
import { ActionsHere, ContentHere } from '../session/page-rights.tsx'
import { StoreClock } from './store-clock.tsx'

interface PageProps {
  title: string
  /** Where the title is not plain text. */
  heading?: ReactNode
  description?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

export function Page({ title, heading, description, actions, children }: PageProps) {
  useDocumentTitle(`${title} · Regulars`)
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start" gap="md">
        <Box flex="1 1 16rem" miw={0}>
          {heading ?? <Title order={1}>{title}</Title>}
          {description === undefined ? null : (
            <Text c="dimmed" size="sm" mt={4} component="div">
              {description}
            </Text>
          )}
        </Box>
        {actions === undefined ? null : (
          <Group gap="xs">
            <ActionsHere>{actions}</ActionsHere>
          </Group>
        )}
      </Group>
      <ContentHere>{children}</ContentHere>
      <StoreClock />
    </Stack>
  )
}

interface SectionProps {
  /** To be linked to. */
  id?: string
  title: string
  aside?: ReactNode
  /** Tables go to the edges. */
  isFlush?: boolean
  children: ReactNode
}

export function Section({ id, title, aside, isFlush = false, children }: SectionProps) {
  return (
    <section id={id} className={isFlush ? 'card card-flush' : 'card'} aria-label={title}>
      <Group justify="space-between" p={isFlush ? 'md' : 0} pb={isFlush ? 'xs' : 'sm'} gap="xs">
        <Title order={2}>{title}</Title>
        {aside}
      </Group>
      {children}
    </section>
  )
}
