/** An email as a mail program shows it, at the width of a desktop or a phone. To look at it here is not to open it: its own pictures stay away. */
import { Box, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { WholeMessage } from './inbox-queries.ts'

const phoneWidth = 375

export function EmailBody({ email: { html, text } }: { email: NonNullable<WholeMessage['email']> }) {
  const [look, setLook] = useState(html === null ? 'text' : 'desktop')
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <SegmentedControl
          aria-label="Width"
          size="xs"
          value={look}
          onChange={setLook}
          data={[
            ...(html === null
              ? []
              : [
                  { value: 'desktop', label: 'Desktop' },
                  { value: 'phone', label: 'Phone' },
                ]),
            ...(text === null ? [] : [{ value: 'text', label: 'Plain text' }]),
          ]}
        />
        <Text size="xs" c="dimmed">
          Looking at it here does not count as opening it.
        </Text>
      </Group>
      <Box className="card card-flush">
        {look === 'text' || html === null ? (
          <Text
            component="pre"
            size="xs"
            p="sm"
            m={0}
            ff="monospace"
            mah={560}
            tabIndex={0}
            style={{ whiteSpace: 'pre-wrap', overflow: 'auto' }}
          >
            {text}
          </Text>
        ) : (
          <Box maw={look === 'phone' ? phoneWidth : undefined} mx="auto">
            {/* It runs nothing and reaches nothing of ours; its links open in a tab of their own. */}
            <iframe
              className="email-frame inbox-frame"
              title="The email as it arrived"
              sandbox="allow-popups allow-popups-to-escape-sandbox"
              srcDoc={prepareHtml(html)}
            />
          </Box>
        )}
      </Box>
    </Stack>
  )
}

/** Without the picture by which an open is seen, and with links that leave the frame. */
export function prepareHtml(html: string): string {
  const quiet = html.replaceAll(/<img\b[^>]*\bsrc\s*=\s*["'][^"']*\/o\/[^"']*["'][^>]*>/gi, '')
  const base = '<base target="_blank">'
  return /<head[^>]*>/i.test(quiet) ? quiet.replace(/<head[^>]*>/i, (head) => head + base) : base + quiet
}
