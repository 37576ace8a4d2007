/** The frame of every report on voucher campaigns: which one, what it is asked for, the days that it covers, and its CSV. */
import { Alert, NumberInput, Select, Tabs, Text } from '@mantine/core'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { segmentsQuery } from '../audiences/segment-queries.ts'
import { CampaignSelect } from '../campaigns/campaign-select.tsx'
import { dropAbsent } from '../http/drop-absent.ts'
import { formatQuery } from '../http/request.ts'
import { isCampaignKind } from '../operations/health-filter.ts'
import { DownloadButton } from '../ui/download-button.tsx'
import { TextLink } from '../ui/link.tsx'
import { Loading } from '../ui/list.tsx'
import { Page } from '../ui/page.tsx'
import { TabList } from '../ui/tab-list.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { channelLabels, isChannel } from '../words/broadcasts.ts'
import { formatDates } from '../words/instants.ts'
import { PeriodFields } from './period-fields.tsx'
import { type ReportName, type Reports, reportFilters, reportPath, voucherReportQuery } from './report-queries.ts'
import { pickFilters, type ReportFilter, type ReportSearch, type Step, steps } from './report-search.ts'

const reportTitles: Record<ReportName, { title: string; tab: string; what: string }> = {
  overview: {
    title: 'Voucher campaigns',
    tab: 'Overview',
    what: 'What was given, what came of it, and what is left after vouchers and messages.',
  },
  'customer-engagement': {
    title: 'What customers do with vouchers',
    tab: 'Engagement',
    what: 'Of the vouchers that were issued in these days, how many were delivered, accepted and redeemed by now, and how soon.',
  },
  'campaign-perf': { title: 'Campaign by campaign', tab: 'Campaigns', what: 'Revenue, cost, margin and lift of each campaign.' },
  'api-perf': {
    title: 'Providers',
    tab: 'Providers',
    what: 'How the providers of messages answered, and how long a message took from its reason to its acceptance.',
  },
  'system-health': { title: 'The system', tab: 'System', what: 'How everything that campaigns run on was, minute by minute.' },
}

interface ReportFrameProps<Name extends ReportName> {
  name: Name
  /** What is said of the figures, whichever days they are of. */
  children: (report: Reports[Name]) => ReactNode
}

export function ReportFrame<Name extends ReportName>({ name, children }: ReportFrameProps<Name>) {
  const search = useSearch({ strict: false }) as ReportSearch
  const navigate = useNavigate()
  const query = useQuery(voucherReportQuery(name, search)) as UseQueryResult<Reports[Name]>
  const { data, error, refetch, isPlaceholderData } = query
  const { title, what } = reportTitles[name]
  const change = (part: { [Field in ReportFilter]?: ReportSearch[Field] | undefined }) =>
    void navigate({
      to: `/reports/voucher-campaigns/${name}` as '/reports/voucher-campaigns/overview',
      search: dropAbsent<ReportSearch>({ ...search, ...part }),
      replace: true,
    })
  const asked = formatQuery(pickFilters(search, reportFilters[name]))
  return (
    <Page
      title={title}
      description={what}
      actions={<DownloadButton path={`${reportPath}/${name}.csv${asked}`} name={`voucher-campaigns-${name}`} />}
    >
      <Tabs
        value={name}
        onChange={(next) => void navigate({ to: `/reports/voucher-campaigns/${next}` as '/reports/voucher-campaigns/overview', search })}
      >
        <TabList open={name}>
          {Object.entries(reportTitles).map(([value, { tab }]) => (
            <Tabs.Tab key={value} value={value}>
              {tab}
            </Tabs.Tab>
          ))}
        </TabList>
      </Tabs>
      <ReportFilters search={search} filters={reportFilters[name]} data={data} onChange={change} />
      {error === null ? null : <ProblemAlert error={error} retry={() => void refetch()} />}
      {data === undefined ? (
        error === null ? (
          <Loading />
        ) : null
      ) : (
        <div style={{ opacity: isPlaceholderData ? 0.6 : 1 }}>{children(data)}</div>
      )}
    </Page>
  )
}

interface FiltersProps {
  search: ReportSearch
  filters: readonly ReportFilter[]
  data: { from: string; until: string; before: { from: string; until: string }; timeZone: string } | undefined
  onChange: (part: { [Field in ReportFilter]?: ReportSearch[Field] | undefined }) => void
}

/** What a report is asked for: its days, and what `filters` names. */
export function ReportFilters({ search, filters, data, onChange }: FiltersProps) {
  const segments = useQuery({ ...segmentsQuery, enabled: filters.includes('segment') }).data?.segments ?? []
  const has = (filter: ReportFilter) => filters.includes(filter)
  return (
    <>
      <div className="filter-grid">
        <PeriodFields chosen={{ from: search.from, until: search.until }} shown={data} onChange={onChange} />
        {has('by') ? (
          <Select
            label="By"
            allowDeselect={false}
            data={steps
              .filter((step) => step !== 'hour' || !has('segment'))
              .map((value) => ({ value, label: value.replace(/^./, (letter) => letter.toUpperCase()) }))}
            value={search.by ?? 'day'}
            onChange={(by) => onChange({ by: by === 'day' ? undefined : (by as Step | undefined) })}
          />
        ) : null}
        {has('campaign') ? (
          <CampaignSelect label="Campaign" value={search.campaign} onChange={(campaign) => onChange({ campaign })} />
        ) : null}
        {has('kind') && search.campaign === undefined ? (
          <Select
            label="Kind"
            placeholder="Both"
            clearable
            data={[
              { value: 'autopilot', label: 'Autopilots' },
              { value: 'promotion', label: 'Promotions' },
            ]}
            value={search.kind ?? null}
            onChange={(kind) => onChange({ kind: isCampaignKind(kind) ? kind : undefined })}
          />
        ) : null}
        {has('channel') ? (
          <Select
            label="Channel"
            placeholder="All"
            clearable
            data={Object.entries(channelLabels).map(([value, label]) => ({ value, label }))}
            value={search.channel ?? null}
            onChange={(channel) => onChange({ channel: isChannel(channel) ? channel : undefined })}
          />
        ) : null}
        {has('segment') ? (
          <Select
            label="Segment"
            placeholder="All"
            clearable
            data={segments.map(({ key, name }) => ({ value: key, label: name }))}
            value={search.segment ?? null}
            onChange={(segment) => onChange({ segment: segment ?? undefined })}
          />
        ) : null}
        {has('grossMarginPercent') ? (
          <NumberInput
            label="Gross margin"
            suffix="%"
            min={0}
            max={100}
            placeholder="100%"
            value={search.grossMarginPercent ?? ''}
            onChange={(margin) => onChange({ grossMarginPercent: margin === '' ? undefined : Number(margin) })}
          />
        ) : null}
      </div>
      {data === undefined ? null : (
        <Text size="xs" c="dimmed">
          {formatDates(data.from, data.until)}, compared with {formatDates(data.before.from, data.before.until)}. Days of {data.timeZone}.
        </Text>
      )}
    </>
  )
}

/** With the way to one. */
export function NoCampaigns() {
  return (
    <NothingHere>
      No voucher campaign ran in these days. Vouchers are given by{' '}
      <TextLink to="/configuration/voucher-campaign/promotion" inherit underline="always">
        promotions
      </TextLink>{' '}
      and{' '}
      <TextLink to="/configuration/voucher-campaign/autopilot" inherit underline="always">
        autopilots
      </TextLink>
      .
    </NothingHere>
  )
}

export function NothingHere({ children }: { children: ReactNode }) {
  return (
    <Alert variant="outline" color="gray">
      {children}
    </Alert>
  )
}
