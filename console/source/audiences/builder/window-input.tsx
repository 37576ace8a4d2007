/** A span of time: up to now, from now on, or between two moments, one of which may be left out. */
import { Group, Select, Text } from '@mantine/core'
import { MomentInput } from './moment-input.tsx'
import { kindOf, readSpan, type WindowKind, writeSpan } from './moments.ts'
import type { RuleWindow } from './rule-tree.ts'
import { SpanInput } from './span-input.tsx'

const kinds: { value: WindowKind; label: string }[] = [
  { value: 'last', label: 'the last' },
  { value: 'next', label: 'the next' },
  { value: 'range', label: 'a period' },
]

export const startWindow: RuleWindow = { last: '30d' }

export function WindowInput({ window, onChange }: { window: RuleWindow; onChange: (window: RuleWindow) => void }) {
  const kind = kindOf(window)
  return (
    <Group gap={4} className="rule-span">
      <Select
        aria-label="Window"
        allowDeselect={false}
        data={kinds}
        value={kind}
        onChange={(chosen) => onChange(chosen === 'range' ? {} : chosen === 'next' ? { next: '30d' } : startWindow)}
        w={110}
        className="rule-part"
      />
      <Inner window={window} onChange={onChange} />
    </Group>
  )
}

function Inner({ window, onChange }: { window: RuleWindow; onChange: (window: RuleWindow) => void }) {
  if ('last' in window) return <SpanInput span={readSpan(window.last)} onChange={(span) => onChange({ last: writeSpan(span) })} />
  if ('next' in window) return <SpanInput span={readSpan(window.next)} onChange={(span) => onChange({ next: writeSpan(span) })} />
  const change = (end: 'from' | 'until', moment: string) => {
    const { [end]: _before, ...rest } = window
    onChange(moment === '' ? rest : { ...rest, [end]: moment })
  }
  return (
    <Group gap={4}>
      <Text size="sm">from</Text>
      <MomentInput label="From" value={window.from ?? ''} onChange={(moment) => change('from', moment)} />
      <Text size="sm">until</Text>
      <MomentInput label="Until" value={window.until ?? ''} onChange={(moment) => change('until', moment)} />
    </Group>
  )
}
