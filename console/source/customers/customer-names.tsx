/** Customers' names in lists that know only their ids: all that a page shows are asked for at once. */
import { Text } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { createBatch } from '../http/batch.ts'
import { readPage } from '../http/page.ts'
import { TextLink } from '../ui/link.tsx'
import { type Customer, customersPath, nameCustomer } from './customer-queries.ts'

const staleAfterMs = 300_000

const readName = createBatch<string | null>({
  async read(ids) {
    const { data } = await readPage<Customer>(customersPath, { ids: ids.join(','), limit: ids.length })
    const names = new Map(data.map((customer) => [customer.id, nameCustomer(customer)]))
    return (id) => names.get(id) ?? null
  },
})

/** Null for one who is not there any more. */
export function customerNameQuery(id: string) {
  return queryOptions({ queryKey: [customersPath, 'name', id], queryFn: () => readName(id), staleTime: staleAfterMs })
}

/** By name, once it is known; one who was erased is none any more. */
export function CustomerName({ id }: { id: string }) {
  const { data: name } = useQuery(customerNameQuery(id))
  if (name === null)
    return (
      <Text size="sm" c="dimmed">
        Erased customer
      </Text>
    )
  return (
    <TextLink to="/customers/$id" params={{ id }} size="sm" fw={500} c="var(--mantine-color-text)">
      {name ?? '…'}
    </TextLink>
  )
}
