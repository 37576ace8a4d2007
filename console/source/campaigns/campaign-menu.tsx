/** What can be done with a campaign from a list: copy it, delete its draft, and what its kind has besides. */
import { ActionIcon, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconCopy, IconDots, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { useAction } from '../session/use-action.ts'
import { Confirmation } from '../ui/confirmation.tsx'
import { noticeFailure } from '../ui/failure-notice.ts'

interface CampaignMenuProps {
  name: string
  isDraft: boolean
  /** That nothing of the draft has left. */
  unsent: string
  /** Copies it and goes to the copy. */
  onCopy: () => Promise<void>
  onDelete: () => Promise<void>
  /** What is read again once it is deleted. */
  listKey: readonly string[]
  /** Further items, above the others. */
  children?: ReactNode
}

/** A list has hundreds of them: until it is opened for the first time, it is a button alone. */
export function CampaignMenu(props: CampaignMenuProps) {
  const [isMade, setIsMade] = useState(false)
  if (isMade) return <OpenedMenu {...props} />
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={`Actions for ${props.name}`}
      aria-haspopup="menu"
      aria-expanded={false}
      onClick={() => setIsMade(true)}
    >
      <IconDots size={18} aria-hidden />
    </ActionIcon>
  )
}

function OpenedMenu({ name, isDraft, unsent, onCopy, onDelete, listKey, children }: CampaignMenuProps) {
  const client = useQueryClient()
  const [isOpen, setIsOpen] = useState(false)
  const [isDeleting, { open, close }] = useDisclosure()
  const copying = useAction('here', { mutationFn: onCopy, onError: noticeFailure('It could not be copied') })
  // Once its button has the focus, to which it comes back.
  useEffect(() => setIsOpen(true), [])
  return (
    <>
      <Menu position="bottom-end" withinPortal opened={isOpen} onChange={setIsOpen}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${name}`} loading={copying.isPending} autoFocus>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {children}
          {copying.reasonNot === undefined ? null : <Menu.Label maw={240}>{copying.reasonNot}</Menu.Label>}
          <Menu.Item
            leftSection={<IconCopy size={16} aria-hidden />}
            disabled={copying.reasonNot !== undefined}
            onClick={() => copying.mutate()}
          >
            Copy to a new draft
          </Menu.Item>
          {isDraft ? (
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={16} aria-hidden />}
              disabled={copying.reasonNot !== undefined}
              onClick={open}
            >
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
        onConfirm={async () => {
          await onDelete()
          await client.invalidateQueries({ queryKey: listKey })
        }}
        onClose={close}
      >
        It is deleted for good. {unsent}
      </Confirmation>
    </>
  )
}
