/** An audience as it is written: its name and its rule, with who that is. */
import { Stack, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { FieldsHere } from '../session/page-rights.tsx'
import { Section } from '../ui/page.tsx'
import { type RuleDraft, useRulePreview } from './builder/rule-draft.ts'
import { RuleEditor } from './builder/rule-editor.tsx'
import { ReachPanel } from './reach-panel.tsx'
import './audiences.css'

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
    <div className="split split-woven">
      <Stack>
        <Section title="Rule">
          <FieldsHere>
            <Stack>
              <TextInput
                label="Name"
                placeholder="Coffee lovers of Berlin"
                required
                maxLength={200}
                value={name}
                onChange={(event) => onName(event.currentTarget.value)}
              />
              <RuleEditor draft={rule} />
            </Stack>
          </FieldsHere>
        </Section>
        {children === undefined ? null : <div className="comes-last">{children}</div>}
      </Stack>
      <Stack>
        <ReachPanel preview={preview} isCurrent={rule.checked !== undefined} />
        {aside}
      </Stack>
    </div>
  )
}
