/** Erases a customer for good. */
import { Button, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Needs } from '../session/rights.tsx'
import { NamedConfirmation } from '../ui/named-confirmation.tsx'
import { consentsPath, type Customer, customersPath, eraseCustomer, nameCustomer } from './customer-queries.ts'

export function EraseButton({ customer }: { customer: Customer }) {
  const queries = useQueryClient()
  const [isOpen, setIsOpen] = useState(false)
  const erase = async () => {
    await eraseCustomer(customer.id)
    // Nothing of the person stays in the browser. The page asks again, and shows what is left.
    queries.removeQueries({ type: 'inactive' })
    queries.removeQueries({ predicate: ({ queryKey: [path] }) => typeof path === 'string' && isAbout(path, customer.id) })
    await queries.resetQueries({ queryKey: [customersPath] })
  }
  return (
    <>
      <Needs scope="customers:erase">
        <Button variant="default" c="var(--tone-bad)" onClick={() => setIsOpen(true)}>
          Erase…
        </Button>
      </Needs>
      <NamedConfirmation
        right="customers:erase"
        isOpen={isOpen}
        title={`Erase ${nameCustomer(customer)}?`}
        confirm="Erase for good"
        name={customer.externalId}
        onConfirm={erase}
        onClose={() => setIsOpen(false)}
      >
        <Text size="sm">
          Name, addresses, orders, events and evidence of consent go for good, and open vouchers end. Reports keep their counts, and a
          suppressed address stays suppressed. This cannot be taken back.
        </Text>
      </NamedConfirmation>
    </>
  )
}

function isAbout(path: string, id: string): boolean {
  return path.startsWith(`${customersPath}/${id}/`) || path === consentsPath
}
