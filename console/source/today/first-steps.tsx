/** What a new store does first, in order, each ticked by what is really there. Gone when all of it is done. */
import { Group, Progress, Stack, Text, ThemeIcon } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { TextLink } from '../ui/link.tsx'
import { Section } from '../ui/page.tsx'
import type { Today } from './today-queries.ts'

type Step = Today['steps'][number]['step']

const steps = {
  sender: {
    title: 'Say who you are',
    what: 'The sender and postal address that every email carries, your time zone and your currency.',
    to: '/settings/sender',
  },
  customers: {
    title: 'Import your customers',
    what: 'A CSV file, or Shopify’s and WooCommerce’s exports. What is already there is brought up to date.',
    to: '/imports/new',
  },
  orders: {
    title: 'Import your orders',
    what: 'The segments come from them by themselves: who is new, who buys most, who is slipping away.',
    to: '/imports/new',
  },
  broadcast: {
    title: 'Send your first broadcast',
    what: 'One message to one audience. Its checks say what is still missing before anything leaves.',
    to: '/configuration/marketing-campaign/add/new',
  },
  autopilot: {
    title: 'Enable your first autopilot',
    what: 'It finds customers who are about to leave, every day, and gives them a reason to stay.',
    to: '/configuration/voucher-campaign/autopilot/add/new',
  },
} as const satisfies Record<Step, { to: string; title: string; what: string }>

export function FirstSteps({ steps: states, readiness }: Pick<Today, 'steps' | 'readiness'>) {
  const done = states.filter(({ isDone }) => isDone).length
  if (done === states.length) return null
  return (
    <Section
      title="First steps"
      aside={
        <Group gap="xs">
          <Progress value={(done / states.length) * 100} w={96} aria-label={`${done} of ${states.length} steps done`} />
          <Text size="sm" c="dimmed" className="numbers">
            {done} of {states.length}
          </Text>
        </Group>
      }
    >
      <Stack component="ol" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
        {states.map(({ step, isDone }, place) => (
          <Group key={step} component="li" gap="sm" wrap="nowrap" align="flex-start">
            <ThemeIcon size={22} radius="xl" variant={isDone ? 'filled' : 'default'} color={isDone ? 'green.8' : undefined} mt={1}>
              {isDone ? <IconCheck size={14} aria-label="Done" /> : <span style={{ fontSize: '0.75rem' }}>{place + 1}</span>}
            </ThemeIcon>
            <div>
              {isDone ? (
                <Text size="sm" c="dimmed">
                  {steps[step].title}
                </Text>
              ) : (
                <>
                  <TextLink to={steps[step].to} size="sm" fw={500}>
                    {steps[step].title}
                  </TextLink>
                  <Text size="sm" c="dimmed">
                    {steps[step].what}
                  </Text>
                </>
              )}
            </div>
          </Group>
        ))}
      </Stack>
      {readiness === 'not_computed' ? (
        <Text size="sm" c="dimmed" mt="sm">
          Orders have arrived; the segments are being computed.
        </Text>
      ) : null}
    </Section>
  )
}
