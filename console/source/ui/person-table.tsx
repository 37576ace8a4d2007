/** People by name, each a link to everything that is known of them. */
import { Table, Text } from '@mantine/core'
import { TextLink } from './link.tsx'

interface Person {
  id: string
  externalId: string
  name: string | null
}

export function PersonTable({ people }: { people: Person[] }) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Customer</Table.Th>
          <Table.Th ta="right">The store’s id</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {people.map(({ id, externalId, name }) => (
          <Table.Tr key={id}>
            <Table.Td w="60%">
              <TextLink to="/customers/$id" params={{ id }} size="sm">
                {name ?? externalId}
              </TextLink>
            </Table.Td>
            <Table.Td ta="right">
              <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {externalId}
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
