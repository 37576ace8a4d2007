/** What can be done with a broadcast from the list: copy it, read its report, delete its draft. */
import { Menu } from '@mantine/core'
import { IconChartBar } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { CampaignMenu } from '../campaigns/campaign-menu.tsx'
import { type Broadcast, broadcastsPath, copyBroadcast, deleteDraft } from './broadcast-queries.ts'

export function RowActions({ broadcast: { id, name, status } }: { broadcast: Broadcast }) {
  const navigate = useNavigate()
  return (
    <CampaignMenu
      name={name}
      isDraft={status === 'draft'}
      unsent="Nothing of it was sent."
      onCopy={async () => {
        const copy = await copyBroadcast(id)
        await navigate({ to: '/configuration/marketing-campaign/$id', params: { id: copy.id } })
      }}
      onDelete={() => deleteDraft(id)}
      listKey={[broadcastsPath, 'list']}
    >
      {status === 'draft' ? null : (
        <Menu.Item
          leftSection={<IconChartBar size={16} aria-hidden />}
          onClick={() => void navigate({ to: '/reports/marketing-campaigns/$id', params: { id } })}
        >
          Report
        </Menu.Item>
      )}
    </CampaignMenu>
  )
}
