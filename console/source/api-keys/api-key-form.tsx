/** A new API key: what it is for, what it may do, and until when. */
import { Group, MultiSelect, Radio, Select, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ActionButton } from '../session/action-button.tsx'
import { useAction } from '../session/use-action.ts'
import { findError } from '../http/field-errors.ts'
import { ApiError } from '../http/request.ts'
import { useSignedIn } from '../session/session-queries.ts'
import { ProblemAlert } from '../ui/problem.tsx'
import { createApiKey, type CreatedApiKey } from './api-key-queries.ts'

const dayMs = 86_400_000
/** What clients of a store mostly are. */
const purposes = {
  feed: {
    label: 'Feeds customers, orders and events',
    scopes: ['customers:write', 'orders:write', 'products:write', 'events:write', 'consents:write'],
  },
  checkout: { label: 'A checkout that takes vouchers', scopes: ['vouchers:read', 'vouchers:redeem'] },
  all: { label: 'Everything', scopes: ['*'] },
  own: { label: 'What I choose', scopes: [] },
} as const
type Purpose = keyof typeof purposes

const lasting = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: '0', label: 'Until it is revoked' },
]

export function ApiKeyForm({ onCreated }: { onCreated: (key: CreatedApiKey) => void }) {
  const [name, setName] = useState('')
  const [purpose, setPurpose] = useState<Purpose>('feed')
  const [chosen, setChosen] = useState<string[]>([])
  const [days, setDays] = useState('365')
  const known = useSignedIn()?.scopes ?? []
  const scopes = purpose === 'own' ? chosen : [...purposes[purpose].scopes]
  const creating = useAction('keys:write', {
    mutationFn: () =>
      createApiKey({ name, scopes, ...(days === '0' ? {} : { expiresAt: new Date(Date.now() + Number(days) * dayMs).toISOString() }) }),
    onSuccess: (key) => {
      setName('')
      onCreated(key)
    },
  })
  const errorIn = findError(creating.error)
  const hasOwnPlace = creating.error instanceof ApiError && creating.error.errors.length > 0
  const submit = (event: FormEvent) => {
    event.preventDefault()
    creating.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        {creating.isError && !hasOwnPlace ? <ProblemAlert error={creating.error} title="No key was made" /> : null}
        <Group align="flex-start">
          <TextInput
            label="Name"
            placeholder="Shop"
            flex="1 1 14rem"
            value={name}
            required
            withAsterisk={false}
            maxLength={100}
            autoComplete="off"
            error={errorIn('name')}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Select
            label="Good for"
            flex="1 1 10rem"
            data={lasting}
            value={days}
            allowDeselect={false}
            onChange={(value) => value !== null && setDays(value)}
          />
        </Group>
        <Radio.Group label="What it may do" value={purpose} onChange={(value) => setPurpose(value)}>
          <Stack gap="xs" mt={6}>
            {Object.entries(purposes).map(([value, { label, scopes }]) => (
              <Radio
                key={value}
                value={value}
                label={label}
                description={value === 'own' || value === 'all' ? undefined : scopes.join(', ')}
              />
            ))}
          </Stack>
        </Radio.Group>
        {purpose === 'own' ? (
          <MultiSelect
            label="Scopes"
            data={known}
            value={chosen}
            searchable
            error={errorIn('scopes')}
            onChange={setChosen}
            placeholder={chosen.length === 0 ? 'orders:write' : ''}
          />
        ) : null}
        <Group>
          <ActionButton action={creating} type="submit" disabled={scopes.length === 0}>
            Make the key
          </ActionButton>
        </Group>
      </Stack>
    </form>
  )
}
