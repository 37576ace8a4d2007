/** A field with merge fields: typed, or put in where the cursor is. */
import { Group, Input, Text, Textarea, TextInput } from '@mantine/core'
import { type ReactNode, useId, useRef } from 'react'
import { MergeFieldMenu } from './merge-field-menu.tsx'

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
  /** Said under it, as it is typed: how long it is. */
  count?: ReactNode
}

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
  count,
}: TemplateFieldProps) {
  const id = useId()
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
        <MergeFieldMenu label={label} hasLinks={hasLinks} onChoose={insert} />
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
      {count === undefined ? null : (
        <Text size="xs" c="dimmed" mt={4} className="numbers" component="div">
          {count}
        </Text>
      )}
    </div>
  )
}
