/** Retiring is for good, so that it asks for the name. */
import { Radio, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { NamedConfirmation } from '../../ui/named-confirmation.tsx'
import { formatPeople } from '../../words/numbers.ts'
import type { JourneysAtEnd } from '../autopilot-queries.ts'

interface RetireDialogProps {
  name: string
  running: number | undefined
  isOpen: boolean
  onRetire: (journeys: JourneysAtEnd) => Promise<unknown>
  onClose: () => void
}

export function RetireDialog({ name, running = 0, isOpen, onRetire, onClose }: RetireDialogProps) {
  const [journeys, setJourneys] = useState<JourneysAtEnd>('finish')
  return (
    <NamedConfirmation
      isOpen={isOpen}
      title={`Retire “${name}” for good?`}
      confirm="Retire"
      name={name}
      onConfirm={() => onRetire(journeys)}
      onClose={onClose}
    >
      <Text size="sm">It finds nobody any more and cannot be enabled again. What it did stays to be read.</Text>
      <Radio.Group
        label={`${formatPeople(running)} on the way`}
        value={journeys}
        onChange={(value) => setJourneys(value === 'end' ? 'end' : 'finish')}
      >
        <Stack gap="xs" mt={6}>
          <Radio value="finish" label="Go on to their end" description="Their messages and vouchers still come." />
          <Radio value="end" label="End now" description="Nothing more comes; vouchers that they have stay theirs." />
        </Stack>
      </Radio.Group>
    </NamedConfirmation>
  )
}
