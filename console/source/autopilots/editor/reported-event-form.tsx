/** An order, or an event by the name under which the store reports it; all of them, or some. */
import { SegmentedControl, Stack, TextInput } from '@mantine/core'
import type { ReportedEvent } from '../autopilot-queries.ts'
import { EventWhere } from './event-where.tsx'

interface ReportedEventFormProps {
  event: ReportedEvent
  errorIn: (part: string) => string | undefined
  onChange: (event: ReportedEvent) => void
  /** Where the kind is chosen elsewhere. */
  hasKind?: boolean
}

export function ReportedEventForm({ event, errorIn, onChange, hasKind = true }: ReportedEventFormProps) {
  const { where: _where, ...rest } = event
  return (
    <Stack gap="sm">
      {hasKind ? (
        <SegmentedControl
          aria-label="What the store reports"
          value={event.kind}
          onChange={(kind) => onChange(kind === 'ordered' ? { kind } : { kind: 'event', name: 'Event' })}
          data={[
            { value: 'ordered', label: 'An order' },
            { value: 'event', label: 'An event' },
          ]}
          maw={320}
        />
      ) : null}
      {event.kind === 'event' ? (
        <TextInput
          label="Name of the event"
          description="As the store reports it, letter by letter."
          value={event.name}
          maxLength={200}
          error={errorIn('name')}
          onChange={(typed) => onChange({ ...event, name: typed.currentTarget.value })}
        />
      ) : null}
      <EventWhere
        key={event.kind}
        source={event.kind === 'ordered' ? 'orders' : 'events'}
        where={event.where}
        error={errorIn('where')}
        onChange={(where) => onChange(where === undefined ? rest : { ...rest, where })}
      />
    </Stack>
  )
}
