/** An audience as it is written: its name and its rule, with who that is. */
import { Stack, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { Section } from '../ui/page.tsx'
import { type RuleDraft, useRulePreview } from './builder/rule-draft.ts'
import { RuleEditor } from './builder/rule-editor.tsx'
import { ReachPanel } from './reach-panel.tsx'

interface AudienceFormProps {
  name: string
  rule: RuleDraft
  onName: (name: string) => void
  /** Below the form, and below the figures. */
  children?: ReactNode
  aside?: ReactNode
}

export function AudienceForm({ name, rule, onName, children, aside }: AudienceFormProps) {
  const preview = useRulePreview(rule)
  return (
    <div className="split">
      <Stack>
        <Section title="Rule">
          <Stack>
            <TextInput label="Name" required maxLength={200} value={name} onChange={(event) => onName(event.currentTarget.value)} />
            <RuleEditor draft={rule} />
          </Stack>
        </Section>
        {children}
      </Stack>
      <Stack>
        <ReachPanel preview={preview} isCurrent={rule.checked !== undefined} />
        {aside}
      </Stack>
    </div>
  )
}
