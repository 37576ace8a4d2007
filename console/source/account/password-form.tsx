/** Another password, or the first one for who came in with one click. */
import { Group, PasswordInput, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type FormEvent, useState } from 'react'
import { ActionButton } from '../session/action-button.tsx'
import { useAction } from '../session/use-action.ts'
import { findError } from '../http/field-errors.ts'
import { ApiError } from '../http/request.ts'
import { PasswordField } from '../session/password-field.tsx'
import { enter, type OwnDetails } from '../session/session-queries.ts'
import { ProblemAlert } from '../ui/problem.tsx'
import { changePassword } from './account-queries.ts'

export function PasswordForm({ member }: { member: OwnDetails }) {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const changing = useAction('anyone', {
    mutationFn: async () => enter(await changePassword({ newPassword: next, ...(member.hasPassword ? { currentPassword: current } : {}) })),
    onSuccess: () => {
      setCurrent('')
      setNext('')
      notifications.show({ title: 'The password is changed', message: 'Everywhere else you are signed out.' })
    },
  })
  const errorIn = findError(changing.error)
  const hasOwnPlace = changing.error instanceof ApiError && changing.error.errors.length > 0
  const submit = (event: FormEvent) => {
    event.preventDefault()
    changing.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack maw={420}>
        {changing.isError && !hasOwnPlace ? <ProblemAlert error={changing.error} title="The password stays" /> : null}
        {member.hasPassword ? (
          <PasswordInput
            label="Password now"
            value={current}
            autoComplete="current-password"
            required
            withAsterisk={false}
            error={errorIn('currentPassword')}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          />
        ) : (
          <Text size="sm" c="dimmed">
            You have none yet: you came in with one click on this machine, or by a link.
          </Text>
        )}
        <PasswordField label="New password" value={next} error={errorIn('newPassword')} onChange={setNext} />
        <Group>
          <ActionButton action={changing} type="submit" variant="default">
            {member.hasPassword ? 'Change the password' : 'Set the password'}
          </ActionButton>
        </Group>
      </Stack>
    </form>
  )
}
