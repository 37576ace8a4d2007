/** The form of one part of a definition, over the picture: why and how journeys start, or one step. */
import { Alert, Button, Divider, Drawer, Group, List, Stack, Text, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react'
import { nameStep, stepKinds } from '../../words/autopilots.ts'
import type { Definition, Fault, Step } from '../autopilot-queries.ts'
import { faultsWithin, useDefinition } from '../definition/definition-context.ts'
import { findEarlier, findLater, insertStep, listExits, makeStep, moveEarlier, removeStep, replaceStep } from '../definition/edit-steps.ts'
import { nameExit } from '../definition/exit-names.ts'
import { AddStepMenu } from './add-step-menu.tsx'
import { EntryForm } from './entry-form.tsx'
import { StepFields } from './step-fields.tsx'

/** A step's id, or `entry`, which is none: ids have no spaces. */
export const entryPart = 'the entry'

interface PartDrawerProps {
  part: string | undefined
  onOpen: (part: string | undefined) => void
  onChange: (definition: Definition) => void
}

export function PartDrawer({ part, onOpen, onChange }: PartDrawerProps) {
  const { definition, isReadOnly } = useDefinition()
  const index = definition.steps.findIndex(({ id }) => id === part)
  const step = definition.steps[index]
  const title = part === entryPart ? 'Why and how journeys start' : step === undefined ? '' : nameStep(step)
  return (
    <Drawer
      opened={part === entryPart || step !== undefined}
      onClose={() => onOpen(undefined)}
      position="right"
      size="40rem"
      title={
        <Text fw={600} size="lg">
          {title}
        </Text>
      }
      closeButtonProps={{ 'aria-label': 'Close' }}
      overlayProps={{ backgroundOpacity: 0.25 }}
    >
      <fieldset className="plain-fieldset" disabled={isReadOnly} style={{ opacity: 1 }}>
        {part === entryPart ? (
          <Stack>
            <PlaceFaults places={['trigger', 'entryRule', 'reentry', 'activation', 'exitRules', 'holdoutPercent', 'endsAfter']} />
            <EntryForm definition={definition} onChange={(change) => onChange({ ...definition, ...change })} />
            <Divider />
            <AddStepMenu
              label="Add a first step"
              onAdd={(kind) => {
                const added = makeStep(kind, definition.steps)
                onChange(insertStep(definition, added, undefined))
                onOpen(added.id)
              }}
            />
          </Stack>
        ) : null}
        {step === undefined ? null : <StepForm key={step.id} step={step} place={`steps[${index}]`} onOpen={onOpen} onChange={onChange} />}
      </fieldset>
    </Drawer>
  )
}

interface StepFormProps extends Omit<PartDrawerProps, 'part'> {
  step: Step
  place: string
}

function StepForm({ step, place, onOpen, onChange }: StepFormProps) {
  const { definition } = useDefinition()
  const earlier = findEarlier(definition, step.id)
  const later = findLater(definition, step.id)
  const { name: _name, ...rest } = step
  return (
    <Stack>
      <PlaceFaults places={[place]} />
      <TextInput
        label="Name"
        description={`What you and your colleagues call this step: ${stepKinds[step.kind].label.toLowerCase()}.`}
        placeholder={nameStep(rest)}
        maxLength={200}
        value={step.name ?? ''}
        onChange={(event) => {
          const name = event.currentTarget.value
          onChange(replaceStep(definition, name === '' ? rest : { ...rest, name }))
        }}
      />
      <StepFields step={step} place={place} onChange={(next) => onChange(replaceStep(definition, next))} />
      <Divider />
      <Group gap="xs">
        {listExits(step).map(({ path }, index, exits) => (
          <AddStepMenu
            key={path}
            label={exits.length === 1 ? 'Add a step after it' : `Add a step: ${nameExit(step, path).short || index + 1}`}
            onAdd={(kind) => {
              const added = makeStep(kind, definition.steps)
              onChange(insertStep(definition, added, { after: step.id, path }))
              onOpen(added.id)
            }}
          />
        ))}
      </Group>
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconArrowUp size={14} aria-hidden />}
          disabled={earlier === undefined}
          onClick={() => onChange(moveEarlier(definition, step.id))}
        >
          Earlier
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconArrowDown size={14} aria-hidden />}
          disabled={later === undefined}
          onClick={() => later !== undefined && onChange(moveEarlier(definition, later.id))}
        >
          Later
        </Button>
        <Button
          size="compact-sm"
          variant="subtle"
          c="var(--tone-bad)"
          leftSection={<IconTrash size={14} aria-hidden />}
          onClick={() => {
            onOpen(undefined)
            onChange(removeStep(definition, step.id))
          }}
        >
          Delete this step
        </Button>
      </Group>
    </Stack>
  )
}

/** All of them, since some belong to no field. */
function PlaceFaults({ places }: { places: string[] }) {
  const { faults } = useDefinition()
  const here = places.flatMap((place) => faultsWithin(faults, place))
  if (here.length === 0) return null
  return (
    <Alert color="red" variant="outline" title="Before it can be published" role="status">
      <List size="sm">
        {here.map((fault) => (
          <List.Item key={`${fault.path} ${fault.message}`}>{nameFault(fault)}</List.Item>
        ))}
      </List>
    </Alert>
  )
}

const partWords: Record<string, string> = { email: 'Email', sms: 'SMS', push: 'Push', html: 'HTML', url: 'link', text: 'text' }

/** `Email, subject: Must not be empty`. */
export function nameFault({ path, message }: Fault): string {
  const match = /messages\.(email|sms|push)(?:\.(\w+))?/.exec(path)
  if (match === null) return message
  const [, channel = '', part] = match
  return `${partWords[channel] ?? channel}${part === undefined ? '' : `, ${partWords[part] ?? part}`}: ${message}`
}
