/** A rule over customers in words, with the builder one click away. */
import { Button, Code, Group, Input, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { checkQuery, type Rule } from '../audiences/audience-queries.ts'
import { describeError } from '../ui/problem.tsx'

const RuleDialog = lazy(() => import('../broadcasts/editor/rule-dialog.tsx').then((module) => ({ default: module.RuleDialog })))

interface RuleFieldProps {
  label: string
  description?: string
  /** Of a definition: everyone is `{all: []}`. */
  rule: unknown
  /** Where everyone is an answer. */
  isOptional?: boolean
  error?: string | undefined
  onChange: (rule: Rule) => void
}

const everyone: Rule = { all: [] }

export function RuleField({ label, description, rule: given, isOptional = false, error, onChange }: RuleFieldProps) {
  const rule = given as Rule
  const [isOpen, setIsOpen] = useState(false)
  const isForAll = isEveryone(rule)
  return (
    <Input.Wrapper label={label} labelElement="div" description={description} error={error}>
      <Group gap="xs" mt={4} align="flex-start" justify="space-between" wrap="nowrap">
        {isForAll ? (
          <Text size="sm" c="dimmed">
            {isOptional ? 'Everyone' : 'Nothing is asked yet: true of everyone'}
          </Text>
        ) : (
          <RuleWords rule={rule} />
        )}
        <Group gap={4} wrap="nowrap">
          {isOptional && !isForAll ? (
            <Button size="compact-sm" variant="subtle" color="gray" onClick={() => onChange(everyone)} aria-label={`${label}: everyone`}>
              Everyone
            </Button>
          ) : null}
          <Button size="compact-sm" variant="default" onClick={() => setIsOpen(true)} aria-label={`${label}: change the rule`}>
            Change
          </Button>
        </Group>
      </Group>
      {isOpen ? (
        <Suspense fallback={null}>
          <RuleDialog
            title={label}
            start={isForAll ? { text: '' } : { text: '', rule }}
            onRule={onChange}
            onClose={() => setIsOpen(false)}
          />
        </Suspense>
      ) : null}
    </Input.Wrapper>
  )
}

export function isEveryone(rule: unknown): boolean {
  return typeof rule === 'object' && rule !== null && 'all' in rule && Array.isArray(rule.all) && rule.all.length === 0
}

/** In words, once the server has said them. */
function RuleWords({ rule }: { rule: Rule }) {
  const { data, error } = useQuery(checkQuery({ rule }))
  if (error !== null)
    return (
      <Text size="sm" c="error">
        {describeError(error)}
      </Text>
    )
  return data === undefined ? (
    <Text size="sm" c="dimmed">
      A rule
    </Text>
  ) : (
    <div style={{ minWidth: 0 }}>
      <Text size="sm">Who {data.words}</Text>
      <Code style={{ overflowWrap: 'anywhere' }}>{data.text}</Code>
    </div>
  )
}
