/** The arms of a split: their names, shares and where each leads. */
import { ActionIcon, Button, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import type { Step } from '../autopilot-queries.ts'
import { useErrors } from '../definition/definition-context.ts'
import { NextSelect } from './next-select.tsx'

type Split = Extract<Step, { kind: 'split' }>

interface SplitFieldsProps {
  step: Split
  place: string
  onChange: (step: Split) => void
}

const mostArms = 20
const letters = 'ABCDEFGHIJKLMNOPQRST'.split('')

export function SplitFields({ step, place, onChange }: SplitFieldsProps) {
  const errorIn = useErrors(place)
  const { arms } = step
  const change = (next: Split['arms']) => onChange({ ...step, arms: next })
  const sum = Math.round(arms.reduce((total, { percent }) => total + percent, 0) * 100) / 100
  return (
    <Stack gap="xs" align="flex-start">
      {arms.map((arm, index) => (
        <Stack key={`${index} of ${arms.length}`} gap="xs" w="100%" className="rule-condition" role="group" aria-label={`Arm ${arm.name}`}>
          <Group gap="xs" wrap="nowrap" align="flex-end">
            <TextInput
              label="Name"
              flex={1}
              maxLength={100}
              value={arm.name}
              onChange={(event) => change(arms.with(index, { ...arm, name: event.currentTarget.value }))}
            />
            <NumberInput
              label="Share"
              suffix="%"
              min={0}
              max={100}
              decimalScale={2}
              clampBehavior="strict"
              w={100}
              value={arm.percent}
              error={errorIn(`arms[${index}].percent`)}
              onChange={(percent) => change(arms.with(index, { ...arm, percent: Number(percent) }))}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              mb={6}
              aria-label={`Take out ${arm.name}`}
              onClick={() => change(arms.toSpliced(index, 1))}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </Group>
          <NextSelect
            label="Then"
            from={step.id}
            value={arm.next}
            error={errorIn(`arms[${index}].next`)}
            onChange={(next) => change(arms.with(index, { ...arm, next }))}
          />
        </Stack>
      ))}
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={arms.length >= mostArms}
          onClick={() => change([...arms, { name: freeName(arms), percent: 0, next: null }])}
        >
          Arm
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={() => change(shareEvenly(arms))}>
          Share evenly
        </Button>
      </Group>
      <Text size="sm" c={sum === 100 ? 'dimmed' : 'error'} role="status">
        {sum === 100 ? 'A customer stays in their arm, in every version.' : `The shares make ${sum}%, and must make 100%.`}
      </Text>
    </Stack>
  )
}

function freeName(arms: Split['arms']): string {
  return letters.find((letter) => !arms.some(({ name }) => name === letter)) ?? `${arms.length + 1}`
}

/** In hundredths of a percent; what is left over goes to the first ones. */
function shareEvenly(arms: Split['arms']): Split['arms'] {
  const each = Math.floor(10_000 / arms.length)
  const over = 10_000 - each * arms.length
  return arms.map((arm, index) => ({ ...arm, percent: (each + (index < over ? 1 : 0)) / 100 }))
}
