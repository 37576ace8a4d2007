/** Why didn’t she get it? A customer, a campaign, or both: the answer first, then everything that leads to it. */
import { Alert, SimpleGrid, Stack } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { CampaignSelect } from '../campaigns/campaign-select.tsx'
import { CustomerPicker } from '../customers/customer-picker.tsx'
import { dropAbsent, type FilterPart } from '../http/drop-absent.ts'
import { Empty } from '../ui/empty.tsx'
import { Loading } from '../ui/list.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { AnswerSection } from './answer-section.tsx'
import { CampaignSection } from './campaign-section.tsx'
import { CustomerSection } from './customer-section.tsx'
import { diagnosticsQuery } from './diagnostics-queries.ts'
import type { DiagnosticsSearch } from './diagnostics-search.ts'
import { LineSection } from './line-section.tsx'
import { RunSections } from './run-sections.tsx'

const route = getRouteApi('/configuration/voucher-campaign/diagnostics')

export function DiagnosticsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const isAsked = search.campaign !== undefined || search.customer !== undefined || search.journey !== undefined
  const query = useInfiniteQuery({ ...diagnosticsQuery(search), enabled: isAsked })
  const ask = (part: FilterPart<DiagnosticsSearch>) =>
    void navigate({
      search: ({ campaign, customer }) => dropAbsent<DiagnosticsSearch>({ campaign, customer, ...part }),
    })
  const pages = query.data?.pages ?? []
  const [first] = pages
  return (
    <Page title="Why, or why not?" description="Choose a customer, a campaign, or both: why somebody did get it, did not, or will.">
      <section className="card" aria-label="About whom">
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <CustomerPicker
            label="Customer"
            placeholder="Name, email or the store’s id"
            value={search.customer ?? null}
            onChange={(customer) => ask({ customer: customer ?? undefined })}
          />
          <CampaignSelect label="Campaign" hasBroadcasts value={search.campaign} onChange={(campaign) => ask({ campaign })} />
        </SimpleGrid>
      </section>
      {!isAsked ? (
        <Empty title="About whom?">
          With a customer alone you see everything that campaigns did for them; with a campaign alone, everyone whom it was about and why;
          with both, the answer.
        </Empty>
      ) : null}
      {isAsked && query.isError ? (
        <ProblemAlert error={query.error} title="This could not be found out" retry={() => void query.refetch()} />
      ) : null}
      {isAsked && first === undefined && !query.isError ? <Loading /> : null}
      {isAsked && first !== undefined ? (
        <Stack gap="md" opacity={query.isPlaceholderData ? 0.6 : 1}>
          {first.answer === null ? null : <AnswerSection answer={first.answer} />}
          {first.customer?.isErased === true ? (
            <Alert variant="outline" color="gray">
              This customer was erased: what is left is told without a name.
            </Alert>
          ) : null}
          <div className={first.customer === null ? undefined : 'split'}>
            <Stack gap="md">
              {first.campaign === null ? null : (
                <CampaignSection
                  campaign={first.campaign}
                  timeZone={first.timeZone}
                  chosen={search}
                  onChoose={(part) => ask({ ...part })}
                />
              )}
              {first.customers === null ? null : (
                <LineSection
                  lines={pages.flatMap(({ customers }) => customers ?? [])}
                  timeZone={first.timeZone}
                  query={query}
                  onOpen={(customer) => ask({ customer })}
                />
              )}
              {first.runs === null ? null : (
                <RunSections runs={pages.flatMap(({ runs }) => runs ?? [])} timeZone={first.timeZone} query={query} />
              )}
            </Stack>
            {first.customer === null ? null : <CustomerSection customer={first.customer} timeZone={first.timeZone} />}
          </div>
        </Stack>
      ) : null}
    </Page>
  )
}
