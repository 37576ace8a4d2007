/** One campaign's health: the reasons in words, when it last did something, what waits and what is left. */
import { Anchor, Badge, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { CampaignLink } from '../campaigns/campaign-link.tsx'
import { Figure } from '../ui/figure.tsx'
import { LevelStatus } from '../ui/level.tsx'
import { TextLink } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'
import { levels } from '../ui/level.tsx'
import { describeRun } from '../words/campaigns.ts'
import { formatAgo, formatInstant } from '../words/instants.ts'
import { formatCount, formatMoney, formatShare } from '../words/numbers.ts'
import type { CampaignHealth } from './operation-queries.ts'

export function HealthCard({ health, timeZone }: { health: CampaignHealth; timeZone: string }) {
  const { campaign, level, reasons, isDormant, messages, journeys, backlog, budgets, run } = health
  const { last24h, last7d } = messages
  const waiting = backlog.notStarted + backlog.unclaimed
  return (
    <section className="card" aria-label={campaign.name}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Group gap="sm">
            <CampaignLink kind={campaign.kind} id={campaign.id} name={campaign.name} />
            <Text span size="xs" c="dimmed">
              {describeRun(campaign.kind, health.status)}
              {health.since === null ? '' : ` since ${formatInstant(health.since, timeZone)}`}
            </Text>
            {isDormant ? (
              <Badge variant="outline" color="orange.8" size="sm">
                Nobody new gets it
              </Badge>
            ) : null}
          </Group>
          <LevelStatus level={level} />
        </Group>
        {reasons.length === 0 ? null : (
          <Stack gap={4} component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
            {reasons.map((reason) => (
              <li key={`${reason.code} ${reason.message}`}>
                <Status label={reason.message} tone={levels[reason.level].tone} />
              </li>
            ))}
          </Stack>
        )}
        <SimpleGrid cols={{ base: 2, sm: 3, md: 6 }}>
          <Figure
            label={campaign.kind === 'autopilot' ? 'Last found somebody' : 'Audience taken'}
            isText
            value={<Moment at={health.lastTriggerAt} timeZone={timeZone} />}
          />
          <Figure label="Last message taken" isText value={<Moment at={health.lastDeliveryAt} timeZone={timeZone} />} />
          <Figure
            label="Failed in 24 hours"
            value={
              last24h.failures === 0 ? (
                formatShare(last24h.failures, last24h.settled)
              ) : (
                <TextLink to="/configuration/voucher-campaign/diagnostics" search={{ campaign: campaign.id, of: 'messages' }} inherit>
                  {formatShare(last24h.failures, last24h.settled)}
                </TextLink>
              )
            }
            note={`${formatCount(last24h.failures)} of ${formatCount(last24h.settled)}; in a week ${formatShare(last7d.failures, last7d.settled)}`}
          />
          <Figure
            label="Waits"
            value={
              waiting + journeys.running === 0 ? (
                '0'
              ) : (
                <TextLink to="/configuration/voucher-campaign/pending-triggers" search={{ campaign: campaign.id }} inherit>
                  {formatCount(waiting + journeys.running)}
                </TextLink>
              )
            }
            note={`${formatCount(journeys.running)} on the way`}
          />
          <Figure
            label="Late"
            value={
              journeys.late === 0 ? (
                '0'
              ) : (
                <TextLink to="/configuration/voucher-campaign/pending-triggers" search={{ campaign: campaign.id, state: 'late' }} inherit>
                  {formatCount(journeys.late)}
                </TextLink>
              )
            }
            note={backlog.deferredLate > 0 ? `${formatCount(backlog.deferredLate)} messages overdue` : undefined}
          />
          <Figure
            label="Journeys failed in a week"
            value={
              campaign.kind === 'autopilot' && journeys.failed7d === 0 ? (
                '0'
              ) : campaign.kind === 'autopilot' ? (
                <TextLink
                  to="/configuration/voucher-campaign/autopilot/$id"
                  params={{ id: campaign.id }}
                  search={{ view: 'people', outcome: 'failed' }}
                  inherit
                >
                  {formatCount(journeys.failed7d)}
                </TextLink>
              ) : (
                '–'
              )
            }
          />
        </SimpleGrid>
        {budgets.length === 0 ? null : (
          <Text size="xs" c="dimmed">
            {budgets.map(describeBudget).join(' · ')}
          </Text>
        )}
        {run.state === 'not_expected' ? null : (
          <Text size="xs" c="dimmed">
            {run.state === 'open' ? 'It runs' : run.state === 'missing' ? 'Its run is missing' : 'Temporal gave no answer about its run'}
            {run.stage === null ? '' : `, ${run.stage}`} ·{' '}
            <Anchor href={run.temporalUrl} target="_blank" rel="noreferrer" inherit underline="always">
              in the Temporal UI
            </Anchor>
          </Text>
        )}
      </Stack>
    </section>
  )
}

function Moment({ at, timeZone }: { at: string | null; timeZone: string }) {
  return at === null ? 'Never' : <span title={formatInstant(at, timeZone)}>{formatAgo(at)}</span>
}

function describeBudget({
  owner,
  name,
  vouchersLeft,
  maxVouchers,
  moneyLeft,
  maxMoney,
  isExhausted,
}: CampaignHealth['budgets'][number]): string {
  const left = [
    vouchersLeft === null || maxVouchers === null ? '' : `${formatCount(vouchersLeft)} of ${formatCount(maxVouchers)} vouchers`,
    moneyLeft === null || maxMoney === null ? '' : `${formatMoney(moneyLeft)} of ${formatMoney(maxMoney)}`,
  ].filter((part) => part !== '')
  const whose = owner === 'campaign' ? 'Its own budget' : `The offer “${name}”`
  return isExhausted ? `${whose} is used up` : left.length === 0 ? `${whose} has no limit` : `${whose} has ${left.join(' and ')} left`
}
