/** Reports, and the people behind their numbers. */
import { createRoute } from '@tanstack/react-router'
import { readPeopleSearch } from '../voucher-reports/people-search.ts'
import { readReportSearch } from '../voucher-reports/report-search.ts'
import { readMarketingPeopleSearch } from '../reports/marketing-people-search.ts'
import { readPeopleFilter } from '../reports/people-filter.ts'
import { readReportHoursSearch } from '../reports/report-hours.ts'
import { readMoverSearch, readPeriod } from '../segmentation/period.ts'
import { lazyRouteComponent } from '../shell/lazy-page.ts'
import { getParentRoute } from './root.ts'

export const reportRoutes = [
  createRoute({
    getParentRoute,
    path: '/reports/marketing-campaigns',
    validateSearch: readReportSearch,
    component: lazyRouteComponent(() => import('../reports/report-list-page.tsx'), 'ReportListPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports/marketing-campaigns/people',
    validateSearch: readMarketingPeopleSearch,
    component: lazyRouteComponent(() => import('../reports/marketing-people-page.tsx'), 'MarketingPeoplePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports/marketing-campaigns/$id',
    validateSearch: readReportHoursSearch,
    component: lazyRouteComponent(() => import('../reports/report-page.tsx'), 'ReportPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports/marketing-campaigns/$id/people',
    validateSearch: readPeopleFilter,
    component: lazyRouteComponent(() => import('../reports/people-page.tsx'), 'PeoplePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports/segmentation-dashboard',
    validateSearch: readPeriod,
    component: lazyRouteComponent(() => import('../segmentation/segmentation-page.tsx'), 'SegmentationPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports/segmentation-dashboard/people',
    validateSearch: readMoverSearch,
    component: lazyRouteComponent(() => import('../segmentation/movers-page.tsx'), 'MoversPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports/voucher-campaigns/overview',
    validateSearch: readReportSearch,
    component: lazyRouteComponent(() => import('../voucher-reports/overview-page.tsx'), 'VoucherOverviewPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports/voucher-campaigns/customer-engagement',
    validateSearch: readReportSearch,
    component: lazyRouteComponent(() => import('../voucher-reports/engagement-page.tsx'), 'VoucherEngagementPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports/voucher-campaigns/campaign-perf',
    validateSearch: readReportSearch,
    component: lazyRouteComponent(() => import('../voucher-reports/campaign-perf-page.tsx'), 'CampaignPerformancePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports/voucher-campaigns/api-perf',
    validateSearch: readReportSearch,
    component: lazyRouteComponent(() => import('../voucher-reports/api-perf-page.tsx'), 'ApiPerformancePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports/voucher-campaigns/system-health',
    validateSearch: readReportSearch,
    component: lazyRouteComponent(() => import('../voucher-reports/system-health-page.tsx'), 'SystemHealthPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports/voucher-campaigns/people',
    validateSearch: readPeopleSearch,
    component: lazyRouteComponent(() => import('../voucher-reports/people-page.tsx'), 'ReportPeoplePage'),
  }),
] as const
