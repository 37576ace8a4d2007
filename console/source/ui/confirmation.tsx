/** The last question before something that cannot be taken back. Stays open, with the reason, where it fails. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { NoticeHere, useMayHere } from '../session/page-rights.tsx'
import { ProblemAlert } from './problem.tsx'

interface ConfirmationProps {
  isOpen: boolean
  title: string
  /** What the button does, in its own words. */
  confirm: string
  isDestructive?: boolean
  isBlocked?: boolean
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
  children,
  onConfirm,
  onClose,
}: ConfirmationProps) {
  const mayHere = useMayHere()
  const confirming = useMutation({ mutationFn: onConfirm, onSuccess: onClose })
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
        <NoticeHere />
        {confirming.isError ? <ProblemAlert error={confirming.error} title="That did not work" /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Not now
          </Button>
          <Button
            color={isDestructive ? 'red.8' : undefined}
            loading={confirming.isPending}
            disabled={isBlocked || !mayHere}
            onClick={() => confirming.mutate()}
          >
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
