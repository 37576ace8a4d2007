/** At the foot of the navigation: who is signed in, and the way out. */
import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type OwnDetails, signOut } from '../session/session-queries.ts'
import { noticeFailure } from '../ui/failure-notice.ts'
import { MenuLink } from '../ui/link.tsx'
import { ColourSchemeButton } from './colour-scheme-button.tsx'

const roleNames = { viewer: 'Viewer: looks, changes nothing', operator: 'Operator', owner: 'Owner' } as const

export function OwnAccount({ member, onNavigate }: { member: OwnDetails; onNavigate: () => void }) {
  const leaving = useMutation({ mutationFn: signOut, onError: noticeFailure('You are still signed in') })
  return (
    <Stack gap={4} pt="sm" className="own-account">
      <MenuLink
        to="/settings/account"
        label={
          <>
            <Text span size="sm" fw={500} display="block" truncate>
              {member.name}
            </Text>
            <Text span size="xs" display="block" fw={400}>
              {roleNames[member.role]}
            </Text>
          </>
        }
        activeProps={{ active: true }}
        onClick={onNavigate}
      />
      <Group justify="space-between">
        <Button variant="subtle" color="gray" size="compact-sm" loading={leaving.isPending} onClick={() => leaving.mutate()}>
          Sign out
        </Button>
        <ColourSchemeButton />
      </Group>
    </Stack>
  )
}
