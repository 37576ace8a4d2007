/** The first owner says who they are. Away from the installation's own machine they show that it is theirs, by a key. */
import { PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ActionButton } from './action-button.tsx'
import { useAction } from './use-action.ts'
import { findError } from '../http/field-errors.ts'
import { ApiError } from '../http/request.ts'
import { ProblemAlert } from '../ui/problem.tsx'
import { PasswordField } from './password-field.tsx'
import { createOwner, enter } from './session-queries.ts'

const untouched = { name: '', email: '', password: '', key: '' }

export function CreateOwnerForm({ needsKey, isSecondary }: { needsKey: boolean; isSecondary: boolean }) {
  const [typed, setTyped] = useState(untouched)
  const creating = useAction('anyone', { mutationFn: async () => enter(await createOwner(typed)) })
  const errorIn = findError(creating.error)
  const hasOwnPlace = creating.error instanceof ApiError && creating.error.errors.length > 0
  const change = (part: Partial<typeof untouched>) => setTyped((before) => ({ ...before, ...part }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    creating.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        {creating.isError && !hasOwnPlace ? <ProblemAlert error={creating.error} title="The owner was not made" /> : null}
        <TextInput
          label="Your name"
          autoComplete="name"
          value={typed.name}
          required
          withAsterisk={false}
          maxLength={100}
          error={errorIn('name')}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <TextInput
          label="Email address"
          description="You sign in with it."
          type="email"
          autoComplete="username"
          value={typed.email}
          required
          withAsterisk={false}
          error={errorIn('email')}
          onChange={(event) => change({ email: event.currentTarget.value })}
        />
        <PasswordField label="Password" value={typed.password} error={errorIn('password')} onChange={(password) => change({ password })} />
        {needsKey ? (
          <PasswordInput
            label="API key"
            description={
              <>
                Shows that this installation is yours: <code>regulars keys create --name setup</code> on the server prints one. Or open the
                link that <code>regulars members invite you@example.com --role owner</code> prints there.
              </>
            }
            autoComplete="off"
            value={typed.key}
            required
            withAsterisk={false}
            onChange={(event) => change({ key: event.currentTarget.value.trim() })}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the key' }}
          />
        ) : null}
        <ActionButton action={creating} type="submit" variant={isSecondary ? 'default' : 'filled'}>
          Create the owner
        </ActionButton>
        <Text c="dimmed" size="xs">
          Owners may do everything, and invite others: viewers, operators, and more owners.
        </Text>
      </Stack>
    </form>
  )
}
