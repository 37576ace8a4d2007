/** What is wrong and worth knowing now: in the system and with voucher campaigns. One quiet line where all is well. */
import { Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { CampaignLink } from '../campaigns/campaign-link.tsx'
import { type CampaignHealthList, campaignHealthQuery, type SystemHealth, systemHealthQuery } from '../operations/operation-queries.ts'
import { levels } from '../ui/level.tsx'
import { TextLink } from '../ui/link.tsx'
import { Section } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'

const mostCampaigns = 5
const mostReasons = 2

export function ProblemSection() {
  const system = useQuery(systemHealthQuery)
  const campaigns = useQuery(campaignHealthQuery({}))
  // Nothing is known yet, or whoever is signed in may not know: no empty card.
  if (system.data === undefined && campaigns.data === undefined) return null
  const parts = listParts(system.data)
  const ailing = listAiling(campaigns.data)
  if (parts.length === 0 && ailing.length === 0)
    return system.data === undefined || campaigns.data === undefined ? null : (
      <TextLink to="/reports/voucher-campaigns/system-health" size="sm" c="dimmed" underline="hover">
        <Status label="Everything works: workers, providers, database, campaigns" tone="good" />
      </TextLink>
    )
  return (
    <Section
      title="Needs a look"
      aside={
        <Group gap="md">
          {ailing.length === 0 ? null : (
            <TextLink to="/configuration/voucher-campaign/health" size="sm">
              Health of campaigns
            </TextLink>
          )}
          {parts.length === 0 ? null : (
            <TextLink to="/reports/voucher-campaigns/system-health" size="sm">
              The system
            </TextLink>
          )}
        </Group>
      }
    >
      <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {parts.map(({ part, label, level, reasons }) => (
          <Line
            key={part}
            tone={levels[level].tone}
            name={
              <Text span size="sm" fw={500}>
                {label}
              </Text>
            }
            reasons={reasons.map(({ message }) => message)}
          />
        ))}
        {ailing.slice(0, mostCampaigns).map(({ campaign, level, reasons }) => (
          <Line
            key={campaign.id}
            tone={levels[level].tone}
            name={<CampaignLink kind={campaign.kind} id={campaign.id} name={campaign.name} />}
            reasons={reasons.map(({ message }) => message)}
          />
        ))}
        {ailing.length <= mostCampaigns ? null : (
          <li>
            <TextLink to="/configuration/voucher-campaign/health" size="sm">
              {ailing.length - mostCampaigns} more campaigns
            </TextLink>
          </li>
        )}
      </Stack>
    </Section>
  )
}

function Line({ tone, name, reasons }: { tone: (typeof levels)['red']['tone']; name: ReactNode; reasons: string[] }) {
  return (
    <Group component="li" gap="xs" align="baseline" wrap="nowrap">
      <Status label="" tone={tone} />
      <Text size="sm" component="div">
        {name}
        <Text span size="sm" c="dimmed">
          {' '}
          {reasons.slice(0, mostReasons).join('; ')}
          {reasons.length > mostReasons ? `, and ${reasons.length - mostReasons} more` : ''}
        </Text>
      </Text>
    </Group>
  )
}

function listParts(health: SystemHealth | undefined) {
  return (health?.parts ?? []).filter(({ level }) => level !== 'green')
}

function listAiling(health: CampaignHealthList | undefined) {
  return (health?.data ?? []).filter(({ level, reasons }) => level !== 'green' && reasons.length > 0)
}
