/** Every page and its address. Pages load when they are first opened; what an address filters by is checked here. */
import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router'
import { readBroadcastFilter } from './broadcasts/broadcast-filter.ts'
import { readAutopilotFilter, readAutopilotSearch } from './autopilots/autopilot-filter.ts'
import { readCustomerFilter, readCustomerSearch } from './customers/customer-filter.ts'
import { readAudienceFilter } from './audiences/audience-filter.ts'
import { readRuleSearch } from './audiences/rule-search.ts'
import { readOfferFilter, readOfferVoucherFilter, readVoucherSearch } from './offers/offer-filter.ts'
import { readPromotionFilter, readPromotionPeopleFilter, readPromotionSearch } from './promotions/promotion-filter.ts'
import { readDiagnosticsSearch } from './diagnostics/diagnostics-search.ts'
import { readHealthFilter } from './operations/health-filter.ts'
import { readPendingFilter } from './operations/pending-filter.ts'
import { readPeopleSearch } from './voucher-reports/people-search.ts'
import { readReportSearch } from './voucher-reports/report-search.ts'
import { readGroupFilter } from './groups/group-filter.ts'
import { readImportFilter, readPeopleFilter as readImportPeopleFilter, readRejectionFilter } from './imports/import-filter.ts'
import { readInboxSearch } from './inbox/inbox-filter.ts'
import { readPeopleFilter } from './reports/people-filter.ts'
import { readMoverSearch, readPeriod } from './segmentation/period.ts'
import { BrokenPage, NotFoundPage } from './shell/fault-pages.tsx'
import { lazyRouteComponent } from './shell/lazy-page.ts'
import { Shell } from './shell/shell.tsx'
import { TodayPage } from './today/today-page.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage, errorComponent: BrokenPage })
const getParentRoute = () => root

const routes = [
  createRoute({ getParentRoute, path: '/', component: TodayPage }),
  createRoute({
    getParentRoute,
    path: '/configuration/marketing-campaign',
    validateSearch: readBroadcastFilter,
    component: lazyRouteComponent(() => import('./broadcasts/broadcast-list-page.tsx'), 'BroadcastListPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/marketing-campaign/add/new',
    component: lazyRouteComponent(() => import('./broadcasts/new-broadcast-page.tsx'), 'NewBroadcastPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/marketing-campaign/$id',
    component: lazyRouteComponent(() => import('./broadcasts/broadcast-page.tsx'), 'BroadcastPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports/marketing-campaigns',
    validateSearch: readReportSearch,
    component: lazyRouteComponent(() => import('./reports/report-list-page.tsx'), 'ReportListPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports/marketing-campaigns/$id',
    component: lazyRouteComponent(() => import('./reports/report-page.tsx'), 'ReportPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports/marketing-campaigns/$id/people',
    validateSearch: readPeopleFilter,
    component: lazyRouteComponent(() => import('./reports/people-page.tsx'), 'PeoplePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/customers',
    validateSearch: readCustomerFilter,
    component: lazyRouteComponent(() => import('./customers/customer-list-page.tsx'), 'CustomerListPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/customers/$id',
    validateSearch: readCustomerSearch,
    component: lazyRouteComponent(() => import('./customers/customer-page.tsx'), 'CustomerPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/audiences',
    validateSearch: readAudienceFilter,
    component: lazyRouteComponent(() => import('./audiences/audiences-page.tsx'), 'AudiencesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/audiences/new',
    validateSearch: readRuleSearch,
    component: lazyRouteComponent(() => import('./audiences/new-audience-page.tsx'), 'NewAudiencePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/audiences/$id',
    component: lazyRouteComponent(() => import('./audiences/audience-page.tsx'), 'AudiencePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/imports',
    validateSearch: readImportFilter,
    component: lazyRouteComponent(() => import('./imports/import-list-page.tsx'), 'ImportListPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/imports/new',
    component: lazyRouteComponent(() => import('./imports/new-import-page.tsx'), 'NewImportPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/imports/$id',
    validateSearch: readRejectionFilter,
    component: lazyRouteComponent(() => import('./imports/import-page.tsx'), 'ImportPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/imports/$id/people',
    validateSearch: readImportPeopleFilter,
    component: lazyRouteComponent(() => import('./imports/run/people-page.tsx'), 'ImportPeoplePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/groups',
    validateSearch: readGroupFilter,
    component: lazyRouteComponent(() => import('./groups/groups-page.tsx'), 'GroupsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/groups/$id',
    component: lazyRouteComponent(() => import('./groups/group-page.tsx'), 'GroupPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings',
    component: lazyRouteComponent(() => import('./settings/store-settings-page.tsx'), 'StoreSettingsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/sender',
    component: lazyRouteComponent(() => import('./settings/sender-page.tsx'), 'SenderPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/channels',
    component: lazyRouteComponent(() => import('./settings/channels-page.tsx'), 'ChannelsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/contact-policy',
    component: lazyRouteComponent(() => import('./settings/contact-policy-page.tsx'), 'ContactPolicyPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/vouchers',
    component: lazyRouteComponent(() => import('./settings/voucher-settings-page.tsx'), 'VoucherSettingsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/members',
    component: lazyRouteComponent(() => import('./members/members-page.tsx'), 'MembersPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/api-keys',
    component: lazyRouteComponent(() => import('./api-keys/api-keys-page.tsx'), 'ApiKeysPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/account',
    component: lazyRouteComponent(() => import('./account/account-page.tsx'), 'AccountPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/join',
    component: lazyRouteComponent(() => import('./session/join-page.tsx'), 'JoinPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/dev/inbox',
    validateSearch: readInboxSearch,
    component: lazyRouteComponent(() => import('./inbox/inbox-page.tsx'), 'InboxPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/segments',
    component: lazyRouteComponent(() => import('./settings/segment-settings-page.tsx'), 'SegmentSettingsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports/segmentation-dashboard',
    validateSearch: readPeriod,
    component: lazyRouteComponent(() => import('./segmentation/segmentation-page.tsx'), 'SegmentationPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports/segmentation-dashboard/people',
    validateSearch: readMoverSearch,
    component: lazyRouteComponent(() => import('./segmentation/movers-page.tsx'), 'MoversPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/voucher-campaign/autopilot',
    validateSearch: readAutopilotFilter,
    component: lazyRouteComponent(() => import('./autopilots/autopilot-list-page.tsx'), 'AutopilotListPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/voucher-campaign/autopilot/add/new',
    component: lazyRouteComponent(() => import('./autopilots/new-autopilot-page.tsx'), 'NewAutopilotPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/voucher-campaign/autopilot/new',
    beforeLoad: () => {
      throw redirect({ to: '/configuration/voucher-campaign/autopilot/add/new', replace: true })
    },
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/voucher-campaign/autopilot/$id',
    validateSearch: readAutopilotSearch,
    component: lazyRouteComponent(() => import('./autopilots/autopilot-page.tsx'), 'AutopilotPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/voucher-campaign/autopilot/$id/journeys/$journeyId',
    component: lazyRouteComponent(() => import('./autopilots/people/journey-page.tsx'), 'JourneyPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/offers',
    validateSearch: readOfferFilter,
    component: lazyRouteComponent(() => import('./offers/offer-list-page.tsx'), 'OfferListPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/offers/new',
    component: lazyRouteComponent(() => import('./offers/new-offer-page.tsx'), 'NewOfferPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/offers/$id',
    validateSearch: readOfferVoucherFilter,
    component: lazyRouteComponent(() => import('./offers/offer-page.tsx'), 'OfferPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/vouchers',
    validateSearch: readVoucherSearch,
    component: lazyRouteComponent(() => import('./vouchers/voucher-page.tsx'), 'VoucherPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/voucher-campaign/promotion',
    validateSearch: readPromotionFilter,
    component: lazyRouteComponent(() => import('./promotions/promotion-list-page.tsx'), 'PromotionListPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/voucher-campaign/promotion/add/new',
    component: lazyRouteComponent(() => import('./promotions/new-promotion-page.tsx'), 'NewPromotionPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/voucher-campaign/promotion/new',
    beforeLoad: () => {
      throw redirect({ to: '/configuration/voucher-campaign/promotion/add/new', replace: true })
    },
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/voucher-campaign/promotion/$id',
    validateSearch: readPromotionSearch,
    component: lazyRouteComponent(() => import('./promotions/promotion-page.tsx'), 'PromotionPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/voucher-campaign/promotion/$id/people',
    validateSearch: readPromotionPeopleFilter,
    component: lazyRouteComponent(() => import('./promotions/promotion-people-page.tsx'), 'PromotionPeoplePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/voucher-campaign/diagnostics',
    validateSearch: readDiagnosticsSearch,
    component: lazyRouteComponent(() => import('./diagnostics/diagnostics-page.tsx'), 'DiagnosticsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/voucher-campaign/health',
    validateSearch: readHealthFilter,
    component: lazyRouteComponent(() => import('./operations/health-page.tsx'), 'HealthPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/voucher-campaign/pending-triggers',
    validateSearch: readPendingFilter,
    component: lazyRouteComponent(() => import('./operations/pending-page.tsx'), 'PendingTriggersPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports/voucher-campaigns/overview',
    validateSearch: readReportSearch,
    component: lazyRouteComponent(() => import('./voucher-reports/overview-page.tsx'), 'VoucherOverviewPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports/voucher-campaigns/customer-engagement',
    validateSearch: readReportSearch,
    component: lazyRouteComponent(() => import('./voucher-reports/engagement-page.tsx'), 'VoucherEngagementPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports/voucher-campaigns/campaign-perf',
    validateSearch: readReportSearch,
    component: lazyRouteComponent(() => import('./voucher-reports/campaign-perf-page.tsx'), 'CampaignPerformancePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports/voucher-campaigns/api-perf',
    validateSearch: readReportSearch,
    component: lazyRouteComponent(() => import('./voucher-reports/api-perf-page.tsx'), 'ApiPerformancePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports/voucher-campaigns/system-health',
    validateSearch: readReportSearch,
    component: lazyRouteComponent(() => import('./voucher-reports/system-health-page.tsx'), 'SystemHealthPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports/voucher-campaigns/people',
    validateSearch: readPeopleSearch,
    component: lazyRouteComponent(() => import('./voucher-reports/people-page.tsx'), 'ReportPeoplePage'),
  }),
] as const

export const router = createRouter({
  routeTree: root.addChildren(routes),
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
