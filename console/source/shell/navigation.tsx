/** The way around the console. */
import { Stack, Text } from '@mantine/core'
import { IconInbox } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { inboxStatusQuery } from '../inbox/inbox-queries.ts'
import { MenuLink } from '../ui/link.tsx'
import { pageGroups } from './pages.tsx'

const icon = { size: 18, stroke: 1.6, 'aria-hidden': true } as const

export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const inbox = useQuery({ ...inboxStatusQuery, refetchInterval: false, staleTime: Number.POSITIVE_INFINITY }).data ?? null
  return (
    <Stack gap={2} component="nav" aria-label="Main" onClick={onNavigate}>
      {pageGroups.map(({ label: group, pages }) => (
        <Stack key={group} gap={0}>
          {group === null ? null : <Heading>{group}</Heading>}
          {pages.map(({ to, label, icon: Icon }) => (
            <MenuLink
              key={to}
              to={to}
              label={label}
              leftSection={<Icon {...icon} />}
              activeOptions={{ exact: to === '/', includeSearch: false }}
              activeProps={{ active: true }}
            />
          ))}
        </Stack>
      ))}
      {inbox === null ? null : (
        <MenuLink to="/dev/inbox" label="Sandbox inbox" leftSection={<IconInbox {...icon} />} activeProps={{ active: true }} />
      )}
    </Stack>
  )
}

function Heading({ children }: { children: string }) {
  return (
    <Text size="xs" c="dimmed" fw={600} px="sm" pt={10} pb={2}>
      {children}
    </Text>
  )
}
