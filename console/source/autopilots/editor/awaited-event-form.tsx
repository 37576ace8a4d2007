/** What a journey waits for. */
import { Select } from '@mantine/core'
import { nameStep } from '../../words/autopilots.ts'
import type { AwaitedEvent } from '../autopilot-queries.ts'
import { useDefinition } from '../definition/definition-context.ts'
import { ReportedEventForm } from './reported-event-form.tsx'

interface AwaitedEventFormProps {
  event: AwaitedEvent
  errorIn: (part: string) => string | undefined
  onChange: (event: AwaitedEvent) => void
}

const kinds: Record<AwaitedEvent['kind'], string> = {
  ordered: 'An order',
  voucher_accepted: 'The voucher is accepted',
  voucher_redeemed: 'The voucher is redeemed',
  message_clicked: 'A click in a message',
  event: 'An event that the store reports',
}

export function AwaitedEventForm({ event, errorIn, onChange }: AwaitedEventFormProps) {
  const { definition } = useDefinition()
  const sends = definition.steps.filter(({ kind }) => kind === 'send')
  const start = (kind: AwaitedEvent['kind']): AwaitedEvent => {
    switch (kind) {
      case 'message_clicked':
        return { kind, step: sends[0]?.id ?? '' }
      case 'event':
        return { kind, name: 'Event' }
      default:
        return { kind }
    }
  }
  return (
    <>
      <Select
        label="For what"
        description={event.kind === 'message_clicked' ? 'Opens are not among them: mailboxes fake them.' : undefined}
        allowDeselect={false}
        data={Object.entries(kinds).map(([value, label]) => ({ value, label }))}
        value={event.kind}
        error={event.kind === 'voucher_accepted' || event.kind === 'voucher_redeemed' ? errorIn('') : undefined}
        onChange={(kind) => onChange(start(kind as AwaitedEvent['kind']))}
      />
      {event.kind === 'message_clicked' ? (
        <Select
          label="In which message"
          allowDeselect={false}
          data={sends.map((step) => ({ value: step.id, label: nameStep(step) }))}
          value={event.step}
          error={errorIn('step')}
          onChange={(step) => onChange({ ...event, step: step ?? event.step })}
        />
      ) : null}
      {event.kind === 'ordered' || event.kind === 'event' ? (
        <ReportedEventForm key={event.kind} event={event} errorIn={errorIn} hasKind={false} onChange={onChange} />
      ) : null}
    </>
  )
}
