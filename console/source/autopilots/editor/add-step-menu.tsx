/** Adds a step at a place: what kind it is decides what it begins with. */
import { Button, Menu, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { stepKinds } from '../../words/autopilots.ts'
import type { StepKind } from '../autopilot-queries.ts'
import { StepIcon } from '../picture/step-icon.tsx'

const kinds = Object.entries(stepKinds) as [StepKind, (typeof stepKinds)[StepKind]][]

export function AddStepMenu({ label, onAdd }: { label: string; onAdd: (kind: StepKind) => void }) {
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} aria-hidden />}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kinds.map(([kind, { label: name, what }]) => (
          <Menu.Item key={kind} leftSection={<StepIcon kind={kind} />} onClick={() => onAdd(kind)}>
            <Text size="sm">{name}</Text>
            <Text size="xs" c="dimmed">
              {what}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
