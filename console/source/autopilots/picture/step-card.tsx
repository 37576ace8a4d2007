/** One part of the picture: what it is and does, what is wrong with it, and how many are and were there. */
import { Group, Text, UnstyledButton } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { StepKind } from '../autopilot-queries.ts'
import { StepIcon } from './step-icon.tsx'
import './picture.css'

interface StepCardProps {
  kind: StepKind | 'trigger'
  word: string
  title: string
  what: string
  faults: number
  isChosen: boolean
  numbers?: ReactNode
  onOpen: () => void
}

export function StepCard({ kind, word, title, what, faults, isChosen, numbers, onOpen }: StepCardProps) {
  return (
    <article className={`step-card step-${kind}`} data-chosen={isChosen || undefined} data-faulty={faults > 0 || undefined}>
      <Group gap={6} wrap="nowrap" c="dimmed">
        <StepIcon kind={kind} />
        <Text span size="xs" fw={500} truncate>
          {word}
        </Text>
        {faults === 0 ? null : (
          <Group gap={4} ml="auto" wrap="nowrap" c="var(--tone-bad)">
            <IconAlertTriangle size={14} aria-hidden />
            <Text span size="xs">
              {faults} to mend
            </Text>
          </Group>
        )}
      </Group>
      <UnstyledButton className="stretched" onClick={onOpen} aria-label={`${word}: ${title}. ${what}`}>
        <Text size="sm" fw={600} lineClamp={kind === 'trigger' ? 2 : 1}>
          {title}
        </Text>
      </UnstyledButton>
      <Text size="xs" c="dimmed" lineClamp={numbers === undefined ? 3 : 2} title={what}>
        {what}
      </Text>
      {numbers === undefined ? null : <div className="step-numbers">{numbers}</div>}
    </article>
  )
}
