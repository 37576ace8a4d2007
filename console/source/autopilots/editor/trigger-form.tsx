/** Why a journey starts. */
import { NumberInput, Select, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { offeredAudiencesQuery } from '../../audiences/audience-queries.ts'
import { DurationInput } from '../../campaigns/duration-input.tsx'
import { nameSegment } from '../../words/autopilots.ts'
import type { Trigger } from '../autopilot-queries.ts'
import { useErrors } from '../definition/definition-context.ts'
import { HourSelect } from './hour-select.tsx'
import { ReportedEventForm } from './reported-event-form.tsx'

const kinds: Record<Trigger['kind'], { label: string; what: string }> = {
  quiet_for: { label: 'Has not ordered for a while', what: 'Once for each quiet spell, also for whoever has been quiet for longer.' },
  personal_date: { label: 'A day of their own', what: 'A birthday, an anniversary: once a year.' },
  segment_entered: { label: 'Enters a segment', what: 'Once for each entry since the autopilot runs.' },
  audience_entered: { label: 'Enters an audience', what: 'Looked at every quarter of an hour; whoever is in it at first has not entered.' },
  audience_stayed: { label: 'Stays in an audience', what: 'Once for each stay; for whoever is in it at first it counts from then.' },
  event: { label: 'Something happens', what: 'An order, or an event that the store reports, from when the autopilot runs.' },
}
const segments = ['lapsed', 'new', 'most_active', 'active', 'vip', 'high_spender', 'high_aov', 'repeat', 'at_risk'] as const

export function TriggerForm({ trigger, onChange }: { trigger: Trigger; onChange: (trigger: Trigger) => void }) {
  return (
    <Stack>
      <Select
        label="Why it starts"
        description={kinds[trigger.kind].what}
        allowDeselect={false}
        data={Object.entries(kinds).map(([value, { label }]) => ({ value, label }))}
        value={trigger.kind}
        onChange={(kind) => onChange(startTrigger(kind as Trigger['kind']))}
      />
      <TriggerDetails key={trigger.kind} trigger={trigger} onChange={onChange} />
    </Stack>
  )
}

function TriggerDetails({ trigger, onChange }: { trigger: Trigger; onChange: (trigger: Trigger) => void }) {
  const errorIn = useErrors('trigger')
  switch (trigger.kind) {
    case 'quiet_for':
      return (
        <DurationInput
          label="No order for"
          value={trigger.duration}
          error={errorIn('duration')}
          onChange={(duration) => onChange({ ...trigger, duration })}
        />
      )
    case 'personal_date':
      return <DateForm trigger={trigger} onChange={onChange} />
    case 'segment_entered':
      return (
        <Select
          label="Segment"
          allowDeselect={false}
          data={segments.map((value) => ({ value, label: nameSegment(value) }))}
          value={trigger.segment}
          onChange={(segment) => onChange({ ...trigger, segment: segments.find((one) => one === segment) ?? trigger.segment })}
        />
      )
    case 'audience_entered':
      return <AudienceSelect trigger={trigger} onChange={(audienceId) => onChange({ ...trigger, audienceId })} />
    case 'audience_stayed':
      return (
        <>
          <AudienceSelect trigger={trigger} onChange={(audienceId) => onChange({ ...trigger, audienceId })} />
          <DurationInput
            label="In it for"
            value={trigger.duration}
            error={errorIn('duration')}
            onChange={(duration) => onChange({ ...trigger, duration })}
          />
        </>
      )
    case 'event':
      return (
        <ReportedEventForm
          event={trigger.event}
          errorIn={(part) => errorIn(`event.${part}`)}
          onChange={(event) => onChange({ ...trigger, event })}
        />
      )
  }
}

type DateTrigger = Extract<Trigger, { kind: 'personal_date' }>
const attributePrefix = 'attributes.'

function DateForm({ trigger, onChange }: { trigger: DateTrigger; onChange: (trigger: Trigger) => void }) {
  const errorIn = useErrors('trigger')
  const { date } = trigger
  const isAttribute = date.startsWith(attributePrefix)
  return (
    <>
      <Select
        label="Which day"
        allowDeselect={false}
        data={[
          { value: 'birthday', label: 'Birthday' },
          { value: 'first_order', label: 'Anniversary of the first order' },
          { value: attributePrefix, label: 'A date in an attribute' },
        ]}
        value={isAttribute ? attributePrefix : date}
        onChange={(chosen) => onChange({ ...trigger, date: chosen ?? 'birthday' })}
      />
      {isAttribute ? (
        <TextInput
          label="Attribute"
          value={date.slice(attributePrefix.length)}
          error={errorIn('date')}
          maxLength={100}
          onChange={(event) => onChange({ ...trigger, date: `attributes.${event.currentTarget.value}` })}
        />
      ) : null}
      <NumberInput
        label="Days before"
        min={0}
        max={180}
        allowDecimal={false}
        clampBehavior="strict"
        value={trigger.daysBefore}
        error={errorIn('daysBefore')}
        onChange={(days) => onChange({ ...trigger, daysBefore: Number(days) })}
        maw={160}
      />
      <HourSelect
        label="At"
        description="Of the clock where the customer lives."
        value={trigger.atHour}
        error={errorIn('atHour')}
        onChange={(hour) => onChange({ ...trigger, atHour: hour ?? trigger.atHour })}
      />
      <Text size="xs" c="dimmed">
        29 February is 28 February in other years.
      </Text>
    </>
  )
}

type AudienceTrigger = Extract<Trigger, { kind: 'audience_entered' | 'audience_stayed' }>

function AudienceSelect({ trigger: { audienceId }, onChange }: { trigger: AudienceTrigger; onChange: (audienceId: string) => void }) {
  const errorIn = useErrors('trigger')
  const audiences = useQuery(offeredAudiencesQuery).data?.data ?? []
  return (
    <Select
      label="Audience"
      placeholder="Choose a saved audience"
      searchable
      data={audiences.map(({ id, name }) => ({ value: id, label: name }))}
      value={audienceId === '' ? null : audienceId}
      error={errorIn('audienceId')}
      onChange={(id) => onChange(id ?? '')}
    />
  )
}

function startTrigger(kind: Trigger['kind']): Trigger {
  switch (kind) {
    case 'quiet_for':
      return { kind, duration: '60d' }
    case 'personal_date':
      return { kind, date: 'birthday', daysBefore: 0, atHour: 10 }
    case 'segment_entered':
      return { kind, segment: 'at_risk' }
    case 'audience_entered':
      return { kind, audienceId: '' }
    case 'audience_stayed':
      return { kind, audienceId: '', duration: '7d' }
    case 'event':
      return { kind, event: { kind: 'ordered' } }
  }
}
