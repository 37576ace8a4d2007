/** Pause, resume, cancel, another time: what a running or waiting broadcast takes. */
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { CampaignActions } from '../../campaigns/run-actions.tsx'
import { Confirmation } from '../../ui/confirmation.tsx'
import { NamedConfirmation } from '../../ui/named-confirmation.tsx'
import {
  type Broadcast,
  broadcastQuery,
  commandBroadcast,
  copyBroadcast,
  type Progress,
  rescheduleBroadcast,
} from '../broadcast-queries.ts'

interface RunActionsProps {
  broadcast: Broadcast
  status: Broadcast['status']
  /** What a command was answered. */
  onProgress: (progress: Progress) => void
}

export function RunActions({ broadcast, status, onProgress }: RunActionsProps) {
  const { id, name, startedAt } = broadcast
  const client = useQueryClient()
  const navigate = useNavigate()
  const [isCancelling, cancelling] = useDisclosure()
  const accept = async (answer: Promise<Progress>) => {
    onProgress(await answer)
    await client.invalidateQueries(broadcastQuery(id))
  }
  const cancel = {
    isOpen: isCancelling,
    title: `Cancel “${name}” for good?`,
    confirm: 'Cancel the broadcast',
    onConfirm: () => accept(commandBroadcast(id, 'cancel')),
    onClose: cancelling.close,
  }
  return (
    <CampaignActions
      campaign={broadcast}
      isScheduled={startedAt === null && (status === 'scheduled' || status === 'paused')}
      isPaused={status === 'paused'}
      isOver={status === 'sent' || status === 'cancelled' || status === 'failed'}
      onCommand={(command) => accept(commandBroadcast(id, command))}
      onReschedule={(schedule) => accept(rescheduleBroadcast(id, schedule))}
      onCopy={async () => {
        const copy = await copyBroadcast(id)
        await navigate({ to: '/configuration/marketing-campaign/$id', params: { id: copy.id } })
      }}
      stop="Cancel"
      onStop={cancelling.open}
    >
      {startedAt === null ? (
        <Confirmation {...cancel} isDestructive>
          Nothing of it has left yet, and nothing will. It can still be copied.
        </Confirmation>
      ) : (
        <NamedConfirmation {...cancel} name={name}>
          Whoever it has not reached yet will not get it. Messages that have left cannot be called back.
        </NamedConfirmation>
      )}
    </CampaignActions>
  )
}
