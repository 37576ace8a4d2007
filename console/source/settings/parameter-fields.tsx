/** Every parameter of the segments as a number to change; what differs from what is in force is marked. */
import { NumberInput, SimpleGrid, Text } from '@mantine/core'
import type { FieldError } from '../http/request.ts'
import { Section } from '../ui/page.tsx'
import { parameterGroups } from './segment-parameters.ts'
import type { SegmentSettings } from './segment-settings-queries.ts'

/** As it is typed: a field may be empty for a moment. */
export type TypedSettings = Record<keyof SegmentSettings, number | string>

interface ParameterFieldsProps {
  typed: TypedSettings
  inForce: SegmentSettings
  errors: FieldError[]
  onChange: (typed: TypedSettings) => void
}

export function ParameterFields({ typed, inForce, errors, onChange }: ParameterFieldsProps) {
  return parameterGroups.map(({ title, what, parameters }) => (
    <Section key={title} title={title}>
      <Text size="sm" c="dimmed" mb="sm">
        {what}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }} style={{ alignItems: 'end' }}>
        {parameters.map(({ field, label, unit, min, max, step }) => (
          <NumberInput
            key={field}
            label={label}
            description={typed[field] === inForce[field] ? unit : `${unit}; ${inForce[field]} now`}
            min={min}
            max={max}
            step={step}
            allowDecimal={step < 1}
            value={typed[field]}
            error={errors.find(({ path }) => path.split('.').at(-1) === field)?.message}
            onChange={(value) => onChange({ ...typed, [field]: value })}
          />
        ))}
      </SimpleGrid>
    </Section>
  ))
}
