/** What becomes of a saved audience: a copy, the archive, and back. */
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { commandAudience, type SavedAudience } from './audience-queries.ts'
import { noticeFailure } from '../ui/failure-notice.ts'

interface AudienceCommandsProps {
  audience: SavedAudience
  onDone: (audience: SavedAudience) => Promise<void>
}

export function AudienceCommands({ audience: { id, isArchived }, onDone }: AudienceCommandsProps) {
  const navigate = useNavigate()
  const commanding = useMutation({
    mutationFn: (command: 'copy' | 'archive' | 'restore') => commandAudience(id, command),
    onSuccess: async (result) => {
      await onDone(result)
      if (result.id !== id) await navigate({ to: '/audiences/$id', params: { id: result.id } })
    },
    onError: noticeFailure(),
  })
  return (
    <>
      <Button variant="default" loading={commanding.isPending} onClick={() => commanding.mutate('copy')}>
        Copy
      </Button>
      <Button variant="default" loading={commanding.isPending} onClick={() => commanding.mutate(isArchived ? 'restore' : 'archive')}>
        {isArchived ? 'Restore' : 'Archive'}
      </Button>
    </>
  )
}
