/** One condition: what it asks about, how it compares, and with what. Of records, also when they happened and which of them count. */
import { ActionIcon, Button, Group, Select, Stack, Text } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { AggregateDetails } from './aggregate-details.tsx'
import { findField, type Scope } from './catalogue.ts'
import { ConditionField } from './condition-field.tsx'
import type { GroupEditorComponent } from './editor-props.ts'
import { useRuleContext } from './rule-context.ts'
import type { ConditionNode, Operator } from './rule-tree.ts'
import { carryValue, ValueInput } from './value-input.tsx'
import { operatorWords } from './words.ts'

interface ConditionEditorProps {
  scope: Scope
  node: ConditionNode
  depth: number
  GroupEditor: GroupEditorComponent
  onChange: (node: ConditionNode) => void
  onRemove: () => void
}

export function ConditionEditor({ scope, node, depth, GroupEditor, onChange, onRemove }: ConditionEditorProps) {
  const faults = useRuleContext().faults.get(node.id) ?? []
  const field = findField(scope, node)
  const changeOperator = (op: Operator) => {
    if (field !== undefined) onChange({ ...node, op, value: carryValue(node.value, field, op) })
  }
  return (
    <Stack gap={6} className="rule-condition" role="group" aria-label="Condition">
      <Group gap={6} wrap="nowrap" align="flex-start">
        <Group gap={6} flex={1} miw={0}>
          {node.isNegated ? (
            <Button
              size="compact-sm"
              variant="light"
              color="red.8"
              onClick={() => onChange({ ...node, isNegated: false })}
              aria-label="Not: take it away"
            >
              not
            </Button>
          ) : null}
          <ConditionField scope={scope} field={field} node={node} onChange={onChange} />
          {field === undefined ? null : (
            <>
              <Select
                aria-label="Operator"
                allowDeselect={false}
                data={field.operators.map((op) => ({ value: op, label: operatorWords[op] }))}
                value={node.op}
                onChange={(op) => changeOperator(op as Operator)}
                w={140}
                className="rule-part"
              />
              <ValueInput key={node.op} field={field} op={node.op} value={node.value} onChange={(value) => onChange({ ...node, value })} />
            </>
          )}
        </Group>
        <ActionIcon variant="subtle" color="gray" aria-label="Take this condition out" onClick={onRemove} mt={4}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </Group>
      {field?.source === undefined ? null : (
        <AggregateDetails source={field.source} node={node} depth={depth} GroupEditor={GroupEditor} onChange={onChange} />
      )}
      {faults.map((message) => (
        <Text key={message} size="xs" c="var(--mantine-color-error)" role="alert">
          {message}
        </Text>
      ))}
    </Stack>
  )
}
