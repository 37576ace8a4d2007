/** Signing in: with one click where the console runs on the operator's own machine, with an API key elsewhere. */
import { Button, Center, Divider, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { queryClient } from '../http/query-client.ts'
import { request } from '../http/request.ts'
import { signIn } from '../http/session.ts'
import { describeError } from '../ui/problem.tsx'
import { fetchLocalKey, installationQuery } from './installation.ts'
import { Logo } from './logo.tsx'

export function SignInPage() {
  useDocumentTitle('Sign in · Regulars')
  const installation = useQuery(installationQuery).data
  const [key, setKey] = useState('')
  const entering = useMutation({ mutationFn: enter })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    entering.mutate(key.trim())
  }
  return (
    <Center mih="100vh" p="md" component="main">
      <Paper className="card" p="xl" w="100%" maw={400} radius="lg">
        <Stack>
          <Logo />
          <Title order={1}>Sign in</Title>
          {installation ? (
            <>
              <Text c="dimmed" size="sm">
                This console runs on your own machine.
              </Text>
              <Button size="md" loading={entering.isPending} onClick={() => entering.mutate(undefined)}>
                Open the console
              </Button>
              <Divider label="or with another key" />
            </>
          ) : null}
          <form onSubmit={submit}>
            <Stack>
              <PasswordInput
                label="API key"
                description="Made with “regulars keys create”. It is kept until you close this tab."
                value={key}
                onChange={(event) => setKey(event.currentTarget.value)}
                error={entering.isError ? describeError(entering.error) : null}
                autoComplete="off"
                required
                visibilityToggleButtonProps={{ 'aria-label': 'Show the key' }}
              />
              <Button type="submit" variant={installation ? 'default' : 'filled'} loading={entering.isPending}>
                Sign in
              </Button>
            </Stack>
          </form>
        </Stack>
      </Paper>
    </Center>
  )
}

/** Tries the key out before it is kept. */
async function enter(given: string | undefined): Promise<void> {
  const key = given ?? (await fetchLocalKey())
  await request('GET', '/api/v1/broadcasts?limit=1', { key })
  // Nothing of another key's is shown.
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'installation' })
  signIn(key)
}
