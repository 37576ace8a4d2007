/** For a store that is still empty: what to do, in order. */
import { Code, List, Text } from '@mantine/core'
import type { Segments } from '../audiences/segment-queries.ts'
import { TextLink } from '../ui/link.tsx'
import { Section } from '../ui/page.tsx'

export function FirstSteps({ readiness }: Pick<Segments, 'readiness'>) {
  return (
    <Section title="First steps">
      <List type="ordered" size="sm" spacing="xs">
        <List.Item>
          Bring your customers in: <Code>regulars import customers FILE</Code>, or <a href="/docs">the API</a>.
        </List.Item>
        <List.Item>
          Bring their orders in: <Code>regulars import orders FILE</Code>. The segments come from them by themselves.
        </List.Item>
        <List.Item>
          Say who you are: <Code>PATCH /api/v1/settings/store</Code> with sender, postal address, time zone and currency.
        </List.Item>
        <List.Item>
          <TextLink to="/configuration/marketing-campaign/add/new" size="sm">
            Write your first broadcast
          </TextLink>{' '}
          and look at its checks: they say what is still missing.
        </List.Item>
      </List>
      {readiness === 'not_computed' ? (
        <Text size="sm" c="dimmed" mt="sm">
          Orders have arrived; the segments are being computed.
        </Text>
      ) : null}
    </Section>
  )
}
