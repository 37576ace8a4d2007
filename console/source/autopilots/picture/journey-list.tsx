/** The same journey as a list in words: for a narrow screen, and for whoever does not see lines. */
import { Box, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { nameStepById } from '../../words/autopilots.ts'
import type { Definition, Step } from '../autopilot-queries.ts'
import { listExits } from '../definition/edit-steps.ts'
import { nameExit } from '../definition/exit-names.ts'
import { placeSteps } from './place-steps.ts'

interface JourneyListProps {
  definition: Definition
  trigger: ReactNode
  renderStep: (step: Step, index: number) => ReactNode
}

export function JourneyList({ definition, trigger, renderStep }: JourneyListProps) {
  const first = definition.steps[0]?.id ?? null
  const order = placeSteps(definition.steps).placed.toSorted((a, b) => a.row - b.row || a.column - b.column)
  return (
    <Stack component="ol" gap="md" m={0} p={0} style={{ listStyle: 'none' }}>
      <li>
        <Box>{trigger}</Box>
        <Way text="Then" definition={definition} next={first} />
      </li>
      {order.map(({ step }) => (
        <li key={step.id}>
          <Box>{renderStep(step, definition.steps.indexOf(step))}</Box>
          {listExits(step).map(({ path, next }) => (
            <Way key={path} text={nameExit(step, path).label} definition={definition} next={next} />
          ))}
        </li>
      ))}
    </Stack>
  )
}

function Way({ text, definition, next }: { text: string; definition: Definition; next: string | null }) {
  return (
    <Text size="xs" c="dimmed" pl="sm" pt={6}>
      {text}: {next === null ? 'the journey ends' : nameStepById(definition, next)}
    </Text>
  )
}
