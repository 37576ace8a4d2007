/** A confirmation that asks for a name to be typed: for what ends something for good. */
import { Stack, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Right } from '../session/use-action.ts'
import { Confirmation } from './confirmation.tsx'

interface NamedConfirmationProps {
  isOpen: boolean
  title: string
  confirm: string
  /** What is to be typed. */
  name: string
  right?: Right
  children: ReactNode
  onConfirm: () => Promise<unknown>
  onClose: () => void
}

export function NamedConfirmation({ name, children, onClose, ...confirmation }: NamedConfirmationProps) {
  const [typed, setTyped] = useState('')
  return (
    <Confirmation
      {...confirmation}
      isDestructive
      isBlocked={typed.trim() !== name.trim()}
      onClose={() => {
        setTyped('')
        onClose()
      }}
    >
      <Stack gap="sm">
        {children}
        <TextInput
          label={`Type “${name}” to confirm`}
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </Stack>
    </Confirmation>
  )
}
