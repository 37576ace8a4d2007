/** What ends a journey wherever it is. */
import { ActionIcon, Button, Group, Menu, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { RuleField } from '../../campaigns/rule-field.tsx'
import type { ExitRule } from '../autopilot-queries.ts'
import { useErrors } from '../definition/definition-context.ts'

interface ExitRulesFormProps {
  exitRules: ExitRule[]
  onChange: (exitRules: ExitRule[]) => void
}

const kinds: Record<ExitRule['kind'], string> = {
  ordered: 'They order',
  voucher_redeemed: 'They redeem the voucher',
  event: 'The store reports an event',
  rule: 'A rule is true of them',
}

export function ExitRulesForm({ exitRules, onChange }: ExitRulesFormProps) {
  const errorIn = useErrors('exitRules')
  const replace = (index: number, rule: ExitRule) => onChange(exitRules.with(index, rule))
  const offered = Object.entries(kinds).filter(
    ([kind]) => kind === 'event' || kind === 'rule' || !exitRules.some((rule) => rule.kind === kind),
  )
  return (
    <Stack gap="xs" align="flex-start">
      {exitRules.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing yet: everyone goes on to the last step.
        </Text>
      ) : null}
      {exitRules.map((rule, index) => (
        <Group key={`${rule.kind} ${index}`} gap="xs" wrap="nowrap" align="flex-start" w="100%" className="rule-condition">
          <Stack gap={6} flex={1} miw={0}>
            {rule.kind === 'rule' ? (
              <RuleField
                label="When this is true of them"
                description="Asked before each step that does something."
                rule={rule.rule}
                error={errorIn(`[${index}].rule`)}
                onChange={(next) => replace(index, { kind: 'rule', rule: next })}
              />
            ) : (
              <Text size="sm">{kinds[rule.kind]}</Text>
            )}
            {rule.kind === 'event' ? (
              <TextInput
                aria-label="Name of the event"
                value={rule.name}
                maxLength={200}
                onChange={(event) => replace(index, { kind: 'event', name: event.currentTarget.value })}
              />
            ) : null}
          </Stack>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Take out: ${kinds[rule.kind]}`}
            onClick={() => onChange(exitRules.toSpliced(index, 1))}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Menu position="bottom-start">
        <Menu.Target>
          <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} aria-hidden />}>
            What ends it
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {offered.map(([kind, label]) => (
            <Menu.Item key={kind} onClick={() => onChange([...exitRules, startExit(kind as ExitRule['kind'])])}>
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Stack>
  )
}

function startExit(kind: ExitRule['kind']): ExitRule {
  switch (kind) {
    case 'event':
      return { kind, name: 'Event' }
    case 'rule':
      return { kind, rule: { all: [] } }
    default:
      return { kind }
  }
}
