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
    <Table className="phone-rows">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w="60%">Customer</Table.Th>
          <Table.Th>The store’s id</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {people.map(({ id, externalId, name }) => (
          <Table.Tr key={id} className="clickable-row">
            <Table.Td style={{ overflowWrap: 'anywhere' }}>
              <TextLink to="/customers/$id" params={{ id }} size="sm">
                {name ?? nameId(externalId)}
              </TextLink>
            </Table.Td>
            <Table.Td ml={0} data-none={name === null ? '' : undefined}>
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

/** Of somebody who is known by an address alone, the address: `email:ann@example.com`. */
function nameId(externalId: string): string {
  return externalId.replace(/^(email|phone):/, '')
}
