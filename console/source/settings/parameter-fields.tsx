/** Every parameter of the segments as a number to change; what differs from what is in force is marked. */
import { NumberInput, Text, Title } from '@mantine/core'
import { useState } from 'react'
import type { FieldError } from '../http/request.ts'
import { parameterGroups, readParameter, showParameter } from './segment-parameters.ts'
import type { SegmentSettings } from './segment-settings-queries.ts'
import type { SettingsForm } from './use-settings-form.ts'

interface ParameterFieldsProps {
  form: SettingsForm<SegmentSettings>
  /** What the API has said of the change. */
  refused: readonly FieldError[]
}

export function ParameterFields({ form: { inForce, typed, type, errorOf }, refused }: ParameterFieldsProps) {
  /** What is typed and is no number, or none yet: `0.` on the way to `0.5`. */
  const [texts, setTexts] = useState<Partial<Record<keyof SegmentSettings, string>>>({})
  const change = (field: keyof SegmentSettings, value: number | string) => {
    if (typeof value === 'string') setTexts({ ...texts, [field]: value })
    type({ [field]: typeof value === 'number' ? readParameter(field, value) : Number.NaN })
  }
  return parameterGroups.map(({ title, what, parameters }) => (
    <section key={title} className="card parameter-group" aria-label={title}>
      <div>
        <Title order={2}>{title}</Title>
        <Text size="sm" c="dimmed">
          {what}
        </Text>
      </div>
      <div className="parameters">
        {parameters.map(({ field, label, unit, min, max, step }) => {
          const before = inForce.value[field]
          return (
            <NumberInput
              key={field}
              label={label}
              description={typed[field] === before ? unit : `${unit}; ${showParameter(field, before)} now`}
              min={min}
              max={max}
              step={step}
              allowDecimal={step < 1}
              value={Number.isNaN(typed[field]) ? (texts[field] ?? '') : showParameter(field, typed[field])}
              error={errorOf(field) ?? refused.find(({ path }) => path.split('.').at(-1) === field)?.message}
              onChange={(value) => change(field, value)}
            />
          )
        })}
      </div>
    </section>
  ))
}
