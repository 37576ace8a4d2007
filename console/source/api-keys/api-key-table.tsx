/** API keys one by one: what each may do, when it was last used, and whether it still works. */
import { Button, Code, Table, Text, VisuallyHidden } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay } from '../session/rights.tsx'
import { useTimeZone } from '../store/store-settings.ts'
import { NamedConfirmation } from '../ui/named-confirmation.tsx'
import { Status } from '../ui/status.tsx'
import { formatAgo, formatDay, formatInstant } from '../words/instants.ts'
import { type ApiKey, apiKeysPath, revokeApiKey } from './api-key-queries.ts'

export function ApiKeyTable({ keys }: { keys: ApiKey[] }) {
  const cache = useQueryClient()
  const mayChange = useMay('keys:write')
  const [revoking, setRevoking] = useState<ApiKey>()
  return (
    <>
      <Table className="phone-rows">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Key</Table.Th>
            <Table.Th>May do</Table.Th>
            <Table.Th>Last used</Table.Th>
            <Table.Th>State</Table.Th>
            {mayChange ? (
              <Table.Th w={100}>
                <VisuallyHidden>Actions</VisuallyHidden>
              </Table.Th>
            ) : null}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keys.map((key) => (
            <Table.Tr key={key.id}>
              <Table.Td>
                <Text size="sm" fw={500}>
                  {key.name}
                </Text>
                <Text size="xs" c="dimmed" ff="monospace">
                  {key.prefix}…
                </Text>
              </Table.Td>
              <Table.Td maw={260}>{key.scopes.includes('*') ? 'Everything' : <Scopes scopes={key.scopes} />}</Table.Td>
              <Table.Td data-label="Used">
                <LastUse at={key.lastUsedAt} />
              </Table.Td>
              <Table.Td>
                <State apiKey={key} />
              </Table.Td>
              {mayChange ? (
                <Table.Td>
                  {key.revokedAt === null ? (
                    <Button
                      variant="subtle"
                      color="gray"
                      size="compact-sm"
                      aria-label={`Revoke the key ${key.name}`}
                      onClick={() => setRevoking(key)}
                    >
                      Revoke…
                    </Button>
                  ) : null}
                </Table.Td>
              ) : null}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <NamedConfirmation
        right="keys:write"
        isOpen={revoking !== undefined}
        title={`Revoke ${revoking?.name ?? ''}?`}
        confirm="Revoke for good"
        name={revoking?.name ?? ''}
        onConfirm={async () => {
          if (revoking !== undefined) await revokeApiKey(revoking.id)
          await cache.invalidateQueries({ queryKey: [apiKeysPath] })
        }}
        onClose={() => setRevoking(undefined)}
      >
        Whatever uses it is refused at once, and for good. It was last used{' '}
        {revoking?.lastUsedAt === null || revoking === undefined ? 'never' : formatAgo(revoking.lastUsedAt)}.
      </NamedConfirmation>
    </>
  )
}

function Scopes({ scopes }: { scopes: string[] }) {
  return (
    <Text size="xs" component="div">
      {scopes.map((scope) => (
        <Code key={scope} mr={4} style={{ display: 'inline-block' }}>
          {scope}
        </Code>
      ))}
    </Text>
  )
}

function LastUse({ at }: { at: string | null }) {
  const timeZone = useTimeZone()
  return (
    <Text size="sm" {...(at === null ? { c: 'dimmed' } : { title: formatInstant(at, timeZone) })}>
      {at === null ? 'Never' : formatAgo(at)}
    </Text>
  )
}

function State({ apiKey: { revokedAt, expiresAt } }: { apiKey: ApiKey }) {
  const timeZone = useTimeZone()
  if (revokedAt !== null) return <Status label={`Revoked ${formatDay(revokedAt, timeZone)}`} tone="quiet" />
  if (expiresAt === null) return <Status label="Works" tone="good" />
  if (Date.parse(expiresAt) <= Date.now()) return <Status label={`Expired ${formatDay(expiresAt, timeZone)}`} tone="quiet" />
  return <Status label={`Until ${formatDay(expiresAt, timeZone)}`} tone="good" />
}
