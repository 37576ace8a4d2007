/** What becomes of a saved audience: a copy, the archive and back, and its end, which is explained where something still uses it. */
import { Button, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ActionButton } from '../session/action-button.tsx'
import { useAction } from '../session/use-action.ts'
import { NamedConfirmation } from '../ui/named-confirmation.tsx'
import { audiencesPath, commandAudience, deleteAudience, type SavedAudience, usesQuery } from './audience-queries.ts'
import { noticeFailure } from '../ui/failure-notice.ts'
import { UseList } from './use-section.tsx'

interface AudienceCommandsProps {
  audience: SavedAudience
  onDone: (audience: SavedAudience) => Promise<void>
}

export function AudienceCommands({ audience, onDone }: AudienceCommandsProps) {
  const { id, isArchived } = audience
  const [isDeleting, deleting] = useDisclosure()
  const navigate = useNavigate()
  const commanding = useAction('audiences:write', {
    mutationFn: (command: 'copy' | 'archive' | 'restore') => commandAudience(id, command),
    onSuccess: async (result) => {
      await onDone(result)
      if (result.id !== id) await navigate({ to: '/audiences/$id', params: { id: result.id } })
    },
    onError: noticeFailure(),
  })
  return (
    <>
      <ActionButton action={commanding} variant="default" onClick={() => commanding.mutate('copy')}>
        Copy
      </ActionButton>
      <ActionButton action={commanding} variant="default" onClick={() => commanding.mutate(isArchived ? 'restore' : 'archive')}>
        {isArchived ? 'Restore' : 'Archive'}
      </ActionButton>
      <Button variant="default" c="var(--tone-bad)" onClick={deleting.open}>
        Delete
      </Button>
      <DeleteDialog audience={audience} isOpen={isDeleting} onClose={deleting.close} />
    </>
  )
}

interface DeleteDialogProps {
  audience: SavedAudience
  isOpen: boolean
  onClose: () => void
}

function DeleteDialog({ audience: { id, name, isArchived }, isOpen, onClose }: DeleteDialogProps) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const uses = useQuery({ ...usesQuery(id), enabled: isOpen }).data?.data ?? []
  if (uses.length > 0)
    return (
      <Modal opened={isOpen} onClose={onClose} title={<Text fw={600}>“{name}” is still used</Text>}>
        <Stack gap="sm">
          <Text size="sm">
            It cannot be deleted while something names it: what was sent keeps to it, and what is not sent would no longer know to whom.
            {isArchived ? '' : ' Archive it, and it is offered nowhere any more; whoever uses it keeps it.'}
          </Text>
          <UseList uses={uses} />
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
        </Stack>
      </Modal>
    )
  return (
    <NamedConfirmation
      isOpen={isOpen}
      title={`Delete “${name}” for good?`}
      confirm="Delete the audience"
      name={name}
      onConfirm={async () => {
        await deleteAudience(id)
        await navigate({ to: '/audiences', ignoreBlocker: true })
        await client.invalidateQueries({ queryKey: [audiencesPath] })
      }}
      onClose={onClose}
    >
      Its rule, its sizes of past days and its files go with it. The people stay.
    </NamedConfirmation>
  )
}
