/** Who is invited and has not come yet. */
import { Table, Text, VisuallyHidden } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { ActionButton } from '../session/action-button.tsx'
import { useAction } from '../session/use-action.ts'
import { useMay } from '../session/rights.tsx'
import { useTimeZone } from '../store/store-settings.ts'
import { noticeFailure } from '../ui/failure-notice.ts'
import { Status } from '../ui/status.tsx'
import { WideTable } from '../ui/wide-table.tsx'
import { formatAgo, formatInstant } from '../words/instants.ts'
import { type Invitation, invitationsPath, withdrawInvitation } from './member-queries.ts'
import { roleWords } from './role-words.ts'

export function InvitationTable({ invitations }: { invitations: Invitation[] }) {
  const timeZone = useTimeZone()
  const cache = useQueryClient()
  const mayChange = useMay('members:write')
  const withdrawing = useAction('members:write', {
    mutationFn: withdrawInvitation,
    onSettled: () => cache.invalidateQueries({ queryKey: [invitationsPath] }),
    onError: noticeFailure('The invitation still stands'),
  })
  return (
    <WideTable label="Invitations" least={480}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Invited</Table.Th>
          <Table.Th>Role</Table.Th>
          <Table.Th>The link</Table.Th>
          {mayChange ? (
            <Table.Th w={110}>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          ) : null}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {invitations.map(({ id, email, role, expiresAt, hasExpired }) => (
          <Table.Tr key={id}>
            <Table.Td>{email}</Table.Td>
            <Table.Td>{roleWords[role].label}</Table.Td>
            <Table.Td>
              {hasExpired ? (
                <Status label="Too old: invite again" tone="warn" />
              ) : (
                <Text size="sm" title={formatInstant(expiresAt, timeZone)}>
                  good {formatAgo(expiresAt).replace(/^in /, 'for ')}
                </Text>
              )}
            </Table.Td>
            {mayChange ? (
              <Table.Td>
                <ActionButton
                  action={withdrawing}
                  variant="subtle"
                  color="gray"
                  size="compact-sm"
                  aria-label={`Withdraw the invitation of ${email}`}
                  loading={withdrawing.isPending && withdrawing.variables === id}
                  onClick={() => withdrawing.mutate(id)}
                >
                  Withdraw
                </ActionButton>
              </Table.Td>
            ) : null}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  )
}
