/** Every page and its address. Pages load when they are first opened; what an address filters by is checked here. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { readBroadcastFilter } from './broadcasts/broadcast-filter.ts'
import { readCustomerFilter } from './customers/customer-filter.ts'
import { readAudienceFilter } from './audiences/audience-filter.ts'
import { readRuleSearch } from './audiences/rule-search.ts'
import { readGroupFilter } from './groups/group-filter.ts'
import { readPeopleFilter } from './reports/people-filter.ts'
import { readPeriod } from './segmentation/period.ts'
import { BrokenPage, NotFoundPage } from './shell/fault-pages.tsx'
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
    path: '/settings/segments',
    component: lazyRouteComponent(() => import('./settings/segment-settings-page.tsx'), 'SegmentSettingsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports/segmentation-dashboard',
    validateSearch: readPeriod,
    component: lazyRouteComponent(() => import('./segmentation/segmentation-page.tsx'), 'SegmentationPage'),
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
