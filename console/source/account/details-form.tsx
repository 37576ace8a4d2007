/** One's own name and address. Another address takes the password, since one signs in with it. */
import { Group, PasswordInput, Stack, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ActionButton } from '../session/action-button.tsx'
import { useAction } from '../session/use-action.ts'
import { findError } from '../http/field-errors.ts'
import { ApiError } from '../http/request.ts'
import { type OwnDetails, sessionQuery } from '../session/session-queries.ts'
import { ProblemAlert } from '../ui/problem.tsx'
import { changeOwnDetails } from './account-queries.ts'

export function DetailsForm({ member }: { member: OwnDetails }) {
  const cache = useQueryClient()
  const [name, setName] = useState(member.name)
  const [email, setEmail] = useState(member.email ?? '')
  const [password, setPassword] = useState('')
  const isNewEmail = email.trim() !== (member.email ?? '')
  const needsPassword = isNewEmail && member.hasPassword
  const saving = useAction('anyone', {
    mutationFn: () =>
      changeOwnDetails({ name, ...(isNewEmail ? { email: email.trim() } : {}), ...(needsPassword ? { currentPassword: password } : {}) }),
    onSuccess: async () => {
      setPassword('')
      notifications.show({ message: 'Saved.' })
      await cache.invalidateQueries({ queryKey: sessionQuery.queryKey })
    },
  })
  const errorIn = findError(saving.error)
  const hasOwnPlace = saving.error instanceof ApiError && saving.error.errors.length > 0
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack maw={420}>
        {saving.isError && !hasOwnPlace ? <ProblemAlert error={saving.error} title="Nothing was changed" /> : null}
        <TextInput
          label="Name"
          value={name}
          autoComplete="name"
          required
          withAsterisk={false}
          maxLength={100}
          error={errorIn('name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="Email address"
          description={
            member.email === null ? 'With an address and a password you can sign in from elsewhere too.' : 'You sign in with it.'
          }
          type="email"
          value={email}
          autoComplete="username"
          required={member.email !== null}
          withAsterisk={false}
          error={errorIn('email')}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        {needsPassword ? (
          <PasswordInput
            label="Your password"
            description="Since you sign in with the address."
            value={password}
            autoComplete="current-password"
            required
            withAsterisk={false}
            error={errorIn('currentPassword')}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          />
        ) : null}
        <Group>
          <ActionButton action={saving} type="submit" variant="default" disabled={name === member.name && !isNewEmail}>
            Save
          </ActionButton>
        </Group>
      </Stack>
    </form>
  )
}
