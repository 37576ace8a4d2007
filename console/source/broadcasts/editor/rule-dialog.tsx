/** A rule that is typed for one broadcast alone, without a name. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { Rule } from '../../audiences/audience-queries.ts'
import { useRuleDraft, useRulePreview } from '../../audiences/builder/rule-draft.ts'
import { RuleEditor } from '../../audiences/builder/rule-editor.tsx'
import { formatPeople } from '../../words/numbers.ts'

export interface RuleDialogProps {
  title?: string
  /** The rule to begin with. */
  start: { text: string; rule?: Rule }
  onRule: (rule: Rule) => void
  onClose: () => void
}

export function RuleDialog({ title = 'A rule for this broadcast', start, onRule, onClose }: RuleDialogProps) {
  const draft = useRuleDraft(start)
  const preview = useRulePreview(draft)
  const { checked } = draft
  const take = () => {
    if (checked === undefined) return
    onRule(checked.rule)
    onClose()
  }
  return (
    // A click beside it must not lose what is typed.
    <Modal opened onClose={onClose} size="xl" title={<Text fw={600}>{title}</Text>} closeOnClickOutside={false}>
      <Stack>
        <RuleEditor draft={draft} />
        <Group justify="space-between">
          <Text size="sm" c="dimmed" role="status" aria-label="Count">
            {checked === undefined || preview.data === undefined || preview.isPlaceholderData ? '' : formatPeople(preview.data.count)}
          </Text>
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              Not now
            </Button>
            <Button disabled={checked === undefined} onClick={take}>
              Use this rule
            </Button>
          </Group>
        </Group>
      </Stack>
    </Modal>
  )
}
