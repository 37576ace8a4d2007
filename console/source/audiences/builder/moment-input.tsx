/** A moment: a day, an instant, or one that moves along with the present. */
import { Group, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { type Moment, type MomentKind, readMoment, writeMoment } from './moments.ts'
import { SpanInput } from './span-input.tsx'

const kinds: { value: MomentKind; label: string }[] = [
  { value: 'ago', label: 'some time ago' },
  { value: 'in', label: 'some time ahead' },
  { value: 'today', label: 'today' },
  { value: 'now', label: 'now' },
  { value: 'day', label: 'the day' },
  { value: 'instant', label: 'the instant' },
]

interface MomentInputProps {
  label: string
  value: string
  /** Empty while something is missing. */
  onChange: (value: string) => void
}

export function MomentInput({ label, value, onChange }: MomentInputProps) {
  // What is half typed has no form of its own in a rule.
  const [moment, setMoment] = useState<Moment>(() => (value === '' ? { ...readMoment(''), kind: 'ago' } : readMoment(value)))
  const change = (next: Moment) => {
    setMoment(next)
    onChange(writeMoment(next))
  }
  return (
    <Group gap={4} role="group" aria-label={label} className="rule-span">
      <Select
        aria-label={`${label}: which`}
        allowDeselect={false}
        data={kinds}
        value={moment.kind}
        onChange={(kind) => change({ ...moment, kind: kind ?? 'ago', text: '' })}
        w={160}
        className="rule-part"
      />
      {moment.kind === 'ago' || moment.kind === 'in' ? (
        <SpanInput span={moment.span} onChange={(span) => change({ ...moment, span })} />
      ) : null}
      {moment.kind === 'day' || moment.kind === 'instant' ? (
        <TextInput
          aria-label={label}
          type={moment.kind === 'day' ? 'date' : 'text'}
          placeholder="2026-01-31T09:00:00Z"
          value={moment.text}
          onChange={(event) => change({ ...moment, text: event.currentTarget.value })}
          w={moment.kind === 'day' ? 150 : 210}
          className="rule-part"
        />
      ) : null}
    </Group>
  )
}
