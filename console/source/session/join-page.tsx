/** Behind a link: somebody becomes a member, or chooses another password. The link's secret stands after the # and leaves the address bar at once. */
import { Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { ActionButton } from './action-button.tsx'
import { useAction } from './use-action.ts'
import { findError } from '../http/field-errors.ts'
import { ApiError } from '../http/request.ts'
import { ButtonLink } from '../ui/link.tsx'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { EntranceFrame } from './entrance-frame.tsx'
import { PasswordField } from './password-field.tsx'
import { aRole } from './rights.tsx'
import { acceptLink, enter, lookUpLink, type OpenLink } from './session-queries.ts'

const storageKey = 'regulars.link'

export function JoinPage() {
  const [token] = useState(takeToken)
  const { data, error, refetch } = useQuery({
    queryKey: ['link', token],
    queryFn: ({ signal }) => lookUpLink(token, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  if (data !== undefined) return <JoinForm token={token} link={data} />
  if (error instanceof ApiError && error.status === 404)
    return (
      <EntranceFrame title="This link does not work any more">
        <Text size="sm" c="dimmed">
          It was used, replaced by a newer one, withdrawn, or is too old. Ask whoever sent it for another one.
        </Text>
        <ButtonLink to="/" variant="default">
          Go to the console
        </ButtonLink>
      </EntranceFrame>
    )
  return (
    <EntranceFrame title="One moment">
      <NotLoaded error={error} refetch={refetch} />
    </EntranceFrame>
  )
}

function JoinForm({ token, link }: { token: string; link: OpenLink }) {
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const isNew = link.kind === 'invitation'
  const joining = useAction('anyone', {
    mutationFn: async () => {
      const signedIn = await acceptLink({ token, password, ...(isNew ? { name } : {}) })
      sessionStorage.removeItem(storageKey)
      await navigate({ to: '/' })
      await enter(signedIn)
    },
  })
  const errorIn = findError(joining.error)
  const hasOwnPlace = joining.error instanceof ApiError && joining.error.errors.length > 0
  const submit = (event: FormEvent) => {
    event.preventDefault()
    joining.mutate()
  }
  return (
    <EntranceFrame
      title={isNew ? 'You are invited' : `Hello ${link.name ?? ''}`}
      description={
        isNew
          ? `You will be ${aRole(link.role)} of this Regulars, and sign in as ${link.email ?? ''}.`
          : 'Choose another password. Every session that is open ends.'
      }
    >
      <form onSubmit={submit}>
        <Stack>
          {joining.isError && !hasOwnPlace ? <ProblemAlert error={joining.error} title="That did not work" /> : null}
          {/* For the browser, which keeps the password under it. */}
          <input type="email" name="email" autoComplete="username" value={link.email ?? ''} readOnly hidden />
          {isNew ? (
            <TextInput
              label="Your name"
              autoComplete="name"
              value={name}
              required
              withAsterisk={false}
              maxLength={100}
              error={errorIn('name')}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          ) : null}
          <PasswordField label="Password" value={password} error={errorIn('password')} onChange={setPassword} />
          <ActionButton action={joining} type="submit">
            {isNew ? 'Join' : 'Save and sign in'}
          </ActionButton>
        </Stack>
      </form>
    </EntranceFrame>
  )
}

/** Kept for this tab, for a reload, until it is used. */
function takeToken(): string {
  const token = location.hash.slice(1)
  const kept: unknown = sessionStorage.getItem(storageKey)
  if (token === '') return typeof kept === 'string' ? kept : ''
  sessionStorage.setItem(storageKey, token)
  history.replaceState(history.state, '', location.pathname)
  return token
}
