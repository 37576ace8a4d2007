/** The rule as text. Where it is no rule, the place that is wrong is marked and can be gone to. */
import { Button, Code, Group, Stack, Text, Textarea } from '@mantine/core'
import { useRef } from 'react'
import { markPlace, type Place } from './text-place.ts'

interface RuleTextFieldProps {
  text: string
  fault: string | undefined
  place: Place | undefined
  onChange: (text: string) => void
}

export function RuleTextField({ text, fault, place, onChange }: RuleTextFieldProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const goTo = ({ position, length }: Place) => {
    field.current?.focus()
    field.current?.setSelectionRange(position, position + Math.max(1, length))
  }
  return (
    <Stack gap={6}>
      <Textarea
        ref={field}
        label="As text"
        description="For example: orders.count(last 90d) >= 3 and segment = vip"
        autosize
        minRows={2}
        maxRows={12}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 'var(--mantine-font-size-sm)' } }}
        value={text}
        error={fault}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {place === undefined ? null : (
        <Group gap="xs" align="flex-start">
          <Code block flex="1 1 18rem" maw="100%" aria-label="The place that is wrong" style={{ overflow: 'auto' }}>
            {markPlace(text, place)}
          </Code>
          <Button size="compact-sm" variant="default" onClick={() => goTo(place)}>
            <Text span size="sm">
              Go there
            </Text>
          </Button>
        </Group>
      )}
    </Stack>
  )
}
