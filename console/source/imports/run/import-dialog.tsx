/** The last look before an import: how many rows, and how many people it would make reachable, which has to be said yes to. */
import { Checkbox, List, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Confirmation } from '../../ui/confirmation.tsx'
import { channelLabels } from '../../words/broadcasts.ts'
import { formatCount, formatPeople } from '../../words/numbers.ts'
import { type ImportJob, importQuery, repeatImport, startImport } from '../import-queries.ts'

interface ImportDialogProps {
  job: ImportJob
  isOpen: boolean
  onClose: () => void
}

export function ImportDialog({ job, isOpen, onClose }: ImportDialogProps) {
  const { id, kind, fileName, rows, report } = job
  const cache = useQueryClient()
  const navigate = useNavigate()
  const [hasEvidence, setHasEvidence] = useState(false)
  // Once it has the file it is the one to be started, however often the button is pressed.
  const [taken, setTaken] = useState<ImportJob>()
  const permissions = Object.entries(report.consents).flatMap(([channel, { applied }]) =>
    (applied['subscribed'] ?? 0) > 0 ? [{ channel, people: applied['subscribed'] ?? 0 }] : [],
  )
  return (
    <Confirmation
      isOpen={isOpen}
      title={`Import “${fileName}”?`}
      confirm={`Import ${formatCount(rows.created + rows.updated + rows.unchanged)} ${kind}`}
      isBlocked={permissions.length > 0 && !hasEvidence}
      onConfirm={async () => {
        const made = taken ?? (await repeatImport(id))
        setTaken(made)
        const started = await startImport(made, { isDryRun: false })
        cache.setQueryData(importQuery(made.id).queryKey, started)
        await navigate({ to: '/imports/$id', params: { id: made.id } })
      }}
      onClose={onClose}
    >
      <Stack gap="sm">
        <Text size="sm">
          {formatCount(rows.created)} new, {formatCount(rows.updated)} changed, {formatCount(rows.unchanged)} as they are.{' '}
          {formatCount(rows.rejected)} refused rows are left out.
        </Text>
        {permissions.length === 0 ? (
          <Text size="sm">Nobody becomes reachable by it.</Text>
        ) : (
          <>
            <List size="sm">
              {permissions.map(({ channel, people }) => (
                <List.Item key={channel}>
                  <strong>{formatPeople(people)}</strong> {people === 1 ? 'becomes' : 'become'} subscribed to {nameChannel(channel)}
                </List.Item>
              ))}
            </List>
            <Checkbox
              label="They have agreed to that, and I can show where and when"
              checked={hasEvidence}
              onChange={(event) => setHasEvidence(event.currentTarget.checked)}
            />
          </>
        )}
      </Stack>
    </Confirmation>
  )
}

function nameChannel(channel: string): string {
  const labels: Record<string, string> = channelLabels
  return labels[channel] ?? channel
}
