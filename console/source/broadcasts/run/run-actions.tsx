/** Pause, resume, cancel, another time: what a running or waiting broadcast takes. */
import { Button, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconCopy } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Confirmation } from '../../ui/confirmation.tsx'
import { describeError, ProblemAlert } from '../../ui/problem.tsx'
import {
  type Broadcast,
  broadcastQuery,
  commandBroadcast,
  copyBroadcast,
  rescheduleBroadcast,
  type Progress,
  type Schedule,
} from '../broadcast-queries.ts'
import { ScheduleForm } from '../editor/schedule-form.tsx'

interface RunActionsProps {
  broadcast: Broadcast
  status: Broadcast['status']
  /** What a command was answered. */
  onProgress: (progress: Progress) => void
}

export function RunActions({ broadcast, status, onProgress }: RunActionsProps) {
  const { id, name } = broadcast
  const client = useQueryClient()
  const navigate = useNavigate()
  const [isCancelling, cancelling] = useDisclosure()
  const [isRescheduling, rescheduling] = useDisclosure()
  const refresh = (progress: Progress) => {
    onProgress(progress)
    return client.invalidateQueries(broadcastQuery(id))
  }
  const onError = (error: unknown) => notifications.show({ color: 'red', title: 'That did not work', message: describeError(error) })
  const commanding = useMutation({
    mutationFn: (command: 'pause' | 'resume') => commandBroadcast(id, command),
    onSuccess: refresh,
    onError,
  })
  const copying = useMutation({
    mutationFn: () => copyBroadcast(id),
    onSuccess: (copy) => navigate({ to: '/configuration/marketing-campaign/$id', params: { id: copy.id } }),
    onError,
  })
  const cancel = async () => {
    await refresh(await commandBroadcast(id, 'cancel'))
  }
  if (status === 'sent' || status === 'cancelled' || status === 'failed') {
    return (
      <Button
        variant="default"
        leftSection={<IconCopy size={16} aria-hidden />}
        loading={copying.isPending}
        onClick={() => copying.mutate()}
      >
        Copy
      </Button>
    )
  }
  return (
    <>
      {status === 'scheduled' ? (
        <Button variant="default" onClick={rescheduling.open}>
          Reschedule
        </Button>
      ) : null}
      <Button variant="default" loading={commanding.isPending} onClick={() => commanding.mutate(status === 'paused' ? 'resume' : 'pause')}>
        {status === 'paused' ? 'Resume' : 'Pause'}
      </Button>
      <Button variant="default" c="var(--tone-bad)" onClick={cancelling.open}>
        Cancel
      </Button>
      <Confirmation
        isOpen={isCancelling}
        title={`Cancel “${name}” for good?`}
        confirm="Cancel the broadcast"
        isDestructive
        onConfirm={cancel}
        onClose={cancelling.close}
      >
        Whoever it has not reached yet will not get it. Messages that have left cannot be called back.
      </Confirmation>
      <RescheduleDialog isOpen={isRescheduling} onClose={rescheduling.close} broadcast={broadcast} onDone={refresh} />
    </>
  )
}

interface RescheduleDialogProps {
  isOpen: boolean
  onClose: () => void
  broadcast: Broadcast
  onDone: (progress: Progress) => Promise<unknown>
}

function RescheduleDialog({ isOpen, onClose, broadcast, onDone }: RescheduleDialogProps) {
  const [schedule, setSchedule] = useState<Schedule>(broadcast.schedule)
  const saving = useMutation({
    async mutationFn() {
      await onDone(await rescheduleBroadcast(broadcast.id, schedule))
    },
    onSuccess: onClose,
  })
  return (
    <Modal opened={isOpen} onClose={onClose} title={<Text fw={600}>Another time for “{broadcast.name}”</Text>}>
      <Stack>
        <ScheduleForm schedule={schedule} onChange={setSchedule} />
        {saving.isError ? <ProblemAlert error={saving.error} title="The time was not changed" /> : null}
        <Button onClick={() => saving.mutate()} loading={saving.isPending}>
          Change the time
        </Button>
      </Stack>
    </Modal>
  )
}
