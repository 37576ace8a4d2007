/** Whether what was typed is saved, and what to do where it could not be. */
import { Button, Group, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { ApiError, request } from '../../http/request.ts'
import { ProblemAlert } from '../../ui/problem.tsx'
import { type Broadcast, broadcastQuery, broadcastsPath } from '../broadcast-queries.ts'
import type { DraftKeeper, DraftSnapshot } from './draft-keeper.ts'

const words = { saved: 'Saved', unsaved: 'Saving…', saving: 'Saving…', failed: 'Not saved' }

export function SaveState({ draft }: { draft: DraftSnapshot }) {
  return (
    <Text span size="sm" role="status" c={draft.state === 'failed' ? 'error' : 'dimmed'}>
      {words[draft.state]}
    </Text>
  )
}

export function SaveFailure({ id, draft, keeper }: { id: string; draft: DraftSnapshot; keeper: DraftKeeper }) {
  const client = useQueryClient()
  if (draft.error === undefined) return null
  const isConflict = draft.error instanceof ApiError && draft.error.code === 'version_mismatch'
  const overwrite = async () => {
    const { version } = await request<Broadcast>('GET', `${broadcastsPath}/${id}`)
    await keeper.overwrite(version)
  }
  return (
    <Stack gap="xs">
      <ProblemAlert
        error={draft.error}
        title={isConflict ? 'Somebody else has changed this draft' : 'What you typed is not saved yet'}
        {...(isConflict ? {} : { retry: () => void keeper.flush() })}
      />
      {isConflict ? (
        <Group>
          <Button size="xs" onClick={() => void overwrite()}>
            Keep mine
          </Button>
          <Button
            size="xs"
            variant="default"
            onClick={() => void client.invalidateQueries(broadcastQuery(id)).then(() => location.reload())}
          >
            Take theirs
          </Button>
        </Group>
      ) : null}
    </Stack>
  )
}
