/** How the running voucher campaigns are: the worst first, why, and what each leads to. */
import { Chip, Group, Select, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { dropAbsent, type FilterPart } from '../http/drop-absent.ts'
import { useTimeZone } from '../store/store-settings.ts'
import { Empty } from '../ui/empty.tsx'
import { isLevel, levels } from '../ui/level.tsx'
import { ButtonLink, TextLink } from '../ui/link.tsx'
import { Loading } from '../ui/list.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { formatInstant } from '../words/instants.ts'
import { formatCount } from '../words/numbers.ts'
import { HealthCard } from './health-card.tsx'
import { type HealthFilter, isCampaignKind } from './health-filter.ts'
import { OverlapSection } from './overlap-section.tsx'
import { campaignHealthQuery } from './operation-queries.ts'

const route = getRouteApi('/configuration/voucher-campaign/health')

export function HealthPage() {
  const filter = route.useSearch()
  const navigate = route.useNavigate()
  const timeZone = useTimeZone()
  const { data, error, refetch } = useQuery(campaignHealthQuery(filter))
  const change = (part: FilterPart<HealthFilter>) =>
    void navigate({ search: (before) => dropAbsent<HealthFilter>({ ...before, ...part }), replace: true })
  const all = data === undefined ? 0 : Object.values(data.totals).reduce((sum, count) => sum + count, 0)
  return (
    <Page
      title="Health of voucher campaigns"
      description="Everything that is on, the worst first. Red: look at it now. Amber: today."
      actions={
        <ButtonLink variant="default" to="/reports/voucher-campaigns/system-health">
          How the system is
        </ButtonLink>
      }
    >
      {error === null ? null : <ProblemAlert error={error} retry={() => void refetch()} />}
      {data === undefined ? (
        error === null ? (
          <Loading />
        ) : null
      ) : (
        <>
          <Group justify="space-between" gap="sm">
            <Chip.Group value={filter.level ?? 'all'} onChange={(level) => change({ level: isLevel(level) ? level : undefined })}>
              <Group gap={6} role="group" aria-label="Level">
                <Chip value="all" size="xs" variant="outline">
                  All {formatCount(all)}
                </Chip>
                {(['red', 'amber', 'green'] as const).map((level) => (
                  <Chip key={level} value={level} size="xs" variant="outline">
                    {levels[level].label} {formatCount(data.totals[level])}
                  </Chip>
                ))}
              </Group>
            </Chip.Group>
            <Select
              aria-label="Kind"
              placeholder="Promotions and autopilots"
              clearable
              data={[
                { value: 'autopilot', label: 'Autopilots' },
                { value: 'promotion', label: 'Promotions' },
              ]}
              value={filter.kind ?? null}
              onChange={(kind) => change({ kind: isCampaignKind(kind) ? kind : undefined })}
              w={{ base: '100%', xs: 240 }}
            />
          </Group>
          <Text size="sm" c="dimmed" role="status">
            As of {formatInstant(data.at, timeZone)}
            {data.dormant === 0
              ? ''
              : ` · ${formatCount(data.dormant)} on, but nobody new gets anything of ${data.dormant === 1 ? 'it' : 'them'}`}
          </Text>
          {data.data.length === 0 ? (
            <section className="card">
              <Empty
                title={all === 0 ? 'Nothing is on' : 'None at this level'}
                action={
                  all === 0 ? (
                    <ButtonLink to="/configuration/voucher-campaign/autopilot">Go to the autopilots</ButtonLink>
                  ) : (
                    <TextLink to="/configuration/voucher-campaign/health">Show all</TextLink>
                  )
                }
              >
                {all === 0 ? 'Autopilots that are enabled and promotions that are launched appear here.' : 'Choose another level above.'}
              </Empty>
            </section>
          ) : (
            <Stack gap="md">
              {data.data.map((health) => (
                <HealthCard key={health.campaign.id} health={health} timeZone={timeZone} />
              ))}
            </Stack>
          )}
          {all === 0 ? null : <OverlapSection />}
        </>
      )}
    </Page>
  )
}
