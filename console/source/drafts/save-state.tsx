/** Whether what was typed is saved, and what to do where it could not be. */
import { Button, Group, Stack, Text } from '@mantine/core'
import { ApiError } from '../http/request.ts'
import { ProblemAlert } from '../ui/problem.tsx'
import type { DraftKeeper, DraftSnapshot } from './draft-keeper.ts'

const words = { saved: 'Saved', unsaved: 'Saving…', saving: 'Saving…', failed: 'Not saved' }

export function SaveState({ state }: Pick<DraftSnapshot<unknown>, 'state'>) {
  return (
    <Text span size="sm" role="status" c={state === 'failed' ? 'error' : 'dimmed'}>
      {words[state]}
    </Text>
  )
}

function takeTheirs<Fields>(keeper: DraftKeeper<Fields>): void {
  keeper.abandon()
  location.reload()
}

interface SaveFailureProps<Fields> {
  draft: DraftSnapshot<Fields>
  keeper: DraftKeeper<Fields>
  /** The version that somebody else has saved. */
  readVersion: () => Promise<number>
}

export function SaveFailure<Fields>({ draft, keeper, readVersion }: SaveFailureProps<Fields>) {
  if (draft.error === undefined) return null
  const isConflict = draft.error instanceof ApiError && draft.error.code === 'version_mismatch'
  return (
    <Stack gap="xs">
      <ProblemAlert
        error={draft.error}
        title={isConflict ? 'Somebody else has changed this draft' : 'What you typed is not saved yet'}
        {...(isConflict ? {} : { retry: () => void keeper.flush() })}
      />
      {isConflict ? (
        <Group>
          <Button size="xs" onClick={() => void readVersion().then((version) => keeper.overwrite(version))}>
            Keep mine
          </Button>
          <Button size="xs" variant="default" onClick={() => takeTheirs(keeper)}>
            Take theirs
          </Button>
        </Group>
      ) : null}
    </Stack>
  )
}
