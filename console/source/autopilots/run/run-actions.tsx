/** Publish, enable, disable, retire: what an autopilot takes, each with what it means before it is done. */
import { ActionIcon, Button, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconCoins, IconDots, IconRefresh, IconTrash, IconX } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useAction } from '../../session/use-action.ts'
import type { DraftKeeper } from '../../drafts/draft-keeper.ts'
import { noticeFailure } from '../../ui/failure-notice.ts'
import { Confirmation } from '../../ui/confirmation.tsx'
import {
  type Autopilot,
  type AutopilotNumbers,
  autopilotQuery,
  autopilotsPath,
  commandAutopilot,
  type AutopilotCommand,
  type Definition,
  type DefinitionCheck,
  deleteAutopilot,
  versionsQuery,
} from '../autopilot-queries.ts'
import { isSame } from '../definition/describe-changes.ts'
import { BudgetDialog } from './budget-dialog.tsx'
import { DisableDialog } from './disable-dialog.tsx'
import { PublishDialog } from './publish-dialog.tsx'
import { RetireDialog } from './retire-dialog.tsx'

interface RunActionsProps {
  autopilot: Autopilot
  /** As it is typed. */
  definition: Definition
  check: DefinitionCheck | undefined
  numbers: AutopilotNumbers | undefined
  keeper: Pick<DraftKeeper<object>, 'flush' | 'overwrite'>
}

export function RunActions({ autopilot, definition, check, numbers, keeper }: RunActionsProps) {
  const { id, name, status, publishedNumber } = autopilot
  const client = useQueryClient()
  const navigate = useNavigate()
  const [isPublishing, publishing] = useDisclosure()
  const [isEnabling, enabling] = useDisclosure()
  const [isDisabling, disabling] = useDisclosure()
  const [isRetiring, retiring] = useDisclosure()
  const [isDeleting, deleting] = useDisclosure()
  const [isLimiting, limiting] = useDisclosure()
  const published = useQuery({ ...versionsQuery(id), enabled: publishedNumber !== null }).data?.data[0]
  const isChanged = published === undefined ? publishedNumber === null : !isSame(published.definition, definition)
  const command = async (of: AutopilotCommand) => {
    client.setQueryData(autopilotQuery(id).queryKey, await commandAutopilot(id, of))
    await client.invalidateQueries({ queryKey: [autopilotsPath] })
  }
  const sweeping = useAction('autopilots:run', {
    mutationFn: () => command({ command: 'sweep', body: {} }),
    onSuccess: () => notifications.show({ title: 'Looking for customers now', message: name }),
    onError: noticeFailure(),
  })
  if (status === 'retired') return null
  const publish = async () => {
    if (await keeper.flush()) publishing.open()
  }
  return (
    <>
      {status === 'enabled' ? (
        <Button variant="default" onClick={disabling.open}>
          Pause
        </Button>
      ) : publishedNumber === null ? null : (
        <Button variant={isChanged ? 'default' : 'filled'} onClick={enabling.open}>
          {status === 'disabled' ? 'Go on' : 'Enable'}
        </Button>
      )}
      {isChanged ? (
        <Button disabled={check?.ok !== true} onClick={() => void publish()}>
          Publish
        </Button>
      ) : null}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label="More">
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconCoins size={16} aria-hidden />} onClick={limiting.open}>
            Budget of its vouchers
          </Menu.Item>
          {status === 'enabled' ? (
            <Menu.Item leftSection={<IconRefresh size={16} aria-hidden />} onClick={() => sweeping.mutate()}>
              Look for customers now
            </Menu.Item>
          ) : null}
          {status === 'draft' ? (
            <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={deleting.open}>
              Delete draft
            </Menu.Item>
          ) : (
            <Menu.Item color="red" leftSection={<IconX size={16} aria-hidden />} onClick={retiring.open}>
              Retire
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <PublishDialog
        autopilot={autopilot}
        before={published?.definition}
        after={definition}
        isOpen={isPublishing}
        onClose={publishing.close}
      />
      <Confirmation
        isOpen={isEnabling}
        title={status === 'disabled' ? `Let “${name}” go on?` : `Enable “${name}”?`}
        confirm={status === 'disabled' ? 'Go on' : 'Enable'}
        onConfirm={() => command({ command: 'enable', body: {} })}
        onClose={enabling.close}
      >
        {status === 'disabled'
          ? 'It looks for customers again, and whoever waits goes on as you said when you paused it.'
          : `From now on it looks for customers by itself, and version ${publishedNumber} takes them on their journey. “Try it out” says how many that would be.`}
      </Confirmation>
      <DisableDialog
        name={name}
        running={numbers?.running}
        isOpen={isDisabling}
        onDisable={(waiting) => command({ command: 'disable', body: { waiting } })}
        onClose={disabling.close}
      />
      <RetireDialog
        name={name}
        running={numbers?.running}
        isOpen={isRetiring}
        onRetire={(journeys) => command({ command: 'retire', body: { journeys } })}
        onClose={retiring.close}
      />
      <Confirmation
        isOpen={isDeleting}
        title={`Delete the draft “${name}”?`}
        confirm="Delete draft"
        isDestructive
        onConfirm={async () => {
          await deleteAutopilot(id)
          await navigate({ to: '/configuration/voucher-campaign/autopilot' })
          await client.invalidateQueries({ queryKey: [autopilotsPath, 'list'] })
        }}
        onClose={deleting.close}
      >
        It is deleted for good. It has never run.
      </Confirmation>
      {isLimiting ? <BudgetDialog autopilot={autopilot} keeper={keeper} onClose={limiting.close} /> : null}
    </>
  )
}
