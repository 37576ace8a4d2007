/** The first step of a campaign: a name and what has to be known first. The rest is written in the draft. */
import { Group, Stack, TextInput, type TextInputProps } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import { ActionButton } from '../session/action-button.tsx'
import { useAction } from '../session/use-action.ts'
import { ProblemAlert } from '../ui/problem.tsx'

interface StartFormProps {
  name: string
  /** Makes the draft and goes to it. */
  onStart: () => Promise<unknown>
  /** What could not be done where that fails. */
  failure?: string
  /** The way back. */
  back: ReactNode
  width?: number
  children: ReactNode
}

export function StartForm({ name, onStart, failure = 'The draft could not be made', back, width = 640, children }: StartFormProps) {
  const starting = useAction('here', { mutationFn: onStart })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    starting.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack maw={width} gap="lg">
        {starting.isError ? <ProblemAlert error={starting.error} title={failure} /> : null}
        {children}
        <Group>
          <ActionButton action={starting} type="submit" disabled={name.trim() === ''}>
            Create draft
          </ActionButton>
          {back}
        </Group>
      </Stack>
    </form>
  )
}

interface NameInputProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  name: string
  onChange: (name: string) => void
}

export function NameInput({ name, onChange, ...input }: NameInputProps) {
  return (
    <TextInput
      {...input}
      label="Name"
      description="For you and your colleagues; customers do not see it."
      value={name}
      onChange={(event) => onChange(event.currentTarget.value)}
      maxLength={200}
      required
    />
  )
}
