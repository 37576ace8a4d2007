/** Members one by one: who they are, what they may do, and when they were last here. */
import { Badge, Group, Select, Table, Text, VisuallyHidden } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useAction } from '../session/use-action.ts'
import { useMay } from '../session/rights.tsx'
import { sessionQuery, useSignedIn } from '../session/session-queries.ts'
import { useTimeZone } from '../store/store-settings.ts'
import { noticeFailure } from '../ui/failure-notice.ts'
import { Status } from '../ui/status.tsx'
import { formatAgo, formatInstant } from '../words/instants.ts'
import { MemberMenu } from './member-menu.tsx'
import { changeMember, type Member, membersPath, type PasswordLink } from './member-queries.ts'
import { roleChoices, roleWords } from './role-words.ts'

interface MemberTableProps {
  members: Member[]
  onLink: (member: Member, link: PasswordLink) => void
}

export function MemberTable({ members, onLink }: MemberTableProps) {
  const mayChange = useMay('members:write')
  const ownId = useSignedIn()?.member.id
  const owners = members.filter(({ role, disabledAt }) => role === 'owner' && disabledAt === null).length
  return (
    <Table className="phone-rows">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Member</Table.Th>
          <Table.Th>Role</Table.Th>
          <Table.Th>Last here</Table.Th>
          {mayChange ? (
            <Table.Th w={60}>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          ) : null}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {members.map((member) => (
          <Table.Tr key={member.id}>
            <Table.Td>
              <Group gap="xs">
                <Text fw={500} size="sm">
                  {member.name}
                </Text>
                {member.id === ownId ? (
                  <Badge variant="default" size="sm" tt="none">
                    you
                  </Badge>
                ) : null}
              </Group>
              <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {member.email ?? 'No address yet'}
              </Text>
            </Table.Td>
            <Table.Td>
              <RoleField member={member} mayChange={mayChange} isLastOwner={member.role === 'owner' && owners === 1} />
            </Table.Td>
            <Table.Td>
              <LastHere member={member} />
            </Table.Td>
            {mayChange ? (
              <Table.Td className="row-menu">
                <MemberMenu member={member} onLink={(link) => onLink(member, link)} />
              </Table.Td>
            ) : null}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function RoleField({ member, mayChange, isLastOwner }: { member: Member; mayChange: boolean; isLastOwner: boolean }) {
  const cache = useQueryClient()
  const changing = useAction('members:write', {
    mutationFn: (role: Member['role']) => changeMember(member.id, { role }),
    onSettled: async () => {
      await cache.invalidateQueries({ queryKey: [membersPath] })
      await cache.invalidateQueries({ queryKey: sessionQuery.queryKey })
    },
    onError: noticeFailure(`${member.name} keeps the role`),
  })
  const { label } = roleWords[member.role]
  if (!mayChange || member.disabledAt !== null) return <Text size="sm">{label}</Text>
  if (isLastOwner)
    return (
      <>
        <Text size="sm">{label}</Text>
        <Text size="xs" c="dimmed">
          The only one
        </Text>
      </>
    )
  return (
    <Select
      aria-label={`Role of ${member.name}`}
      data={roleChoices}
      value={changing.isPending ? changing.variables : member.role}
      allowDeselect={false}
      w={130}
      size="xs"
      disabled={changing.isPending}
      onChange={(role) => role !== null && role !== member.role && changing.mutate(role)}
    />
  )
}

function LastHere({ member }: { member: Member }) {
  const timeZone = useTimeZone()
  if (member.disabledAt !== null) return <Status label="Disabled" tone="quiet" />
  if (member.lastSeenAt === null)
    return (
      <Text size="sm" c="dimmed">
        Never
      </Text>
    )
  return (
    <Text size="sm" title={formatInstant(member.lastSeenAt, timeZone)}>
      {formatAgo(member.lastSeenAt)}
    </Text>
  )
}
