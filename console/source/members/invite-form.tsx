/** Whom to invite, and as what. */
import { Group, Select, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ActionButton } from '../session/action-button.tsx'
import { useAction } from '../session/use-action.ts'
import { findError } from '../http/field-errors.ts'
import { ApiError } from '../http/request.ts'
import type { Role } from '../session/session-queries.ts'
import { ProblemAlert } from '../ui/problem.tsx'
import { type CreatedInvitation, inviteMember } from './member-queries.ts'
import { roleChoices, roleWords } from './role-words.ts'

export function InviteForm({ onInvited }: { onInvited: (invitation: CreatedInvitation) => void }) {
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('operator')
  const inviting = useAction('members:write', {
    mutationFn: () => inviteMember({ email: email.trim(), role }),
    onSuccess: (invitation) => {
      setEmail('')
      onInvited(invitation)
    },
  })
  const error = findError(inviting.error)('email')
  const hasOwnPlace = inviting.error instanceof ApiError && inviting.error.errors.length > 0
  const submit = (event: FormEvent) => {
    event.preventDefault()
    inviting.mutate()
  }
  return (
    <form onSubmit={submit}>
      {inviting.isError && !hasOwnPlace ? <ProblemAlert error={inviting.error} title="Nobody was invited" /> : null}
      <Group align="flex-start" gap="sm">
        <TextInput
          label="Email address"
          type="email"
          flex="1 1 14rem"
          value={email}
          required
          withAsterisk={false}
          autoComplete="off"
          error={error}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Select
          label="Role"
          flex="1 1 11rem"
          data={roleChoices}
          value={role}
          allowDeselect={false}
          description={roleWords[role].meaning}
          inputWrapperOrder={['label', 'input', 'description']}
          onChange={(value) => value !== null && setRole(value)}
        />
        <ActionButton action={inviting} type="submit" mt={25}>
          Make a link
        </ActionButton>
      </Group>
    </form>
  )
}
