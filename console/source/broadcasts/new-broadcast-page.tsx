/** The first step of a broadcast: a name and a channel. The rest is written in the draft, with its preview beside it. */
import { Group, Radio, Stack, Text } from '@mantine/core'
import { IconBell, IconMail, IconMessage } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { NameInput, StartForm } from '../campaigns/start-form.tsx'
import { storeQuery } from '../store/store-settings.ts'
import { ButtonLink } from '../ui/link.tsx'
import { Page } from '../ui/page.tsx'
import { type Channel, channelLabels, isChannel } from '../words/broadcasts.ts'
import { createDraft } from './broadcast-queries.ts'
import { startMessage } from './starters.ts'

const channels: { channel: Channel; icon: typeof IconMail; what: string }[] = [
  { channel: 'email', icon: IconMail, what: 'Room for pictures, links and a story' },
  { channel: 'sms', icon: IconMessage, what: 'Short and read at once; each part costs' },
  { channel: 'push', icon: IconBell, what: 'One line on the devices that allowed it' },
]

export function NewBroadcastPage() {
  const navigate = useNavigate()
  const shopUrl = useQuery(storeQuery).data?.url
  const [name, setName] = useState('')
  const [channel, setChannel] = useState<Channel>('email')
  const start = async () => {
    const { id } = await createDraft({ name: name.trim(), message: startMessage(channel, shopUrl) })
    await navigate({ to: '/configuration/marketing-campaign/$id', params: { id } })
  }
  const back = (
    <ButtonLink variant="subtle" color="gray" to="/configuration/marketing-campaign">
      Back
    </ButtonLink>
  )
  return (
    <Page title="New broadcast" description="One message, on one channel, to one audience, once.">
      <StartForm name={name} onStart={start} back={back}>
        <NameInput name={name} onChange={setName} placeholder="Spring arrivals" data-autofocus autoFocus />
        <Radio.Group label="Channel" value={channel} onChange={(value) => isChannel(value) && setChannel(value)}>
          <Stack gap="xs" mt={6}>
            {channels.map(({ channel: value, icon: Icon, what }) => (
              <Radio.Card key={value} value={value} p="sm" radius="md" bg="var(--surface)" aria-label={channelLabels[value]}>
                <Group wrap="nowrap">
                  <Radio.Indicator />
                  <Icon size={20} stroke={1.6} aria-hidden style={{ flex: '0 0 auto' }} />
                  <div>
                    <Text fw={500} size="sm">
                      {channelLabels[value]}
                    </Text>
                    <Text c="dimmed" size="sm">
                      {what}
                    </Text>
                  </div>
                </Group>
              </Radio.Card>
            ))}
          </Stack>
        </Radio.Group>
      </StartForm>
    </Page>
  )
}
