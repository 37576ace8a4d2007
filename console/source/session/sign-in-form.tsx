/** Email address and password. What was typed stays where it is refused. */
import { PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ActionButton } from './action-button.tsx'
import { useAction } from './use-action.ts'
import { ProblemAlert } from '../ui/problem.tsx'
import { enter, signIn } from './session-queries.ts'

export function SignInForm({ email: known, isSecondary = false }: { email?: string | null; isSecondary?: boolean }) {
  const [email, setEmail] = useState(known ?? '')
  const [password, setPassword] = useState('')
  const entering = useAction('anyone', { mutationFn: async () => enter(await signIn({ email: email.trim(), password })) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    entering.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        {entering.isError ? <ProblemAlert error={entering.error} title="You are not signed in" /> : null}
        <TextInput
          label="Email address"
          type="email"
          autoComplete="username"
          value={email}
          required
          withAsterisk={false}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          value={password}
          required
          withAsterisk={false}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
        />
        <ActionButton action={entering} type="submit" variant={isSecondary ? 'default' : 'filled'}>
          Sign in
        </ActionButton>
        <Text c="dimmed" size="xs">
          Lost the password? An owner can make a link for you under Settings, Members. On the server,{' '}
          <code>regulars members reset-password</code> prints one.
        </Text>
      </Stack>
    </form>
  )
}
