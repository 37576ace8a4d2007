/** Pause, resume, stop, another time, and a copy once it is over: what a campaign takes that has left its draft. */
import { Button, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconCopy } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { ActionButton } from '../session/action-button.tsx'
import { useAction } from '../session/use-action.ts'
import type { Schedule } from '../broadcasts/broadcast-queries.ts'
import { noticeFailure } from '../ui/failure-notice.ts'
import { ProblemAlert } from '../ui/problem.tsx'
import { ScheduleForm } from './schedule-form.tsx'

interface CampaignActionsProps {
  campaign: { name: string; schedule: Schedule }
  isScheduled: boolean
  isPaused: boolean
  /** Nothing of it is left that could be paused. */
  hasLeft?: boolean
  /** It takes nothing any more: it can only be copied. */
  isOver: boolean
  onCommand: (command: 'pause' | 'resume') => Promise<unknown>
  onReschedule: (schedule: Schedule) => Promise<unknown>
  /** Copies it and goes to the copy. */
  onCopy: () => Promise<unknown>
  /** `Stop`: what ends it for good. */
  stop: string
  onStop: () => void
  /** The question before it is stopped. */
  children: ReactNode
}

export function CampaignActions({ isOver, onCopy, ...actions }: CampaignActionsProps) {
  const copying = useAction('here', { mutationFn: onCopy, onError: noticeFailure() })
  if (!isOver) return <OpenActions {...actions} />
  return (
    <ActionButton action={copying} variant="default" leftSection={<IconCopy size={16} aria-hidden />} onClick={() => copying.mutate()}>
      Copy
    </ActionButton>
  )
}

type OpenActionsProps = Omit<CampaignActionsProps, 'isOver' | 'onCopy'>

function OpenActions({
  campaign,
  isScheduled,
  isPaused,
  hasLeft = false,
  onCommand,
  onReschedule,
  stop,
  onStop,
  children,
}: OpenActionsProps) {
  const [isRescheduling, rescheduling] = useDisclosure()
  const commanding = useAction('here', { mutationFn: onCommand, onError: noticeFailure() })
  return (
    <>
      {isScheduled ? (
        <Button variant="default" onClick={rescheduling.open}>
          Reschedule
        </Button>
      ) : null}
      {hasLeft ? null : (
        <ActionButton action={commanding} variant="default" onClick={() => commanding.mutate(isPaused ? 'resume' : 'pause')}>
          {isPaused ? 'Resume' : 'Pause'}
        </ActionButton>
      )}
      <Button variant="default" c="var(--tone-bad)" onClick={onStop}>
        {stop}
      </Button>
      {children}
      <Modal opened={isRescheduling} onClose={rescheduling.close} title={<Text fw={600}>Another time for “{campaign.name}”</Text>}>
        <RescheduleForm before={campaign.schedule} onReschedule={onReschedule} onDone={rescheduling.close} />
      </Modal>
    </>
  )
}

interface RescheduleFormProps extends Pick<CampaignActionsProps, 'onReschedule'> {
  before: Schedule
  onDone: () => void
}

function RescheduleForm({ before, onReschedule, onDone }: RescheduleFormProps) {
  const [schedule, setSchedule] = useState(before)
  const saving = useAction('here', { mutationFn: onReschedule, onSuccess: onDone })
  return (
    <Stack>
      <ScheduleForm schedule={schedule} onChange={setSchedule} />
      {saving.isError ? <ProblemAlert error={saving.error} title="The time was not changed" /> : null}
      <ActionButton action={saving} onClick={() => saving.mutate(schedule)}>
        Change the time
      </ActionButton>
    </Stack>
  )
}
