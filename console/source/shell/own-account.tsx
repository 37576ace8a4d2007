/** At the foot of the navigation: who is signed in, and the way out. */
import { ActionIcon, Text } from '@mantine/core'
import { IconLogout } from '@tabler/icons-react'
import { useAction } from '../session/use-action.ts'
import { type OwnDetails, signOut } from '../session/session-queries.ts'
import { noticeFailure } from '../ui/failure-notice.ts'
import { MenuLink } from '../ui/link.tsx'
import { ColourSchemeButton } from './colour-scheme-button.tsx'
import { useCurrentEntry } from './navigation.tsx'
import { accountPage } from './pages.tsx'

const roleNames = { viewer: 'Viewer: looks only', operator: 'Operator', owner: 'Owner' } as const

export function OwnAccount({ member, onNavigate }: { member: OwnDetails; onNavigate: () => void }) {
  const leaving = useAction('anyone', { mutationFn: signOut, onError: noticeFailure('You are still signed in') })
  const isCurrent = useCurrentEntry() === accountPage.to
  return (
    <div className="own-account account-row">
      <MenuLink
        to={accountPage.to}
        label={
          <>
            <Text span size="sm" fw={500} display="block" truncate>
              {member.name}
            </Text>
            <Text span size="xs" display="block" fw={400} truncate>
              {roleNames[member.role]}
            </Text>
          </>
        }
        active={isCurrent}
        activeOptions={{ exact: true, includeSearch: false }}
        onClick={onNavigate}
      />
      <ColourSchemeButton />
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label="Sign out"
        title="Sign out"
        loading={leaving.isPending}
        onClick={() => leaving.mutate()}
      >
        <IconLogout size={18} aria-hidden />
      </ActionIcon>
    </div>
  )
}
