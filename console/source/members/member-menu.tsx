/** What an owner may do about a member. */
import { ActionIcon, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconBan, IconDots, IconKey, IconLogout, IconTrash, IconUserCheck } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useAction } from '../session/use-action.ts'
import { Confirmation } from '../ui/confirmation.tsx'
import { noticeFailure } from '../ui/failure-notice.ts'
import { NamedConfirmation } from '../ui/named-confirmation.tsx'
import {
  changeMember,
  endMemberSessions,
  makePasswordLink,
  type Member,
  membersPath,
  type PasswordLink,
  removeMember,
} from './member-queries.ts'

interface MemberMenuProps {
  member: Member
  onLink: (link: PasswordLink) => void
}

export function MemberMenu({ member, onLink }: MemberMenuProps) {
  const cache = useQueryClient()
  const [asking, setAsking] = useState<'disable' | 'remove'>()
  const refresh = () => cache.invalidateQueries({ queryKey: [membersPath] })
  const linking = useAction('members:write', {
    mutationFn: () => makePasswordLink(member.id),
    onSuccess: onLink,
    onError: noticeFailure('No link was made'),
  })
  const enabling = useAction('members:write', {
    mutationFn: () => changeMember(member.id, { isDisabled: false }),
    onSuccess: refresh,
    onError: noticeFailure(),
  })
  const ending = useAction('members:write', {
    mutationFn: () => endMemberSessions(member.id),
    onSuccess: () => notifications.show({ title: 'Signed out everywhere', message: `${member.name} has to sign in again.` }),
    onError: noticeFailure(),
  })
  const close = () => setAsking(undefined)
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`What to do about ${member.name}`}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {member.disabledAt === null ? (
            <>
              <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => linking.mutate()}>
                Make a link for another password
              </Menu.Item>
              <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => ending.mutate()}>
                Sign out everywhere
              </Menu.Item>
              <Menu.Item leftSection={<IconBan size={16} aria-hidden />} onClick={() => setAsking('disable')}>
                Disable…
              </Menu.Item>
            </>
          ) : (
            <Menu.Item leftSection={<IconUserCheck size={16} aria-hidden />} onClick={() => enabling.mutate()}>
              Let in again
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} color="red" onClick={() => setAsking('remove')}>
            Remove…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Confirmation
        right="members:write"
        isOpen={asking === 'disable'}
        title={`Disable ${member.name}?`}
        confirm="Disable"
        isDestructive
        onConfirm={async () => {
          await changeMember(member.id, { isDisabled: true })
          await refresh()
        }}
        onClose={close}
      >
        They are signed out everywhere at once and cannot sign in until an owner lets them in again.
      </Confirmation>
      <NamedConfirmation
        right="members:write"
        isOpen={asking === 'remove'}
        title={`Remove ${member.name}?`}
        confirm="Remove for good"
        name={member.name}
        onConfirm={async () => {
          await removeMember(member.id)
          await refresh()
        }}
        onClose={close}
      >
        They are signed out everywhere at once. What they did stays recorded. To come back they have to be invited anew.
      </NamedConfirmation>
    </>
  )
}
