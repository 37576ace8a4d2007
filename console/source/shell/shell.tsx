/** What surrounds every page: the navigation, and the way in for whoever is not signed in. The address stays the one that was asked for. */
import { AppShell, Box, Burger, Container, Group, ScrollArea, Stack } from '@mantine/core'
import { useDisclosure, useHotkeys, useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Outlet, useLocation } from '@tanstack/react-router'
import { Fragment, useRef } from 'react'
import { useIsOver } from '../http/session.ts'
import { useChanges } from '../http/use-changes.ts'
import { Entrance } from '../session/entrance.tsx'
import { EntranceFrame, Waiting } from '../session/entrance-frame.tsx'
import { type OwnDetails, sessionQuery } from '../session/session-queries.ts'
import { SessionOver } from '../session/session-over.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { Logo } from './logo.tsx'
import { Navigation } from './navigation.tsx'
import { OwnAccount } from './own-account.tsx'
import { SearchButton, SearchDialog, SearchIconButton } from './search-button.tsx'

export function Shell() {
  const { data: signedIn, error, refetch } = useQuery(sessionQuery)
  const isOver = useIsOver()
  const isJoining = useLocation({ select: ({ pathname }) => pathname === '/join' })
  if (isJoining) return <Outlet />
  if (signedIn === undefined && error === null) return <Waiting />
  if (signedIn === undefined)
    return (
      <EntranceFrame title="Sign in">
        <ProblemAlert error={error} retry={() => void refetch()} />
      </EntranceFrame>
    )
  if (signedIn === null) return <Entrance />
  // Nothing that one member has open is shown to the next.
  return (
    <Fragment key={signedIn.member.id}>
      <Frame member={signedIn.member} />
      {isOver ? <SessionOver member={signedIn.member} /> : null}
    </Fragment>
  )
}

function Frame({ member }: { member: OwnDetails }) {
  const [isOpen, { toggle, close }] = useDisclosure()
  const [isSearching, search] = useDisclosure()
  useChanges()
  // Also while something is typed elsewhere.
  useHotkeys([['mod+K', search.open]], [])
  useHotkeys([['Escape', close]])
  // As Mantine's `sm`, from where the navigation is always there. Out of sight it is out of the keyboard's way too.
  const content = useRef<HTMLDivElement>(null)
  const isPhone = useMediaQuery('(max-width: 47.99em)')
  // The menu that had the focus is out of reach then.
  const leaveMenu = () => {
    close()
    if (isPhone) requestAnimationFrame(() => content.current?.focus())
  }
  return (
    <AppShell
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      header={{ height: { base: 56, sm: 0 } }}
      padding={{ base: 'md', md: 'xl' }}
    >
      <a
        className="skip-link"
        href="#content"
        onClick={(event) => {
          // Without an address of its own, which would be one more step back.
          event.preventDefault()
          content.current?.focus()
        }}
      >
        Skip to the page
      </a>
      <AppShell.Header hiddenFrom="sm" px="md">
        <Group h="100%" justify="space-between">
          <Logo />
          <Group gap="xs">
            <SearchIconButton onOpen={search.open} />
            <Burger
              opened={isOpen}
              onClick={toggle}
              size="sm"
              aria-label={isOpen ? 'Close the menu' : 'Open the menu'}
              aria-expanded={isOpen}
            />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="md" bg="var(--surface)" inert={isPhone && !isOpen}>
        <AppShell.Section visibleFrom="sm" pb="sm">
          <Stack gap="sm">
            <Box px={4}>
              <Logo />
            </Box>
            <SearchButton onOpen={search.open} />
          </Stack>
        </AppShell.Section>
        <AppShell.Section grow component={ScrollArea} type="hover" scrollbarSize={6} offsetScrollbars={false}>
          <Navigation onNavigate={leaveMenu} />
        </AppShell.Section>
        <AppShell.Section>
          <OwnAccount member={member} onNavigate={leaveMenu} />
        </AppShell.Section>
      </AppShell.Navbar>
      {/* Beneath the open menu of a phone. */}
      <AppShell.Main inert={isPhone && isOpen}>
        <Box ref={content} id="content" tabIndex={-1} style={{ outline: 'none' }}>
          <Container size={1180} px={0}>
            <ConnectionBanner />
            <Outlet />
          </Container>
        </Box>
      </AppShell.Main>
      <SearchDialog isOpen={isSearching} onClose={search.close} />
    </AppShell>
  )
}
