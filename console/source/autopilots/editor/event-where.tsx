/** Which orders or events count: a rule over their own fields, made in the builder of audiences. */
import { Button, Stack, Text } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Rule } from '../../audiences/audience-queries.ts'
import { catalogueQuery, scopeOf } from '../../audiences/builder/catalogue.ts'
import { GroupEditor } from '../../audiences/builder/group-editor.tsx'
import { RuleContext } from '../../audiences/builder/rule-context.ts'
import { type GroupNode, isComplete, makeCondition, makeGroup, toRule, toTree } from '../../audiences/builder/rule-tree.ts'
import { storeQuery } from '../../store/store-settings.ts'

interface EventWhereProps {
  source: 'orders' | 'events'
  where: unknown
  error?: string | undefined
  /** Undefined: all of them. */
  onChange: (where: Rule | undefined) => void
}

const noNames: ReadonlyMap<string, string> = new Map()
const noFaults: ReadonlyMap<string, string[]> = new Map()

export function EventWhere({ source: name, where, error, onChange }: EventWhereProps) {
  const source = useQuery(catalogueQuery).data?.sources.find((one) => one.name === name)
  const currency = useQuery(storeQuery).data?.currency ?? 'EUR'
  const [tree, setTree] = useState<GroupNode | undefined>(() => (where === undefined ? undefined : toTree(where as Rule)))
  const change = (next: GroupNode | undefined) => {
    setTree(next)
    if (next === undefined || next.nodes.length === 0) onChange(undefined)
    // While something is missing, what was complete last goes on holding.
    else if (isComplete(next)) onChange(toRule(next).rule)
  }
  if (tree === undefined)
    return (
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconFilter size={14} aria-hidden />}
        onClick={() => setTree(makeGroup([makeCondition()]))}
        style={{ alignSelf: 'flex-start' }}
      >
        Only some {name}
      </Button>
    )
  return (
    <Stack gap={4}>
      {source === undefined ? null : (
        <RuleContext value={{ currency, names: noNames, faults: noFaults }}>
          <GroupEditor
            scope={scopeOf(source)}
            group={tree}
            title={`Only ${name} of which`}
            depth={0}
            onChange={change}
            onRemove={() => change(undefined)}
          />
        </RuleContext>
      )}
      {error === undefined ? null : (
        <Text size="xs" c="error">
          {error}
        </Text>
      )}
      {isComplete(tree) ? null : (
        <Text size="xs" c="dimmed">
          Something is still to be chosen or typed; it counts from then on.
        </Text>
      )}
    </Stack>
  )
}
