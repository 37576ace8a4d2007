/** What was looked at before a campaign leaves: what is still to be done, what is worth a look, or that it is ready. */
import { Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react'
import type { Preflight } from '../broadcasts/broadcast-queries.ts'

const icons = {
  error: { Icon: IconCircleX, colour: 'var(--tone-bad)', word: 'To do' },
  warning: { Icon: IconAlertTriangle, colour: 'var(--tone-warn)', word: 'Worth a look' },
  info: { Icon: IconInfoCircle, colour: 'var(--mantine-color-dimmed)', word: 'Good to know' },
}

export function CheckList({ checks }: { checks: Preflight['checks'] }) {
  const isReady = checks.every(({ level }) => level !== 'error')
  // The numbers above say it better.
  const told = checks.filter(({ code }) => code !== 'members_unreachable').map((check) => ({ ...check, message: nameParts(check.message) }))
  // A message and its reminder are often worth the same words.
  const shown = told.filter(({ message }, index) => told.findIndex((other) => other.message === message) === index)
  return (
    <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
      {isReady ? <Check Icon={IconCircleCheck} colour="var(--tone-good)" word="Done" text="Ready to be sent." /> : null}
      {shown.map(({ code, level, message }) => {
        const { Icon, colour, word } = icons[level]
        return <Check key={`${code} ${message}`} Icon={Icon} colour={colour} word={word} text={message.replace(/[^.!?”]$/, '$&.')} />
      })}
    </Stack>
  )
}

function Check({ Icon, colour, word, text }: { Icon: typeof IconCircleX; colour: string; word: string; text: string }) {
  return (
    <Group component="li" gap={8} wrap="nowrap" align="flex-start">
      <Icon size={18} stroke={1.8} color={colour} role="img" aria-label={word} style={{ flex: '0 0 auto', marginTop: 1 }} />
      <Text size="sm">{text}</Text>
    </Group>
  )
}

const partNames: Record<string, string> = {
  html: 'HTML',
  text: 'Text',
  url: 'Link',
  body: 'Line',
  email: 'Email',
  sms: 'SMS',
  push: 'Push',
}

/** `html: …` and `email, html: …` as the form names them. */
function nameParts(message: string): string {
  return message.replace(/^([a-z]+)(?:, ([a-z]+))?: /, (_match, part: string, within?: string) =>
    within === undefined ? `${namePart(part)}: ` : `${namePart(part)}, ${namePart(within)}: `,
  )
}

function namePart(part: string): string {
  return partNames[part] ?? part.replace(/^./, (letter) => letter.toUpperCase())
}
