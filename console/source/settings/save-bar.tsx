/** What is typed and not saved, what was saved, and what somebody else has saved meanwhile; and the guard of the page. */
import { Alert, Button, Group, List, Stack, Text } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { ActionButton } from '../session/action-button.tsx'
import { LeaveGuard } from '../ui/leave-guard.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { findChanges } from './settings-changes.ts'
import type { SettingsForm } from './use-settings-form.ts'

interface SaveBarProps<Value extends object> {
  form: SettingsForm<Value>
  /** What each field is called, and how its value reads. */
  words: { [Field in keyof Value]-?: { label: string; show: (value: Value[Field]) => string } }
  /** From when on a change holds. */
  effect: string
  /** The way to save it, where there is more to it than a click. */
  save?: ReactNode
}

export function SaveBar<Value extends object>({ form, words, effect, save }: SaveBarProps<Value>) {
  const { changes, isChanged, theirs, saved } = form
  const name = (fields: Partial<Value>) =>
    (Object.keys(fields) as (keyof Value)[]).map((field) => words[field].label.toLowerCase()).join(', ')
  return (
    <>
      <LeaveGuard isOn={isChanged} what={`What you changed is not saved: ${name(changes)}.`} />
      {form.failure === undefined ? null : (
        <ProblemAlert error={form.failure} title="It could not be saved. What you typed is still here" />
      )}
      {theirs === undefined ? null : <Overtaken form={form} theirs={theirs} words={words} />}
      <div className="save-bar" data-shown={isChanged || saved !== undefined ? '' : undefined}>
        <Group justify="space-between" gap="sm">
          <Text size="sm" role="status" component="div">
            {isChanged ? (
              <>Not saved: {name(changes)}</>
            ) : saved === undefined ? null : (
              <Group gap={6}>
                <IconCheck size={16} color="var(--tone-good)" aria-hidden />
                <span>
                  Saved: {name(saved)}. {effect}
                </span>
              </Group>
            )}
          </Text>
          {isChanged ? (
            <Group gap="xs">
              <Button variant="default" onClick={form.undo}>
                Undo
              </Button>
              {save ?? (
                <ActionButton action={form.action} disabled={!form.canSave || theirs !== undefined} onClick={form.save}>
                  Save
                </ActionButton>
              )}
            </Group>
          ) : null}
        </Group>
      </div>
    </>
  )
}

function Overtaken<Value extends object>({
  form,
  theirs,
  words,
}: Pick<SaveBarProps<Value>, 'form' | 'words'> & { theirs: NonNullable<SettingsForm<Value>['theirs']> }) {
  const changed = findChanges(form.inForce.value, theirs.value)
  const fields = Object.keys(changed) as (keyof Value)[]
  const show = (field: keyof Value, value: Value) => words[field].show(value[field])
  return (
    <Alert
      color="orange"
      variant="outline"
      title={`${theirs.changedBy ?? 'Somebody else'} has changed these settings meanwhile`}
      role="alert"
    >
      <Stack gap="xs">
        <List size="sm">
          {fields.map((field) => (
            <List.Item key={String(field)}>
              {words[field].label}: {show(field, theirs.value)}
              {field in form.changes ? `; you typed ${show(field, form.typed)}` : ''}
            </List.Item>
          ))}
        </List>
        <Text size="sm">Nothing of yours has been saved yet.</Text>
        <Group gap="xs">
          <Button variant="default" size="xs" onClick={form.undo}>
            Take theirs
          </Button>
          <Button variant="default" size="xs" onClick={form.keepMine}>
            Keep what I typed
          </Button>
        </Group>
      </Stack>
    </Alert>
  )
}
