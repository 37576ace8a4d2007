/** Who may enter, how often and when; who is held out; what ends a journey wherever it is. */
import { Checkbox, Divider, Group, Select, Stack, Title } from '@mantine/core'
import { DurationInput } from '../../campaigns/duration-input.tsx'
import { HoldoutInput } from '../../campaigns/holdout-input.tsx'
import { RuleField } from '../../campaigns/rule-field.tsx'
import { useTimeZone } from '../../store/store-settings.ts'
import { nameWeekday } from '../../words/autopilots.ts'
import type { Definition } from '../autopilot-queries.ts'
import { useErrors } from '../definition/definition-context.ts'
import { ExitRulesForm } from './exit-rules-form.tsx'
import { HourSelect } from './hour-select.tsx'
import { InstantInput } from './instant-input.tsx'
import { TriggerForm } from './trigger-form.tsx'

interface EntryFormProps {
  definition: Definition
  onChange: (part: Partial<Definition>) => void
}

export function EntryForm({ definition, onChange }: EntryFormProps) {
  const errorIn = useErrors('')
  const { trigger, entryRule, exitRules, holdoutPercent, endsAfter } = definition
  return (
    <Stack>
      <TriggerForm trigger={trigger} onChange={(next) => onChange({ trigger: next })} />
      <RuleField
        label="Who of them may enter"
        rule={entryRule}
        isOptional
        error={errorIn('entryRule')}
        onChange={(rule) => onChange({ entryRule: rule })}
      />
      <ReentryForm reentry={definition.reentry} onChange={(reentry) => onChange({ reentry })} />
      <PartTitle>When journeys may start</PartTitle>
      <ActivationForm activation={definition.activation} onChange={(activation) => onChange({ activation })} />
      <PartTitle>How a journey ends early</PartTitle>
      <ExitRulesForm exitRules={exitRules} onChange={(next) => onChange({ exitRules: next })} />
      <DurationInput
        label="At the latest after"
        description="A journey that takes longer ends as expired."
        value={endsAfter}
        error={errorIn('endsAfter')}
        onChange={(next) => onChange({ endsAfter: next })}
      />
      <PartTitle>What it does to sales</PartTitle>
      <HoldoutInput
        description="A stable share of customers is matched and gets nothing, so that the lift can be measured."
        percent={holdoutPercent}
        error={errorIn('holdoutPercent')}
        onChange={(percent) => onChange({ holdoutPercent: percent })}
        maw={260}
      />
    </Stack>
  )
}

function PartTitle({ children }: { children: string }) {
  return (
    <>
      <Divider />
      <Title order={3}>{children}</Title>
    </>
  )
}

type Reentry = Definition['reentry']

function ReentryForm({ reentry, onChange }: { reentry: Reentry; onChange: (reentry: Reentry) => void }) {
  const errorIn = useErrors('reentry')
  return (
    <>
      <Select
        label="How often one customer may enter"
        allowDeselect={false}
        data={[
          { value: 'once', label: 'Once only' },
          { value: 'after', label: 'Again after some time' },
          { value: 'always', label: 'Each time, also several at once' },
        ]}
        value={reentry.kind}
        onChange={(kind) => onChange(kind === 'after' ? { kind, duration: '90d' } : { kind: kind === 'always' ? 'always' : 'once' })}
      />
      {reentry.kind === 'after' ? (
        <DurationInput
          label="After"
          description="Counted from the time before."
          value={reentry.duration}
          error={errorIn('duration')}
          onChange={(duration) => onChange({ ...reentry, duration })}
        />
      ) : null}
    </>
  )
}

type Activation = Definition['activation']
const days = [1, 2, 3, 4, 5, 6, 7]

/** Outside of the window a match waits for its beginning. */
function ActivationForm({ activation, onChange }: { activation: Activation; onChange: (activation: Activation) => void }) {
  const errorIn = useErrors('activation')
  const timeZone = useTimeZone()
  const { weekdays, hours } = activation
  const change = (part: { [Name in keyof Activation]: Activation[Name] | undefined }) =>
    onChange(Object.fromEntries(Object.entries({ ...activation, ...part }).filter(([, value]) => value !== undefined)))
  const changeHours = (from: number | undefined, until: number | undefined) =>
    change({ hours: from === undefined && until === undefined ? undefined : { from: from ?? 0, until: until ?? 24 } })
  return (
    <Stack gap="sm">
      <Checkbox.Group
        label="Days"
        description="None chosen: every day."
        value={weekdays?.map(String) ?? []}
        error={errorIn('weekdays')}
        onChange={(chosen) => change({ weekdays: chosen.length === 0 ? undefined : chosen.map(Number).toSorted((a, b) => a - b) })}
      >
        <Group gap="sm" mt={6}>
          {days.map((day) => (
            <Checkbox key={day} value={String(day)} label={nameWeekday(day)} />
          ))}
        </Group>
      </Checkbox.Group>
      <Group align="flex-start" gap="sm">
        <HourSelect label="From" none="Midnight" value={hours?.from} onChange={(from) => changeHours(from, hours?.until)} />
        <HourSelect
          label="Until"
          none="Midnight"
          last={24}
          value={hours?.until}
          error={errorIn('hours')}
          onChange={(until) => changeHours(hours?.from, until)}
        />
      </Group>
      <Group align="flex-start" gap="sm">
        <InstantInput label="Not before" instant={activation.from} timeZone={timeZone} onChange={(from) => change({ from })} />
        <InstantInput
          label="Not after"
          instant={activation.until}
          timeZone={timeZone}
          error={errorIn('until')}
          onChange={(until) => change({ until })}
        />
      </Group>
    </Stack>
  )
}
