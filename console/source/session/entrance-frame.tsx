/** A page before one is in: one card in the middle. */
import { Center, Paper, Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { ConnectionBanner } from '../shell/connection-banner.tsx'
import { Logo } from '../shell/logo.tsx'

/** Before it is known who is in: nothing, for a moment, unless nobody answers. */
export function Waiting() {
  return (
    <Center mih="100vh" p="md" component="main">
      <Stack w="100%" maw={420}>
        <ConnectionBanner />
      </Stack>
    </Center>
  )
}

export function EntranceFrame({ title, description, children }: { title: string; description?: ReactNode; children: ReactNode }) {
  useDocumentTitle(`${title} · Regulars`)
  return (
    <Center mih="100vh" p="md" component="main">
      <Stack w="100%" maw={420} gap={0}>
        <ConnectionBanner />
        <Paper className="card" p="xl" radius="lg">
          <Stack>
            <Logo />
            <Stack gap={4}>
              <Title order={1}>{title}</Title>
              {description === undefined ? null : (
                <Text c="dimmed" size="sm" component="div">
                  {description}
                </Text>
              )}
            </Stack>
            {children}
          </Stack>
        </Paper>
      </Stack>
    </Center>
  )
}
