/** A rendered message as its reader sees it: a mailbox, a text message, a notification. */
import { Box, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useState } from 'react'
import { formatCount, formatMicros } from '../../words/numbers.ts'
import type { Preview } from '../broadcast-queries.ts'

export function MessagePreview({ preview, preheader }: { preview: Preview; preheader?: string | undefined }) {
  if (preview.email !== undefined) return <EmailPreview email={preview.email} preheader={preheader} />
  if (preview.sms !== undefined) return <SmsPreview sms={preview.sms} />
  if (preview.push !== undefined) return <PushPreview push={preview.push} />
  return (
    <Text size="sm" c="dimmed">
      {preview.problems.some(({ level }) => level === 'error')
        ? 'It can be shown once the message is complete: see the checks below.'
        : 'It cannot be filled in for this customer.'}
    </Text>
  )
}

const phoneWidth = 375

function EmailPreview({ email, preheader }: { email: NonNullable<Preview['email']>; preheader: string | undefined }) {
  const [width, setWidth] = useState('desktop')
  return (
    <Stack gap="xs">
      <SegmentedControl
        aria-label="Width"
        size="xs"
        value={width}
        onChange={setWidth}
        data={[
          { value: 'desktop', label: 'Desktop' },
          { value: 'phone', label: 'Phone' },
          { value: 'text', label: 'Plain text' },
        ]}
      />
      <Box className="card card-flush">
        <Box p="sm" style={{ borderBottom: '1px solid var(--line)' }}>
          <Text size="xs" c="dimmed" truncate>
            {email.from}
          </Text>
          <Text size="sm" fw={600}>
            {email.subject}
          </Text>
          {preheader === undefined ? null : (
            <Text size="sm" c="dimmed" truncate>
              {preheader}
            </Text>
          )}
        </Box>
        {width === 'text' ? (
          <Text
            component="pre"
            size="xs"
            p="sm"
            m={0}
            ff="monospace"
            mah={480}
            tabIndex={0}
            style={{ whiteSpace: 'pre-wrap', overflow: 'auto' }}
          >
            {email.text}
          </Text>
        ) : (
          <Box maw={width === 'phone' ? phoneWidth : undefined} mx="auto">
            {/* An operator's HTML runs nothing and reaches nothing of ours. */}
            <iframe className="email-frame" title="The email as it arrives" sandbox="" srcDoc={email.html} />
          </Box>
        )}
      </Box>
    </Stack>
  )
}

function SmsPreview({ sms }: { sms: NonNullable<Preview['sms']> }) {
  return (
    <Stack gap="xs">
      <div className="phone">
        <Text size="xs" c="dimmed" ta="center" mb="sm">
          {sms.from}
        </Text>
        <div className="bubble">{sms.text}</div>
      </div>
      <Text size="sm" className="numbers" role="status">
        {formatCount(sms.characters)} characters · {formatCount(sms.parts)} {sms.parts === 1 ? 'part' : 'parts'} of {sms.perPart} (
        {sms.encoding}) · about {formatMicros(sms.estimatedCost)} each
      </Text>
    </Stack>
  )
}

function PushPreview({ push }: { push: NonNullable<Preview['push']> }) {
  return (
    <Stack gap="xs">
      <div className="phone">
        <div className="notification-card">
          {push.icon === null ? <IconBell size={28} stroke={1.5} aria-hidden /> : <img src={push.icon} alt="" width={36} height={36} />}
          <Box miw={0}>
            <Text size="sm" fw={600} truncate>
              {push.title}
            </Text>
            <Text size="sm" truncate>
              {push.body}
            </Text>
          </Box>
        </div>
      </div>
      <Group gap={6}>
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          A tap leads to {push.url}
        </Text>
      </Group>
    </Stack>
  )
}
