/** Finds one customer by a part of their name, address or id. */
import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { customerQuery, customerSearchQuery, nameCustomer } from './customer-queries.ts'

interface CustomerPickerProps {
  label: string
  placeholder: string
  value: string | null
  onChange: (id: string | null) => void
}

const searchAfterMs = 250

export function CustomerPicker({ label, placeholder, value, onChange }: CustomerPickerProps) {
  const [typed, setTyped] = useState('')
  const [isOpen, setIsOpen] = useState(false)
  const [q] = useDebouncedValue(typed, searchAfterMs)
  const found = useQuery({ ...customerSearchQuery(q), enabled: isOpen }).data?.data ?? []
  const chosen = useQuery({ ...customerQuery(value ?? ''), enabled: value !== null }).data
  const customers = chosen === undefined || found.some(({ id }) => id === chosen.id) ? found : [chosen, ...found]
  return (
    <Select
      label={label}
      placeholder={placeholder}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Clear' }}
      value={value}
      onChange={onChange}
      searchValue={typed}
      onSearchChange={setTyped}
      onDropdownOpen={() => setIsOpen(true)}
      filter={({ options }) => options}
      nothingFoundMessage="Nobody by this name"
      data={customers.map((customer) => ({ value: customer.id, label: `${nameCustomer(customer)} · ${customer.externalId}` }))}
    />
  )
}
