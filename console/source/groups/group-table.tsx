/** Groups with their state, how many are here and in the admin, and the ways to their people. */
import { Box, Table, Text, VisuallyHidden } from '@mantine/core'
import { WriteButton } from '../broadcasts/write-button.tsx'
import { TextLink } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'
import { formatAgo } from '../words/instants.ts'
import { formatCount } from '../words/numbers.ts'
import { type Group, groupStates } from './group-queries.ts'

export function GroupTable({ groups }: { groups: Group[] }) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Group</Table.Th>
          <Table.Th visibleFrom="sm">State</Table.Th>
          <Table.Th ta="right">Here</Table.Th>
          <Table.Th ta="right" visibleFrom="sm">
            In the admin
          </Table.Th>
          <Table.Th ta="right" visibleFrom="md">
            Not known yet
          </Table.Th>
          <Table.Th visibleFrom="md">Last read</Table.Th>
          <Table.Th w={90}>
            <VisuallyHidden>Actions</VisuallyHidden>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {groups.map((group) => (
          <GroupRow key={group.id} group={group} />
        ))}
      </Table.Tbody>
    </Table>
  )
}

function GroupRow({ group: { id, name, state, why, members, adminMembers, pending, syncedAt } }: { group: Group }) {
  return (
    <Table.Tr>
      <Table.Td maw={280}>
        <TextLink to="/groups/$id" params={{ id }} size="sm" fw={500} c="var(--mantine-color-text)">
          {name}
        </TextLink>
        <Box hiddenFrom="sm">
          <State state={state} why={why} />
        </Box>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <State state={state} why={why} />
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        <TextLink to="/groups/$id" params={{ id }} size="sm" aria-label={`${name}: ${formatCount(members)} people here`}>
          {formatCount(members)}
        </TextLink>
      </Table.Td>
      <Table.Td ta="right" className="numbers" visibleFrom="sm">
        {adminMembers === null ? '–' : formatCount(adminMembers)}
      </Table.Td>
      <Table.Td ta="right" className="numbers" visibleFrom="md">
        {pending === 0 ? '–' : formatCount(pending)}
      </Table.Td>
      <Table.Td c="dimmed" visibleFrom="md">
        {syncedAt === null ? 'Never' : formatAgo(syncedAt)}
      </Table.Td>
      <Table.Td ta="right">
        {state === 'deleted' ? null : <WriteButton size="compact-sm" name={name} part={{ kind: 'group', groupId: id }} />}
      </Table.Td>
    </Table.Tr>
  )
}

function State({ state, why }: Pick<Group, 'state' | 'why'>) {
  return (
    <>
      <Status {...groupStates[state]} />
      {why === null || state === 'deleted' ? null : (
        <Text size="xs" c="dimmed" maw={260}>
          {why}
        </Text>
      )}
    </>
  )
}
