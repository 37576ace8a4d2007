/** A live campaign's numbers, each a way to the people behind it. */
import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTimeZone } from '../store/store-settings.ts'
import { TextLink } from '../ui/link.tsx'
import { daysAgo } from '../words/instants.ts'
import { formatCount } from '../words/numbers.ts'
import type { LiveCampaign } from './today-queries.ts'

export function CampaignNumbers({ campaign: { kind, id, status, numbers } }: { campaign: LiveCampaign }) {
  const { recipients, openVouchers, redeemed7d, journeys, matched24h } = numbers
  switch (kind) {
    case 'broadcast':
      return recipients === null ? null : (
        <Numbers>
          <Number count={recipients} words={recipients === 1 ? 'recipient' : 'recipients'}>
            {(text) => (
              <TextLink to="/reports/marketing-campaigns/$id/people" params={{ id }} size="sm" underline="always">
                {text}
              </TextLink>
            )}
          </Number>
        </Numbers>
      )
    case 'promotion':
      return status === 'scheduled' ? null : (
        <Numbers>
          <Number count={openVouchers} words="vouchers open">
            {(text) => (
              <TextLink
                to="/configuration/voucher-campaign/promotion/$id"
                params={{ id }}
                search={{ vouchers: 'open' }}
                hash="vouchers"
                size="sm"
                underline="always"
              >
                {text}
              </TextLink>
            )}
          </Number>
          <Redeemed campaign={id} count={redeemed7d} />
        </Numbers>
      )
    case 'autopilot':
      return (
        <Numbers>
          <Number count={journeys} words="on the way">
            {(text) => (
              <TextLink
                to="/configuration/voucher-campaign/autopilot/$id"
                params={{ id }}
                search={{ view: 'people', status: 'running' }}
                size="sm"
                underline="always"
              >
                {text}
              </TextLink>
            )}
          </Number>
          <Number count={matched24h} words="found in 24 hours">
            {(text) => (
              <TextLink
                to="/configuration/voucher-campaign/autopilot/$id"
                params={{ id }}
                search={{ view: 'people', since: dayAgo() }}
                size="sm"
                underline="always"
              >
                {text}
              </TextLink>
            )}
          </Number>
          {redeemed7d === 0 ? null : <Redeemed campaign={id} count={redeemed7d} />}
        </Numbers>
      )
  }
}

/** Today, and on the six days before, as the reports count. */
function Redeemed({ campaign, count }: { campaign: string; count: number | null }) {
  const timeZone = useTimeZone()
  return (
    <Number count={count} words="redeemed in 7 days">
      {(text) =>
        count === 0 ? (
          text
        ) : (
          <TextLink
            to="/reports/voucher-campaigns/people"
            search={{ figure: 'redeemed', campaign, from: daysAgo(6, timeZone) }}
            size="sm"
            underline="always"
          >
            {text}
          </TextLink>
        )
      }
    </Number>
  )
}

function Numbers({ children }: { children: ReactNode }) {
  return (
    <Stack gap={2} className="numbers">
      {children}
    </Stack>
  )
}

function Number({ count, words, children }: { count: number | null; words: string; children: (text: string) => ReactNode }) {
  if (count === null) return null
  return (
    <Text span size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
      {children(formatCount(count))} {words}
    </Text>
  )
}

/** To the minute, so that the address does not change with every drawing. */
function dayAgo(): string {
  return new Date(Math.floor(Date.now() / 60_000) * 60_000 - 86_400_000).toISOString()
}
