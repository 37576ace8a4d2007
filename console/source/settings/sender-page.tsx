/** Who messages come from, and how that looks to those who get them. */
import { Box, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { FieldError } from '../http/request.ts'
import { TextLink } from '../ui/link.tsx'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Section } from '../ui/page.tsx'
import { LastChange } from './last-change.tsx'
import { SaveBar } from './save-bar.tsx'
import { SettingsPage } from './settings-page.tsx'
import { type SettingsByTopic, settingsQuery, type Versioned } from './settings-queries.ts'
import { storeWords } from './store-words.ts'
import { useSettingsForm } from './use-settings-form.ts'

type Store = SettingsByTopic['store']

const micros = 1_000_000

export function SenderPage() {
  const { data, error, refetch } = useQuery(settingsQuery('store'))
  return (
    <SettingsPage title="Sender" description={data === undefined ? undefined : <LastChange settings={data} />}>
      {data === undefined ? <NotLoaded error={error} refetch={refetch} /> : <Form loaded={data} />}
    </SettingsPage>
  )
}

function check({ smsPartCostMicros }: Store): FieldError[] {
  return Number.isNaN(smsPartCostMicros) ? [{ path: 'smsPartCostMicros', message: 'Type a price; 0 for none' }] : []
}

function Form({ loaded }: { loaded: Versioned<Store> }) {
  const form = useSettingsForm('store', loaded, check)
  const { typed, type, errorOf } = form
  return (
    <>
      <Section title="Email" aside={<SetUpLink />}>
        <div className="sender">
          <Stack>
            <TextInput
              label="Name"
              description="What a mailbox shows as the sender."
              value={typed.sender.name}
              maxLength={200}
              error={errorOf('sender.name')}
              onChange={(event) => type({ sender: { ...typed.sender, name: event.currentTarget.value } })}
            />
            <TextInput
              label="Address"
              description="Its domain must be verified at the provider."
              type="email"
              value={typed.sender.email}
              error={errorOf('sender.email')}
              onChange={(event) => type({ sender: { ...typed.sender, email: event.currentTarget.value } })}
            />
            <TextInput
              label="Replies go to"
              description="Left empty: to the sender’s address."
              type="email"
              value={typed.replyTo ?? ''}
              placeholder={typed.sender.email}
              error={errorOf('replyTo')}
              onChange={(event) => type({ replyTo: event.currentTarget.value === '' ? null : event.currentTarget.value })}
            />
          </Stack>
          <MailboxPicture store={typed} />
        </div>
      </Section>
      <Section title="SMS" aside={<SetUpLink />}>
        <div className="sender">
          <Stack>
            <TextInput
              label="Sender"
              description="A number, or up to 11 letters and digits. Customers can reply STOP only to a number."
              value={typed.smsSender}
              maxLength={16}
              error={errorOf('smsSender')}
              onChange={(event) => type({ smsSender: event.currentTarget.value })}
            />
            <NumberInput
              label={`Price of one part, in ${typed.currency}`}
              description="For estimates, until the provider has said what a message cost."
              min={0}
              max={100}
              step={0.01}
              decimalScale={6}
              value={Number.isNaN(typed.smsPartCostMicros) ? '' : typed.smsPartCostMicros / micros}
              error={errorOf('smsPartCostMicros')}
              onChange={(price) => type({ smsPartCostMicros: typeof price === 'number' ? Math.round(price * micros) : Number.NaN })}
            />
          </Stack>
          <div className="phone sender-phone">
            <Text size="xs" c="dimmed" ta="center" mb="sm">
              {typed.smsSender}
            </Text>
            <div className="bubble">Spring is here: 10% off until Sunday.{isNumber(typed.smsSender) ? ' Reply STOP to opt out' : ''}</div>
          </div>
        </div>
      </Section>
      <SaveBar
        form={form}
        words={storeWords}
        effect="It holds for campaigns that are sent from now on; what has been sent or started keeps its sender."
      />
    </>
  )
}

function SetUpLink() {
  return (
    <TextLink to="/settings/channels" size="sm">
      Is it set up? Send a test
    </TextLink>
  )
}

/** As a list of emails shows it. */
function MailboxPicture({ store: { sender, postalAddress } }: { store: Store }) {
  return (
    <Box className="card card-flush" aria-label="How it looks in a mailbox" role="img">
      <Group p="sm" gap="sm" wrap="nowrap" align="flex-start">
        <Box className="mailbox-letter" aria-hidden>
          {sender.name.trim().charAt(0).toUpperCase()}
        </Box>
        <Box miw={0}>
          <Text size="sm" fw={600} truncate>
            {sender.name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {sender.email}
          </Text>
          <Text size="sm" mt={6}>
            Spring is here
          </Text>
        </Box>
      </Group>
      <Text size="xs" c="dimmed" p="sm" ta="center" style={{ borderTop: '1px solid var(--line)', whiteSpace: 'pre-line' }}>
        {postalAddress}
      </Text>
    </Box>
  )
}

function isNumber(sender: string): boolean {
  return /^\+?\d{5,15}$/.test(sender)
}
