/** What may be put into a message for each customer: fields of everyone, the attributes that this store keeps, the voucher's, and links. */
import { Button, Menu } from '@mantine/core'
import { IconBraces } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { createContext, useContext, useState } from 'react'
import { valuesQuery } from '../../audiences/builder/catalogue.ts'

/** Whether the campaign gives a voucher, whose fields may then stand in its messages. */
export const VoucherFields = createContext(false)

const customerFields = [
  ['First name', '{{ customer.first_name | default: "there" }}'],
  ['Last name', '{{ customer.last_name }}'],
  ['City', '{{ customer.city | default: "your city" }}'],
  ['Country', '{{ customer.country }}'],
  ['Store name', '{{ store.name }}'],
] as const
const voucherFields = [
  ['Voucher code', '{{ voucher.code }}'],
  ['Name of the offer', '{{ voucher.offer_name }}'],
  ['Last day of the voucher', '{{ voucher.valid_until | date: "%-d %B" }}'],
] as const
const linkFields = [
  ['Unsubscribe link', '{{ unsubscribe_url }}'],
  ['Preferences link', '{{ preferences_url }}'],
] as const

const attributesUrl = '/api/v1/audiences/dimensions/attributes.*/values'
const attributesShown = 8
/** Liquid takes others only in brackets. */
const plainKey = /^[A-Za-z_][A-Za-z0-9_-]*$/

interface MergeFieldMenuProps {
  /** Of the field that it is for. */
  label: string
  hasLinks: boolean
  onChoose: (text: string) => void
}

export function MergeFieldMenu({ label, hasLinks, onChoose }: MergeFieldMenuProps) {
  const [isOpen, setIsOpen] = useState(false)
  const hasVoucher = useContext(VoucherFields)
  const keys = useQuery({ ...valuesQuery(attributesUrl, ''), enabled: isOpen }).data?.values ?? []
  const attributes = keys.slice(0, attributesShown).map(({ value }) => [`Attribute ${value}`, writeAttribute(value)] as const)
  const item = ([name, text]: readonly [string, string]) => (
    <Menu.Item key={text} onClick={() => onChoose(text)}>
      {name}
    </Menu.Item>
  )
  return (
    <Menu position="bottom-end" returnFocus={false} onChange={setIsOpen}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          c="dimmed"
          size="compact-sm"
          fz="xs"
          leftSection={<IconBraces size={14} aria-hidden />}
          aria-label={`Put a merge field into: ${label}`}
        >
          Merge field
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {hasVoucher ? voucherFields.map(item) : null}
        {customerFields.map(item)}
        {attributes.map(item)}
        {hasLinks ? linkFields.map(item) : null}
      </Menu.Dropdown>
    </Menu>
  )
}

function writeAttribute(key: string): string {
  const place = plainKey.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
  return `{{ customer.attributes${place} | default: "" }}`
}
