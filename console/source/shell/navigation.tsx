/** The way around the console. All of it is in sight on a usual screen; on a lower one the page that is open is. */
import { Stack, Text } from '@mantine/core'
import { IconInbox } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { inboxUseQuery } from '../inbox/inbox-queries.ts'
import { MenuLink } from '../ui/link.tsx'
import { findCurrent } from './current-page.ts'
import './navigation.css'
import { accountPage, type PageEntry, pageGroups } from './pages.tsx'

const inboxPage = { to: '/dev/inbox', label: 'Sandbox inbox', icon: IconInbox } as const
const entries: readonly { to: string; under?: string }[] = [...pageGroups.flatMap(({ pages }) => pages), inboxPage, accountPage]

/** The address of the entry that the page is under. */
export function useCurrentEntry(): string | undefined {
  return useLocation({ select: ({ pathname }) => findCurrent(entries, pathname)?.to })
}

export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const hasInbox = useQuery(inboxUseQuery).data === true
  const current = useCurrentEntry()
  const navigation = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Newer browsers answer a promise, which would be taken for what ends the effect.
    navigation.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest' })
  }, [current])
  return (
    <Stack gap={0} component="nav" aria-label="Main" className="navigation" onClick={onNavigate} ref={navigation}>
      {pageGroups.map(({ label, pages }) => (
        <div key={pages[0]?.to} className="navigation-group">
          {label === null ? null : (
            <Text size="xs" c="dimmed" fw={600} className="navigation-heading">
              {label}
            </Text>
          )}
          {pages.map((page) => (
            <Entry key={page.to} page={page} isCurrent={page.to === current} />
          ))}
          {pages.some(({ to }) => to === '/settings') && hasInbox ? <Entry page={inboxPage} isCurrent={inboxPage.to === current} /> : null}
        </div>
      ))}
    </Stack>
  )
}

/** The page itself is marked as such by its link; one below it, as where it is. */
function Entry({
  page: { to, label, icon: Icon },
  isCurrent,
}: {
  page: Omit<PageEntry, 'to'> & { to: PageEntry['to'] | '/dev/inbox' }
  isCurrent: boolean
}) {
  return (
    <MenuLink
      to={to}
      label={label}
      leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
      active={isCurrent}
      activeOptions={{ exact: true, includeSearch: false }}
      {...(isCurrent ? { 'aria-current': 'true' as const } : {})}
    />
  )
}
