/** A field with merge fields: typed, or put in where the cursor is. */
import { Button, Group, Input, Menu, Textarea, TextInput } from '@mantine/core'
import { IconBraces } from '@tabler/icons-react'
import { createContext, useContext, useId, useRef } from 'react'

interface TemplateFieldProps {
  label: string
  description?: string
  value: string
  onChange: (value: string) => void
  error?: string | undefined
  /** Lines to begin with; one line is a line for good. */
  lines?: number
  isCode?: boolean
  maxLength: number
  isRequired?: boolean
  hasLinks?: boolean
}

/** Whether the campaign gives a voucher, whose fields may then stand in its messages. */
export const VoucherFields = createContext(false)

const customerFields = [
  ['First name', '{{ customer.first_name | default: "there" }}'],
  ['Last name', '{{ customer.last_name }}'],
  ['City', '{{ customer.city | default: "your city" }}'],
  ['Country', '{{ customer.country }}'],
  ['An attribute of yours', '{{ customer.attributes.favourite | default: "" }}'],
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

export function TemplateField({
  label,
  description,
  value,
  onChange,
  error,
  lines = 1,
  isCode = false,
  maxLength,
  isRequired = false,
  hasLinks = false,
}: TemplateFieldProps) {
  const id = useId()
  const hasVoucher = useContext(VoucherFields)
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  const insert = (text: string) => {
    const [from, until] = [field.current?.selectionStart ?? value.length, field.current?.selectionEnd ?? value.length]
    onChange(value.slice(0, from) + text + value.slice(until))
    field.current?.focus()
  }
  const shared = {
    id,
    ref: field,
    value,
    description,
    error,
    maxLength,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
    'aria-required': isRequired,
  }
  return (
    <div>
      <Group justify="space-between" align="flex-end" gap="xs">
        <Input.Label htmlFor={id} required={isRequired}>
          {label}
        </Input.Label>
        <Menu position="bottom-end" returnFocus={false}>
          <Menu.Target>
            <Button
              variant="subtle"
              color="gray"
              c="dimmed"
              size="compact-xs"
              leftSection={<IconBraces size={14} aria-hidden />}
              aria-label={`Put a merge field into: ${label}`}
            >
              Merge field
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {[...(hasVoucher ? voucherFields : []), ...customerFields, ...(hasLinks ? linkFields : [])].map(([name, text]) => (
              <Menu.Item key={text} onClick={() => insert(text)}>
                {name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </Group>
      {lines === 1 ? (
        <TextInput {...shared} />
      ) : (
        <Textarea
          {...shared}
          autosize
          minRows={lines}
          maxRows={24}
          styles={isCode ? { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } } : {}}
          spellCheck={!isCode}
        />
      )}
    </div>
  )
}
