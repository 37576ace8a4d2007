/** The rules of a branch, in the order in which they are asked, each with where it leads. */
import { ActionIcon, Button, Group, Stack, Text } from '@mantine/core'
import { IconArrowUp, IconPlus, IconX } from '@tabler/icons-react'
import { RuleField } from '../../campaigns/rule-field.tsx'
import type { Step } from '../autopilot-queries.ts'
import { useErrors } from '../definition/definition-context.ts'
import { NextSelect } from './next-select.tsx'

type Branch = Extract<Step, { kind: 'branch' }>

interface BranchFieldsProps {
  step: Branch
  place: string
  onChange: (step: Branch) => void
}

const mostBranches = 20

export function BranchFields({ step, place, onChange }: BranchFieldsProps) {
  const errorIn = useErrors(place)
  const { branches } = step
  const change = (next: Branch['branches']) => onChange({ ...step, branches: next })
  const raise = (index: number) => {
    const branch = branches[index]
    if (branch !== undefined) change(branches.toSpliced(index, 1).toSpliced(index - 1, 0, branch))
  }
  return (
    <Stack gap="xs" align="flex-start">
      {branches.map((branch, index) => (
        <Stack
          key={`${index} of ${branches.length}`}
          gap="xs"
          w="100%"
          className="rule-condition"
          role="group"
          aria-label={`Rule ${index + 1}`}
        >
          <Group justify="space-between">
            <Text size="sm" fw={500}>
              Rule {index + 1}
            </Text>
            <Group gap={2}>
              <ActionIcon
                variant="subtle"
                color="gray"
                disabled={index === 0}
                aria-label={`Rule ${index + 1}: earlier`}
                onClick={() => raise(index)}
              >
                <IconArrowUp size={16} aria-hidden />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Take out rule ${index + 1}`}
                onClick={() => change(branches.toSpliced(index, 1))}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            </Group>
          </Group>
          <RuleField
            label="When"
            rule={branch.rule}
            error={errorIn(`branches[${index}].rule`)}
            onChange={(rule) => change(branches.with(index, { ...branch, rule }))}
          />
          <NextSelect
            label="Then"
            from={step.id}
            value={branch.next}
            error={errorIn(`branches[${index}].next`)}
            onChange={(next) => change(branches.with(index, { ...branch, next }))}
          />
        </Stack>
      ))}
      {branches.length === 0 ? (
        <Text size="sm" c="error">
          {errorIn('branches')}
        </Text>
      ) : null}
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconPlus size={14} aria-hidden />}
        disabled={branches.length >= mostBranches}
        onClick={() => change([...branches, { rule: { all: [] }, next: null }])}
      >
        Rule
      </Button>
    </Stack>
  )
}
