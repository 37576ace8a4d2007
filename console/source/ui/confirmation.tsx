/** The last question before something that cannot be taken back. Stays open, with the reason, where it fails. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { ActionButton } from '../session/action-button.tsx'
import { type Right, useAction } from '../session/use-action.ts'
import { ReasonNotice } from '../session/rights.tsx'
import { ProblemAlert } from './problem.tsx'

interface ConfirmationProps {
  isOpen: boolean
  title: string
  /** What the button does, in its own words. */
  confirm: string
  isDestructive?: boolean
  isBlocked?: boolean
  /** What it takes; that of its page where it is not given. */
  right?: Right
  children: ReactNode
  onConfirm: () => Promise<unknown>
  onClose: () => void
}

export function Confirmation({
  isOpen,
  title,
  confirm,
  isDestructive = false,
  isBlocked = false,
  right = 'here',
  children,
  onConfirm,
  onClose,
}: ConfirmationProps) {
  const confirming = useAction(right, { mutationFn: onConfirm, onSuccess: onClose })
  const close = () => {
    confirming.reset()
    onClose()
  }
  return (
    <Modal opened={isOpen} onClose={close} title={<Text fw={600}>{title}</Text>}>
      <Stack>
        <Text size="sm" component="div">
          {children}
        </Text>
        <ReasonNotice reason={confirming.reasonNot} />
        {confirming.isError ? <ProblemAlert error={confirming.error} title="That did not work" /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Not now
          </Button>
          <ActionButton
            action={confirming}
            color={isDestructive ? 'red.8' : undefined}
            disabled={isBlocked}
            onClick={() => confirming.mutate()}
          >
            {confirm}
          </ActionButton>
        </Group>
      </Stack>
    </Modal>
  )
}
