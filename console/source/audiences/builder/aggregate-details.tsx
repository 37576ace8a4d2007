/** Of records that are counted, added up or dated: when they happened, and which of them count. */
import { ActionIcon, Button, Group, Stack, Text } from '@mantine/core'
import { IconFilter, IconX } from '@tabler/icons-react'
import { scopeOf, type Source } from './catalogue.ts'
import type { GroupEditorComponent } from './editor-props.ts'
import { type ConditionNode, makeCondition, makeGroup } from './rule-tree.ts'
import { startWindow, WindowInput } from './window-input.tsx'

interface AggregateDetailsProps {
  source: Source
  node: ConditionNode
  depth: number
  GroupEditor: GroupEditorComponent
  onChange: (node: ConditionNode) => void
}

export function AggregateDetails({ source, node, depth, GroupEditor, onChange }: AggregateDetailsProps) {
  const { within, where } = node
  return (
    <Stack gap={6} pl="sm">
      <Group gap={6}>
        {within === undefined ? (
          <Button size="compact-sm" fz="xs" variant="subtle" onClick={() => onChange({ ...node, within: startWindow })}>
            + only within a time
          </Button>
        ) : (
          <>
            <Text size="sm">within</Text>
            <WindowInput window={within} onChange={(window) => onChange({ ...node, within: window })} />
            <ActionIcon variant="subtle" color="gray" aria-label="At any time" onClick={() => onChange({ ...node, within: undefined })}>
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </>
        )}
        {where === undefined ? (
          <Button
            size="compact-sm"
            fz="xs"
            variant="subtle"
            leftSection={<IconFilter size={12} aria-hidden />}
            onClick={() => onChange({ ...node, where: makeGroup([makeCondition()]) })}
          >
            only some {source.label.toLowerCase()}
          </Button>
        ) : null}
      </Group>
      {where === undefined ? null : (
        <GroupEditor
          scope={scopeOf(source)}
          group={where}
          title={`Only ${source.label.toLowerCase()} of which`}
          depth={depth + 1}
          onChange={(group) => onChange({ ...node, where: group })}
          onRemove={() => onChange({ ...node, where: undefined })}
        />
      )}
    </Stack>
  )
}
