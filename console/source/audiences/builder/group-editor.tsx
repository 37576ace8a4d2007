/** Conditions and groups that hold together: all of them, any, not all, or none. */
import { ActionIcon, Button, Group, Select, Stack, Text } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useRef } from 'react'
import { ConditionEditor } from './condition-editor.tsx'
import type { GroupEditorProps } from './editor-props.ts'
import { useRuleContext } from './rule-context.ts'
import { makeCondition, makeGroup, type RuleNode } from './rule-tree.ts'

/** The API allows more; nobody reads more. */
const deepest = 6

const joins = [
  { value: 'all', label: 'all of these hold' },
  { value: 'any', label: 'any of these holds' },
  { value: 'not all', label: 'not all of these hold' },
  { value: 'not any', label: 'none of these holds' },
]

export function GroupEditor({ scope, group, title, depth, onChange, onRemove }: GroupEditorProps) {
  const faults = useRuleContext().faults.get(group.id) ?? []
  const add = useRef<HTMLButtonElement>(null)
  const replace = (index: number, node: RuleNode) => onChange({ ...group, nodes: group.nodes.with(index, node) })
  const remove = (index: number) => {
    onChange({ ...group, nodes: group.nodes.toSpliced(index, 1) })
    // Whoever goes by keyboard is somewhere still.
    add.current?.focus()
  }
  return (
    <Stack gap="xs" className="rule-group" role="group" aria-label={title}>
      <Group gap="xs" justify="space-between" wrap="nowrap">
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            {title}
          </Text>
          <Select
            aria-label={`${title}: how they hold together`}
            size="xs"
            allowDeselect={false}
            data={joins}
            value={`${group.isNegated ? 'not ' : ''}${group.join}`}
            onChange={(chosen) =>
              onChange({ ...group, isNegated: chosen?.startsWith('not') === true, join: chosen?.endsWith('any') ? 'any' : 'all' })
            }
            w={170}
            className="rule-join"
          />
        </Group>
        {onRemove === undefined ? null : (
          <ActionIcon variant="subtle" color="gray" aria-label="Take this group out" onClick={onRemove}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        )}
      </Group>
      {group.nodes.map((node, index) =>
        node.kind === 'condition' ? (
          <ConditionEditor
            key={node.id}
            scope={scope}
            node={node}
            depth={depth}
            GroupEditor={GroupEditor}
            onChange={(next) => replace(index, next)}
            onRemove={() => remove(index)}
          />
        ) : (
          <GroupEditor
            key={node.id}
            scope={scope}
            group={node}
            title="Where"
            depth={depth + 1}
            onChange={(next) => replace(index, next)}
            onRemove={() => remove(index)}
          />
        ),
      )}
      {faults.map((message) => (
        <Text key={message} size="xs" c="var(--mantine-color-error)" role="alert">
          {message}
        </Text>
      ))}
      <Group gap="xs">
        <Button
          ref={add}
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => onChange({ ...group, nodes: [...group.nodes, makeCondition()] })}
        >
          Condition
        </Button>
        {depth >= deepest ? null : (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange({ ...group, nodes: [...group.nodes, { ...makeGroup([makeCondition()]), join: 'any' }] })}
          >
            Group
          </Button>
        )}
      </Group>
    </Stack>
  )
}
