/** The last look before a draft becomes a version: what changes, and for whom. */
import { List, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Confirmation } from '../../ui/confirmation.tsx'
import { type Autopilot, autopilotsPath, type Definition, publishAutopilot } from '../autopilot-queries.ts'
import { describeChanges } from '../definition/describe-changes.ts'

interface PublishDialogProps {
  autopilot: Autopilot
  /** The version that is published now. */
  before: Definition | undefined
  after: Definition
  isOpen: boolean
  onClose: () => void
}

export function PublishDialog({ autopilot: { id, name, status, publishedNumber }, before, after, isOpen, onClose }: PublishDialogProps) {
  const client = useQueryClient()
  const [attempt, setAttempt] = useState(() => crypto.randomUUID())
  const number = (publishedNumber ?? 0) + 1
  return (
    <Confirmation
      isOpen={isOpen}
      title={`Publish “${name}” as version ${number}?`}
      confirm={`Publish version ${number}`}
      onConfirm={async () => {
        await publishAutopilot(id, attempt)
        setAttempt(crypto.randomUUID())
        await client.invalidateQueries({ queryKey: [autopilotsPath] })
      }}
      onClose={onClose}
    >
      <Stack gap="sm">
        {before === undefined ? (
          <Text size="sm">It is the first version. Nothing runs before you enable it.</Text>
        ) : (
          <>
            <List size="sm" spacing={4}>
              {describeChanges(before, after).map((change) => (
                <List.Item key={change}>{change}</List.Item>
              ))}
            </List>
            <Text size="sm" c="dimmed">
              {status === 'enabled' ? 'New journeys start on it at once. ' : ''}Whoever is on the way stays on their version, until you move
              them (see Versions).
            </Text>
          </>
        )}
      </Stack>
    </Confirmation>
  )
}
