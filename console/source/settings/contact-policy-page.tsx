/** How often customers may be written to, and at which hours not. */
import { List, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { FieldError } from '../http/request.ts'
import { useTimeZone } from '../store/store-settings.ts'
import { TextLink } from '../ui/link.tsx'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Section } from '../ui/page.tsx'
import { describePolicy, formatPause, listPauses, listQuietHours } from '../words/contact-policy.ts'
import { ChannelPauseFields } from './channel-pause-fields.tsx'
import { ContactTrial } from './contact-trial.tsx'
import { LastChange } from './last-change.tsx'
import { PauseInput } from './pause-input.tsx'
import { showTime } from './places.ts'
import { QuietHoursFields } from './quiet-hours-fields.tsx'
import { SaveBar } from './save-bar.tsx'
import { SettingsPage } from './settings-page.tsx'
import { type ContactPolicy, settingsQuery, type Versioned } from './settings-queries.ts'
import { useSettingsForm } from './use-settings-form.ts'

const words = {
  cooldownMs: { label: 'Pause between two messages', show: formatPause },
  channelCooldownMs: { label: 'Pauses on one channel', show: listPauses },
  quietHours: { label: 'Quiet hours', show: listQuietHours },
  attributionWindowMs: { label: 'Counted for a message', show: formatPause },
}
const dayMs = 86_400_000
const longestPauseMs = 365 * dayMs
const longestWindowMs = 90 * dayMs

export function ContactPolicyPage() {
  const { data, error, refetch } = useQuery(settingsQuery('contact-policy'))
  return (
    <SettingsPage title="Contact policy" description={data === undefined ? undefined : <LastChange settings={data} />}>
      {data === undefined ? <NotLoaded error={error} refetch={refetch} /> : <Form loaded={data} />}
    </SettingsPage>
  )
}

function check({ cooldownMs, channelCooldownMs, quietHours, attributionWindowMs }: ContactPolicy): FieldError[] {
  const checkSpan = (path: string, spanMs: number, mostMs: number): FieldError[] =>
    Number.isNaN(spanMs)
      ? [{ path, message: 'Type a number' }]
      : spanMs > mostMs
        ? [{ path, message: `At most ${formatPause(mostMs)}` }]
        : []
  return [
    ...checkSpan('cooldownMs', cooldownMs, longestPauseMs),
    ...checkSpan('attributionWindowMs', attributionWindowMs, longestWindowMs),
    ...Object.entries(channelCooldownMs).flatMap(([channel, spanMs]) =>
      checkSpan(`channelCooldownMs.${channel}`, spanMs ?? 0, longestPauseMs),
    ),
    ...Object.entries(quietHours).flatMap(([channel, window]) =>
      window !== undefined && (!isTime(window.from) || !isTime(window.until) || window.from === window.until)
        ? [{ path: `quietHours.${channel}`, message: 'Two times, like 21:00' }]
        : [],
    ),
  ]
}

function isTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text)
}

function Form({ loaded }: { loaded: Versioned<ContactPolicy> }) {
  const form = useSettingsForm('contact-policy', loaded, check)
  const { typed, type, errorOf } = form
  const timeZone = useTimeZone()
  const [now] = useState(() => new Date())
  return (
    <>
      <Text className="policy-sentence" role="status">
        {describePolicy(typed)}
      </Text>
      <Section title="How often">
        <Stack>
          <PauseInput
            label="At least between two campaign messages"
            description="To one customer, over all channels and campaigns. 0 for none."
            valueMs={typed.cooldownMs}
            error={errorOf('cooldownMs')}
            onChange={(cooldownMs) => type({ cooldownMs })}
          />
          <ChannelPauseFields policy={typed} errorOf={errorOf} onChange={(channelCooldownMs) => type({ channelCooldownMs })} />
          <Text size="sm" c="dimmed">
            Broadcasts and promotions skip who has had a message too recently, and say so in their report. Autopilots wait until the pause
            is over.
          </Text>
        </Stack>
      </Section>
      <Section title="Quiet hours">
        <Stack>
          <QuietHoursFields
            quietHours={typed.quietHours}
            now={showTime(now, timeZone)}
            errorOf={errorOf}
            onChange={(quietHours) => type({ quietHours })}
          />
          <List size="sm" c="dimmed" spacing={4}>
            <List.Item>
              By the customer’s own clock: the time zone of the profile, else of the phone number’s country, else the store’s,{' '}
              {timeZone.replaceAll('_', ' ')}, where it is {showTime(now, timeZone)} now (the line in each bar).
            </List.Item>
            <List.Item>In a country with several zones it is quiet as long as it is quiet in one of them.</List.Item>
            <List.Item>What falls into quiet hours waits and is sent when they end, unless the campaign has expired by then.</List.Item>
          </List>
        </Stack>
      </Section>
      <Section title="What is counted for a message">
        <PauseInput
          label="Orders within"
          description="So long after a message, an order is counted for it in reports."
          valueMs={typed.attributionWindowMs}
          error={errorOf('attributionWindowMs')}
          onChange={(attributionWindowMs) => type({ attributionWindowMs })}
        />
      </Section>
      <Section title="What it does not hold for">
        <Stack gap="sm">
          <List size="sm" spacing={4}>
            <List.Item>Transactional messages, test sends and answers to STOP or START leave at any hour and start no pause.</List.Item>
            <List.Item>
              Nothing at all goes to an address that is suppressed, and no campaign writes to who is not subscribed: neither is a setting.
            </List.Item>
          </List>
          <TextLink to="/configuration/voucher-campaign/diagnostics" size="sm">
            Why a customer did or did not get a message
          </TextLink>
        </Stack>
      </Section>
      <ContactTrial timeZone={timeZone} version={form.inForce.version} isChanged={form.isChanged} />
      <SaveBar
        form={form}
        words={words}
        effect="It holds for what starts from now on: broadcasts and promotions that are under way, and steps of an autopilot’s version that have sent already, keep the policy that they started with."
      />
    </>
  )
}
