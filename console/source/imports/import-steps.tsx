/** Where an import is on its way from a file to the store. */
import { Group, Text } from '@mantine/core'
import './imports.css'

const steps = ['File', 'Columns', 'Dry run', 'Import'] as const

export function ImportSteps({ current }: { current: (typeof steps)[number] }) {
  const place = steps.indexOf(current)
  return (
    <Group component="ol" gap="xs" m={0} p={0} style={{ listStyle: 'none' }} aria-label="Steps of an import">
      {steps.map((step, at) => (
        <Group key={step} component="li" gap={6} wrap="nowrap" {...(at === place ? { 'aria-current': 'step' as const } : {})}>
          <span className="step-number" data-state={at < place ? 'done' : at === place ? 'current' : 'ahead'} aria-hidden>
            {at < place ? '✓' : at + 1}
          </span>
          <Text span size="sm" fw={at === place ? 600 : 400} c={at === place ? undefined : 'dimmed'}>
            {step}
          </Text>
          {at === steps.length - 1 ? null : <span className="step-line" aria-hidden />}
        </Group>
      ))}
    </Group>
  )
}
