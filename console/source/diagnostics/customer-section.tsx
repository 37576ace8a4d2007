/** A customer as campaigns see them now: may we write, when next, which vouchers, on which journeys. */
import { Stack, Table, Text } from '@mantine/core'
import { CampaignLink } from '../campaigns/campaign-link.tsx'
import { TextLink } from '../ui/link.tsx'
import { Section } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { channelLabels } from '../words/broadcasts.ts'
import { formatInstant } from '../words/instants.ts'
import { isVoucherStatus, voucherStatuses } from '../words/offers.ts'
import type { DiagnosedCustomer } from './diagnostics-queries.ts'

export function CustomerSection({ customer, timeZone }: { customer: DiagnosedCustomer; timeZone: string }) {
  const { id, name, externalId, channels, vouchers, running } = customer
  return (
    <Section
      title={name ?? externalId ?? 'Erased customer'}
      aside={
        customer.isErased ? null : (
          <TextLink to="/customers/$id" params={{ id }} size="sm">
            Open
          </TextLink>
        )
      }
    >
      <Stack gap="md">
        <Table horizontalSpacing={0} verticalSpacing={6} withRowBorders={false}>
          <Table.Tbody>
            {channels.map((one) => {
              const words = describeChannel(one)
              return (
                <Table.Tr key={one.channel}>
                  <Table.Td w={96}>
                    <Status label={channelLabels[one.channel]} tone={words.tone} />
                  </Table.Td>
                  <Table.Td>
                    <Text size="sm" c="dimmed">
                      {words.text}
                      {one.nextContactAt === null ? '' : `; the cooldown ends ${formatInstant(one.nextContactAt, timeZone)}`}
                    </Text>
                  </Table.Td>
                </Table.Tr>
              )
            })}
          </Table.Tbody>
        </Table>
        {running.length === 0 ? null : (
          <Stack gap={6}>
            <Text size="xs" c="dimmed" fw={500}>
              On the way
            </Text>
            {running.map(({ journeyId, campaign, next }) => (
              <Text key={journeyId} size="sm" component="div">
                <TextLink
                  to="/configuration/voucher-campaign/autopilot/$id/journeys/$journeyId"
                  params={{ id: campaign.id, journeyId }}
                  inherit
                  underline="always"
                >
                  {campaign.name}
                </TextLink>
                {next === null ? '' : `: ${next.sentence}`}
              </Text>
            ))}
          </Stack>
        )}
        {vouchers.length === 0 ? null : (
          <Stack gap={6}>
            <Text size="xs" c="dimmed" fw={500}>
              Vouchers
            </Text>
            {vouchers.map((voucher) => (
              <Text key={voucher.id} size="sm" component="div">
                <TextLink to="/vouchers" search={{ code: voucher.id }} inherit underline="always">
                  {voucher.offer.name}
                </TextLink>{' '}
                · {isVoucherStatus(voucher.status) ? voucherStatuses[voucher.status].label.toLowerCase() : voucher.status}, until{' '}
                {formatInstant(voucher.validUntil, timeZone)} ·{' '}
                <CampaignLink kind={voucher.campaign.kind} id={voucher.campaign.id} isInText />
              </Text>
            ))}
          </Stack>
        )}
      </Stack>
    </Section>
  )
}

function describeChannel({ consent, hasAddress, suppression }: DiagnosedCustomer['channels'][number]) {
  if (!hasAddress) return { tone: 'quiet' as const, text: 'There is no address' }
  if (suppression !== null) return { tone: 'bad' as const, text: `Must not be written to: ${suppression.replaceAll('_', ' ')}` }
  switch (consent) {
    case 'subscribed':
      return { tone: 'good' as const, text: 'Subscribed' }
    case 'unsubscribed':
      return { tone: 'bad' as const, text: 'Unsubscribed' }
    case 'pending':
      return { tone: 'warn' as const, text: 'Asked, not confirmed' }
    default:
      return { tone: 'quiet' as const, text: 'Never consented' }
  }
}
