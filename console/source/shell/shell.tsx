/** What surrounds every page: the navigation, and the sign-in for whoever has no key yet. The address stays the one that was asked for. */
import { AppShell, Box, Burger, Button, Container, Group, ScrollArea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Outlet } from '@tanstack/react-router'
import { signOut, useKey } from '../http/session.ts'
import { ColourSchemeButton } from './colour-scheme-button.tsx'
import { Logo } from './logo.tsx'
import { Navigation } from './navigation.tsx'
import { SignInPage } from './sign-in-page.tsx'

export function Shell() {
  const key = useKey()
  const [isOpen, { toggle, close }] = useDisclosure()
  if (key === null) return <SignInPage />
  return (
    <AppShell
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      header={{ height: { base: 56, sm: 0 } }}
      padding={{ base: 'md', md: 'xl' }}
    >
      <a className="skip-link" href="#content">
        Skip to the page
      </a>
      <AppShell.Header hiddenFrom="sm" px="md">
        <Group h="100%" justify="space-between">
          <Logo />
          <Burger opened={isOpen} onClick={toggle} size="sm" aria-label={isOpen ? 'Close the menu' : 'Open the menu'} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="md" bg="var(--surface)">
        <AppShell.Section visibleFrom="sm" pb="lg" px={4}>
          <Logo />
        </AppShell.Section>
        <AppShell.Section grow component={ScrollArea} type="hover" scrollbarSize={6} offsetScrollbars={false}>
          <Navigation onNavigate={close} />
        </AppShell.Section>
        <AppShell.Section>
          <Group justify="space-between">
            <Button variant="subtle" color="gray" size="compact-sm" onClick={signOut}>
              Sign out
            </Button>
            <ColourSchemeButton />
          </Group>
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main>
        <Box id="content" tabIndex={-1} style={{ outline: 'none' }}>
          <Container size={1180} px={0}>
            <Outlet />
          </Container>
        </Box>
      </AppShell.Main>
    </AppShell>
  )
}
