/** What can be done with a broadcast from the list: copy it, read its report, delete its draft. */
import { Menu } from '@mantine/core'
import { IconChartBar, IconId } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { CampaignMenu } from '../campaigns/campaign-menu.tsx'
import { broadcastsPath, copyBroadcast, deleteDraft, type ListedBroadcast } from './broadcast-queries.ts'

export function RowActions({ broadcast: { id, name, status } }: { broadcast: ListedBroadcast }) {
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
      <Menu.Item leftSection={<IconId size={16} aria-hidden />} onClick={() => void navigator.clipboard.writeText(id)}>
        Copy the id
      </Menu.Item>
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
