/** An email as a mailbox shows it: on a desktop or a phone, light or dark, and as plain text. */
import { Box, Group, SegmentedControl, Stack, Switch, Text } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useState } from 'react'
import type { Preview } from '../broadcast-queries.ts'
import { darkenEmail, isDarkByItself } from './dark-email.ts'

const phoneWidth = 375
const desktopWidth = 680
const frameHeight = 360

type Email = NonNullable<Preview['email']>
type View = 'desktop' | 'phone' | 'text'

const views: { value: View; label: string }[] = [
  { value: 'desktop', label: 'Desktop' },
  { value: 'phone', label: 'Phone' },
  { value: 'text', label: 'Plain text' },
]

export function EmailPreview({ email, preheader }: { email: Email; preheader: string | undefined }) {
  const [view, setView] = useState<View>(() => (window.matchMedia('(max-width: 48em)').matches ? 'phone' : 'desktop'))
  const [isDark, setIsDark] = useState(false)
  return (
    <Stack gap="xs">
      <Group gap="sm" justify="space-between">
        <SegmentedControl aria-label="Width" size="xs" value={view} onChange={setView} data={views} />
        {view === 'text' ? null : (
          <Switch size="sm" label="Dark" checked={isDark} onChange={(event) => setIsDark(event.currentTarget.checked)} />
        )}
      </Group>
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
        {view === 'text' ? <PlainText text={email.text} /> : <Framed html={email.html} view={view} isDark={isDark} />}
      </Box>
      {isDark && view !== 'text' && !isDarkByItself(email.html) ? (
        <Text size="xs" c="dimmed">
          About as mailboxes darken it by themselves: it says nothing of its own about dark.
        </Text>
      ) : null}
    </Stack>
  )
}

/** As wide as it is on a desktop or a phone, made smaller where there is less room: what it looks like goes by its own width. */
function Framed({ html, view, isDark }: { html: string; view: Exclude<View, 'text'>; isDark: boolean }) {
  const { ref, width: room } = useElementSize()
  const width = view === 'phone' ? phoneWidth : desktopWidth
  const scale = room === 0 ? 1 : Math.min(1, room / width)
  return (
    <Box ref={ref} h={frameHeight} bg={isDark ? '#000' : '#fff'} style={{ overflow: 'hidden' }}>
      <Box w={width * scale} mx="auto">
        {/* An operator's HTML runs nothing and reaches nothing of ours. */}
        <iframe
          className="email-frame"
          title="The email as it arrives"
          sandbox=""
          srcDoc={isDark ? darkenEmail(html) : html}
          style={{ width, height: frameHeight / scale, transform: `scale(${scale})`, transformOrigin: '0 0' }}
        />
      </Box>
    </Box>
  )
}

function PlainText({ text }: { text: string }) {
  return (
    <Text
      component="pre"
      size="xs"
      p="sm"
      m={0}
      ff="monospace"
      mah={480}
      tabIndex={0}
      style={{ whiteSpace: 'pre-wrap', overflow: 'auto' }}
      aria-label="The email as plain text"
    >
      {text}
    </Text>
  )
}
