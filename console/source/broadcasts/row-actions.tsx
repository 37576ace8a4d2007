/** What can be done with a broadcast from the list: copy it, read its report, delete its draft. */
import { ActionIcon, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconChartBar, IconCopy, IconDots, IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Confirmation } from '../ui/confirmation.tsx'
import { describeError } from '../ui/problem.tsx'
import { type Broadcast, broadcastsPath, copyBroadcast, deleteDraft } from './broadcast-queries.ts'

export function RowActions({ broadcast: { id, name, status } }: { broadcast: Broadcast }) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const [isDeleting, { open: askToDelete, close }] = useDisclosure()
  const copying = useMutation({
    mutationFn: () => copyBroadcast(id),
    onSuccess: (copy) => navigate({ to: '/configuration/marketing-campaign/$id', params: { id: copy.id } }),
    onError: (error) => notifications.show({ color: 'red', title: 'It could not be copied', message: describeError(error) }),
  })
  const remove = async () => {
    await deleteDraft(id)
    await client.invalidateQueries({ queryKey: [broadcastsPath, 'list'] })
  }
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${name}`} loading={copying.isPending}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {status === 'draft' ? null : (
            <Menu.Item
              leftSection={<IconChartBar size={16} aria-hidden />}
              onClick={() => void navigate({ to: '/reports/marketing-campaigns/$id', params: { id } })}
            >
              Report
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={() => copying.mutate()}>
            Copy to a new draft
          </Menu.Item>
          {status === 'draft' ? (
            <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={askToDelete}>
              Delete draft
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      <Confirmation
        isOpen={isDeleting}
        title={`Delete the draft “${name}”?`}
        confirm="Delete draft"
        isDestructive
        onConfirm={remove}
        onClose={close}
      >
        It is deleted for good. Nothing of it was sent.
      </Confirmation>
    </>
  )
}
