/** A live campaign's numbers, each a way to the people behind it. */
import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { TextLink } from '../ui/link.tsx'
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
              <TextLink to="/configuration/voucher-campaign/promotion/$id" params={{ id }} size="sm" underline="always">
                {text}
              </TextLink>
            )}
          </Number>
          <Number count={redeemed7d} words="redeemed in 7 days">
            {(text) => (
              <TextLink
                to="/configuration/voucher-campaign/promotion/$id"
                params={{ id }}
                search={{ vouchers: 'redeemed' }}
                size="sm"
                underline="always"
              >
                {text}
              </TextLink>
            )}
          </Number>
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
                search={{ view: 'people' }}
                size="sm"
                underline="always"
              >
                {text}
              </TextLink>
            )}
          </Number>
          {redeemed7d === null || redeemed7d === 0 ? null : (
            <Text span size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
              {formatCount(redeemed7d)} redeemed in 7 days
            </Text>
          )}
        </Numbers>
      )
  }
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
