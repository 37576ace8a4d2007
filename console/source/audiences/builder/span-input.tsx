/** A number of hours, days or weeks. */
import { Group, NumberInput, Select } from '@mantine/core'
import type { Span, Unit } from './moments.ts'

const units: { value: Unit; label: string }[] = [
  { value: 'h', label: 'hours' },
  { value: 'd', label: 'days' },
  { value: 'w', label: 'weeks' },
]

export function SpanInput({ span, onChange }: { span: Span; onChange: (span: Span) => void }) {
  return (
    <Group gap={4} wrap="nowrap" className="rule-span">
      <NumberInput
        aria-label="How many"
        min={1}
        allowDecimal={false}
        value={span.count ?? ''}
        onChange={(count) => onChange({ ...span, count: typeof count === 'number' ? count : undefined })}
        w={80}
        className="rule-part"
      />
      <Select
        aria-label="Unit"
        allowDeselect={false}
        data={units}
        value={span.unit}
        onChange={(unit) => onChange({ ...span, unit: unit ?? 'd' })}
        w={100}
        className="rule-part"
      />
    </Group>
  )
}
