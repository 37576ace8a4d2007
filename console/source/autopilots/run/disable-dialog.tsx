/** Pausing asks what waiting customers shall do once it goes on. */
import { Radio, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Confirmation } from '../../ui/confirmation.tsx'
import { formatPeople } from '../../words/numbers.ts'
import type { Waiting } from '../autopilot-queries.ts'

interface DisableDialogProps {
  name: string
  running: number | undefined
  isOpen: boolean
  onDisable: (waiting: Waiting) => Promise<unknown>
  onClose: () => void
}

const choices: { value: Waiting; label: string; description: string }[] = [
  { value: 'keep_date', label: 'Keep their date', description: 'What came due meanwhile happens at once.' },
  { value: 'active_time', label: 'Wait for what is left', description: 'The pause does not count: three days stay three days.' },
  { value: 'restart_delay', label: 'Wait all over again', description: 'Each wait begins anew when it goes on.' },
]

export function DisableDialog({ name, running, isOpen, onDisable, onClose }: DisableDialogProps) {
  const [waiting, setWaiting] = useState<Waiting>('keep_date')
  return (
    <Confirmation isOpen={isOpen} title={`Pause “${name}”?`} confirm="Pause" onConfirm={() => onDisable(waiting)} onClose={onClose}>
      <Stack gap="sm">
        <Text size="sm">
          Nobody new starts, and {running === undefined ? 'whoever is on the way' : formatPeople(running)} on the way gets nothing until it
          goes on.
        </Text>
        <Radio.Group label="When it goes on, those who wait" value={waiting} onChange={(value) => setWaiting(value)}>
          <Stack gap="xs" mt={6}>
            {choices.map((choice) => (
              <Radio key={choice.value} {...choice} />
            ))}
          </Stack>
        </Radio.Group>
      </Stack>
    </Confirmation>
  )
}
