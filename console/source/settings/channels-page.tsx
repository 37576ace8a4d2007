/** The channels: which provider each has, whether it is set up, how it does, and one message to try it out. */
import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { ChannelCard } from './channel-card.tsx'
import { channelsQuery } from './channel-queries.ts'
import { SettingsPage } from './settings-page.tsx'

export function ChannelsPage() {
  const { data, error, refetch } = useQuery(channelsQuery)
  return (
    <SettingsPage
      title="Channels"
      description="Providers and their keys are set where the server runs, by environment variables: no key is ever shown or typed here."
    >
      {data === undefined ? (
        <NotLoaded error={error} refetch={refetch} />
      ) : (
        <Stack gap="lg">
          {data.data.map((channel) => (
            <ChannelCard key={channel.channel} setup={channel} />
          ))}
          {data.data.length === 0 ? <Text size="sm">This server does not know how its channels are set up.</Text> : null}
        </Stack>
      )}
    </SettingsPage>
  )
}
