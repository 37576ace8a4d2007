/** The journey as a picture or as a list, both of which open the form of each part; with numbers on each step, and faults where they are. */
import { Alert, Button, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useState } from 'react'
import { isEveryone } from '../campaigns/rule-field.tsx'
import { useRecordNames } from '../campaigns/record-names.ts'
import { TextLink } from '../ui/link.tsx'
import { describeExit, describeReentry, describeStep, describeTrigger, nameStep, nameWeekday, stepKinds } from '../words/autopilots.ts'
import { formatCount } from '../words/numbers.ts'
import type { AutopilotNumbers, Definition, Fault, Step } from './autopilot-queries.ts'
import { DefinitionContext, faultsWithin } from './definition/definition-context.ts'
import { entryPart, nameFault, PartDrawer } from './editor/part-drawer.tsx'
import { JourneyList } from './picture/journey-list.tsx'
import { JourneyPicture } from './picture/journey-picture.tsx'
import { StepCard } from './picture/step-card.tsx'

interface JourneyViewProps {
  autopilotId: string
  definition: Definition
  numbers: AutopilotNumbers | undefined
  faults: readonly Fault[]
  isReadOnly: boolean
  onChange: (definition: Definition) => void
}

const entryPlaces = ['trigger', 'entryRule', 'reentry', 'activation', 'exitRules', 'holdoutPercent', 'endsAfter']

export function JourneyView({ autopilotId, definition, numbers, faults, isReadOnly, onChange }: JourneyViewProps) {
  const names = useRecordNames()
  const isNarrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false })
  const [chosenForm, setForm] = useState<string>()
  const form = chosenForm ?? (isNarrow ? 'list' : 'picture')
  const [part, setPart] = useState<string>()
  const renderNumbers = (step: Step) => {
    const known = numbers?.steps.find((one) => one.step === step.id)
    if (numbers === undefined) return undefined
    return <StepCounts autopilotId={autopilotId} step={step} waiting={known?.waiting ?? 0} reached={known?.reached ?? 0} />
  }
  const entryFaults = entryPlaces.flatMap((place) => faultsWithin(faults, place)).length
  const trigger = (
    <StepCard
      kind="trigger"
      word="Starts when a customer"
      title={describeTrigger(definition.trigger, names)}
      what={describeEntry(definition)}
      faults={entryFaults}
      isChosen={part === entryPart}
      onOpen={() => setPart(entryPart)}
    />
  )
  const renderStep = (step: Step, index: number) => (
    <StepCard
      kind={step.kind}
      word={stepKinds[step.kind].label}
      title={nameStep(step)}
      what={describeStep(step, definition, names)}
      faults={faultsWithin(faults, `steps[${index}]`).length}
      isChosen={part === step.id}
      numbers={renderNumbers(step)}
      onOpen={() => setPart(step.id)}
    />
  )
  return (
    <DefinitionContext value={{ definition, names, faults, isReadOnly }}>
      <Stack>
        {isReadOnly ? null : <FaultList definition={definition} faults={faults} onOpen={setPart} />}
        <section className="card" aria-label="Journey">
          <Group justify="space-between" mb="md">
            <Text size="sm" c="dimmed">
              {isReadOnly ? 'Open a part to look at it.' : 'Open a part to change it; what you change is saved as a draft.'}
            </Text>
            <SegmentedControl
              size="xs"
              aria-label="Journey as"
              value={form}
              onChange={setForm}
              data={[
                { value: 'picture', label: 'Picture' },
                { value: 'list', label: 'List' },
              ]}
            />
          </Group>
          {form === 'picture' ? (
            <JourneyPicture definition={definition} trigger={trigger} renderStep={renderStep} />
          ) : (
            <JourneyList definition={definition} trigger={trigger} renderStep={renderStep} />
          )}
        </section>
      </Stack>
      <PartDrawer part={part} onOpen={setPart} onChange={onChange} />
    </DefinitionContext>
  )
}

function StepCounts({ autopilotId: id, step, waiting, reached }: { autopilotId: string; step: Step; waiting: number; reached: number }) {
  const counts = [
    { count: waiting, words: 'here now', search: { view: 'people' as const, step: step.id } },
    { count: reached, words: 'came here', search: { view: 'people' as const, reached: step.id } },
  ]
  return counts.map(({ count, words, search }) =>
    count === 0 ? (
      <Text key={words} span inherit c="dimmed">
        0 {words}
      </Text>
    ) : (
      <TextLink
        key={words}
        to="/configuration/voucher-campaign/autopilot/$id"
        params={{ id }}
        search={search}
        inherit
        className="numbers"
        aria-label={`${formatCount(count)} ${words}: ${nameStep(step)}`}
      >
        {formatCount(count)} {words}
      </TextLink>
    ),
  )
}

function describeEntry({ entryRule, reentry, activation, exitRules, holdoutPercent }: Definition): string {
  const { weekdays, hours } = activation
  return [
    isEveryone(entryRule) ? '' : 'where a rule is true',
    describeReentry(reentry).toLowerCase(),
    weekdays === undefined ? '' : weekdays.map(nameWeekday).join(', '),
    hours === undefined ? '' : `${hours.from} to ${hours.until} o’clock`,
    exitRules.length === 0 ? '' : `ends with ${exitRules.map(describeExit).join(' or ')}`,
    holdoutPercent === 0 ? '' : `${holdoutPercent}% held out`,
  ]
    .filter((text) => text !== '')
    .join(' · ')
    .replace(/^./, (letter) => letter.toUpperCase())
}

/** What is still to be done, each with the way to it. */
function FaultList({ definition, faults, onOpen }: { definition: Definition; faults: readonly Fault[]; onOpen: (part: string) => void }) {
  if (faults.length === 0) return null
  const shown = faults.slice(0, 6)
  return (
    <Alert color="orange" variant="outline" title="Still to be done before it can be published" role="status">
      <Stack gap={4} align="flex-start">
        {shown.map((fault) => {
          const index = Number(/^steps\[(\d+)\]/.exec(fault.path)?.[1] ?? -1)
          const step = definition.steps[index]
          return (
            <Button
              key={`${fault.path} ${fault.message}`}
              variant="subtle"
              color="gray"
              size="compact-sm"
              c="var(--mantine-color-text)"
              px={0}
              styles={{ label: { whiteSpace: 'normal', textAlign: 'left', lineHeight: 1.4, height: 'auto' }, root: { height: 'auto' } }}
              onClick={() => onOpen(step?.id ?? entryPart)}
            >
              <span>
                <b>{step === undefined ? 'Entry' : nameStep(step)}</b>: {nameFault(fault)}
              </span>
            </Button>
          )
        })}
        {faults.length > shown.length ? <Text size="sm">And {faults.length - shown.length} more.</Text> : null}
      </Stack>
    </Alert>
  )
}
