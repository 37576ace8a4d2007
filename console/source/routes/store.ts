/** Today, the store’s customers and how they are sorted, and what comes in from outside. */
import { createRoute } from '@tanstack/react-router'
import { readCustomerFilter, readCustomerSearch } from '../customers/customer-filter.ts'
import { readAudienceFilter } from '../audiences/audience-filter.ts'
import { readRuleSearch } from '../audiences/rule-search.ts'
import { readGroupFilter } from '../groups/group-filter.ts'
import { readImportFilter, readPeopleFilter as readImportPeopleFilter, readRejectionFilter } from '../imports/import-filter.ts'
import { readInboxSearch } from '../inbox/inbox-filter.ts'
import { lazyRouteComponent } from '../shell/lazy-page.ts'
import { TodayPage } from '../today/today-page.tsx'
import { getParentRoute } from './root.ts'

export const storeRoutes = [
  createRoute({ getParentRoute, path: '/', component: TodayPage }),
  createRoute({
    getParentRoute,
    path: '/customers',
    validateSearch: readCustomerFilter,
    component: lazyRouteComponent(() => import('../customers/customer-list-page.tsx'), 'CustomerListPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/customers/$id',
    validateSearch: readCustomerSearch,
    component: lazyRouteComponent(() => import('../customers/customer-page.tsx'), 'CustomerPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/audiences',
    validateSearch: readAudienceFilter,
    component: lazyRouteComponent(() => import('../audiences/audiences-page.tsx'), 'AudiencesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/audiences/new',
    validateSearch: readRuleSearch,
    component: lazyRouteComponent(() => import('../audiences/new-audience-page.tsx'), 'NewAudiencePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/audiences/$id',
    component: lazyRouteComponent(() => import('../audiences/audience-page.tsx'), 'AudiencePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/imports',
    validateSearch: readImportFilter,
    component: lazyRouteComponent(() => import('../imports/import-list-page.tsx'), 'ImportListPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/imports/new',
    component: lazyRouteComponent(() => import('../imports/new-import-page.tsx'), 'NewImportPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/imports/$id',
    validateSearch: readRejectionFilter,
    component: lazyRouteComponent(() => import('../imports/import-page.tsx'), 'ImportPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/imports/$id/people',
    validateSearch: readImportPeopleFilter,
    component: lazyRouteComponent(() => import('../imports/run/people-page.tsx'), 'ImportPeoplePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/groups',
    validateSearch: readGroupFilter,
    component: lazyRouteComponent(() => import('../groups/groups-page.tsx'), 'GroupsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/groups/$id',
    component: lazyRouteComponent(() => import('../groups/group-page.tsx'), 'GroupPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/join',
    component: lazyRouteComponent(() => import('../session/join-page.tsx'), 'JoinPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/dev/inbox',
    validateSearch: readInboxSearch,
    component: lazyRouteComponent(() => import('../inbox/inbox-page.tsx'), 'InboxPage'),
  }),
] as const
