/** The form of each kind of step. */
import { Stack, TextInput } from '@mantine/core'
import { ChannelMessagesForm } from '../../campaigns/channel-messages.tsx'
import { DurationInput } from '../../campaigns/duration-input.tsx'
import { OfferSelect } from '../../campaigns/offer-select.tsx'
import type { Step } from '../autopilot-queries.ts'
import { faultsWithin, useDefinition, useErrors } from '../definition/definition-context.ts'
import { listExits, redirect } from '../definition/edit-steps.ts'
import { nameExit } from '../definition/exit-names.ts'
import { AwaitedEventForm } from './awaited-event-form.tsx'
import { BranchFields } from './branch-fields.tsx'
import { HourSelect } from './hour-select.tsx'
import { NextSelect } from './next-select.tsx'
import { SplitFields } from './split-fields.tsx'
import { TagFields } from './tag-fields.tsx'

export interface FieldsProps<S extends Step> {
  step: S
  /** In the definition: `steps[2]`. */
  place: string
  onChange: (step: Step) => void
}

export function StepFields(props: FieldsProps<Step>) {
  return (
    <Stack>
      <OwnFields {...props} />
      <Ways {...props} />
    </Stack>
  )
}

type Of<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>

function OwnFields({ step, place, onChange }: FieldsProps<Step>) {
  switch (step.kind) {
    case 'wait':
      return <WaitFields step={step} place={place} onChange={onChange} />
    case 'waitFor':
      return <WaitForFields step={step} place={place} onChange={onChange} />
    case 'branch':
      return <BranchFields step={step} place={place} onChange={onChange} />
    case 'split':
      return <SplitFields step={step} place={place} onChange={onChange} />
    case 'voucher':
      return <VoucherFields step={step} place={place} onChange={onChange} />
    case 'send':
      return <SendFields step={step} place={place} onChange={onChange} />
    case 'webhook':
      return <WebhookFields step={step} place={place} onChange={onChange} />
    case 'tag':
      return <TagFields step={step} place={place} onChange={onChange} />
    case 'exit':
      return <ExitFields step={step} place={place} onChange={onChange} />
  }
}

/** Of branches and splits, the ways stand beside their rules and shares. */
function Ways({ step, place, onChange }: FieldsProps<Step>) {
  const errorIn = useErrors(place)
  const shown = listExits(step).filter(({ path }) => path === 'next' || path === 'otherwise')
  return shown.map(({ path, next }) => (
    <NextSelect
      key={path}
      label={nameExit(step, path).label}
      from={step.id}
      value={next}
      error={errorIn(path)}
      onChange={(chosen) => onChange(redirect(step, (before, at) => (at === path ? chosen : before)))}
    />
  ))
}

function WaitFields({ step, place, onChange }: FieldsProps<Of<'wait'>>) {
  const errorIn = useErrors(place)
  const { untilHour: _hour, ...rest } = step
  return (
    <>
      <DurationInput
        label="How long"
        value={step.duration}
        error={errorIn('duration')}
        onChange={(duration) => onChange({ ...step, duration })}
      />
      <HourSelect
        label="Then until"
        description="Of the clock where the customer lives."
        none="No certain hour"
        value={step.untilHour}
        error={errorIn('untilHour')}
        onChange={(untilHour) => onChange(untilHour === undefined ? rest : { ...rest, untilHour })}
      />
    </>
  )
}

function WaitForFields({ step, place, onChange }: FieldsProps<Of<'waitFor'>>) {
  const errorIn = useErrors(place)
  return (
    <>
      <AwaitedEventForm
        event={step.event}
        errorIn={(part) => errorIn(part === '' ? 'event' : `event.${part}`)}
        onChange={(event) => onChange({ ...step, event })}
      />
      <DurationInput
        label="At most"
        description="What happened since the message before it counts as well."
        value={step.atMost}
        error={errorIn('atMost')}
        onChange={(atMost) => onChange({ ...step, atMost })}
      />
    </>
  )
}

function VoucherFields({ step, place, onChange }: FieldsProps<Of<'voucher'>>) {
  const errorIn = useErrors(place)
  return <OfferSelect value={step.offerId} error={errorIn('offerId')} onChange={(offerId) => onChange({ ...step, offerId })} />
}

function SendFields({ step, place, onChange }: FieldsProps<Of<'send'>>) {
  const errorIn = useErrors(place)
  const { definition, faults } = useDefinition()
  return (
    <>
      <ChannelMessagesForm
        channels={step.channels}
        messages={step.messages}
        hasVoucher={definition.steps.some(({ kind }) => kind === 'voucher')}
        channelError={errorIn('channels')}
        countFaults={(channel) => faultsWithin(faults, `${place}.messages.${channel}`).length}
        onChange={(change) => onChange({ ...step, ...change })}
      />
      <DurationInput
        label="Try the next channel within"
        description="When the provider reports within this time that it could not be delivered."
        value={step.fallThroughWithin}
        error={errorIn('fallThroughWithin')}
        onChange={(fallThroughWithin) => onChange({ ...step, fallThroughWithin })}
      />
    </>
  )
}

function WebhookFields({ step, place, onChange }: FieldsProps<Of<'webhook'>>) {
  const errorIn = useErrors(place)
  return (
    <TextInput
      type="url"
      label="Address"
      description="A signed POST (Standard Webhooks) with the customer’s ids; tried again for a day."
      placeholder="https://"
      maxLength={2000}
      value={step.url}
      error={errorIn('url')}
      onChange={(event) => onChange({ ...step, url: event.currentTarget.value })}
    />
  )
}

function ExitFields({ step, place, onChange }: FieldsProps<Of<'exit'>>) {
  const errorIn = useErrors(place)
  return (
    <TextInput
      label="Reason"
      description="As lists and reports show it."
      maxLength={100}
      value={step.reason}
      error={errorIn('reason') ?? (step.reason === '' ? 'An exit needs a reason' : undefined)}
      onChange={(event) => onChange({ ...step, reason: event.currentTarget.value })}
    />
  )
}
