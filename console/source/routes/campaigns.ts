/** Broadcasts, promotions, autopilots, what they give, and how they do. */
import { createRoute, redirect } from '@tanstack/react-router'
import { readBroadcastFilter } from '../broadcasts/broadcast-filter.ts'
import { readAutopilotFilter, readAutopilotSearch } from '../autopilots/autopilot-filter.ts'
import { readOfferFilter, readOfferVoucherFilter, readVoucherSearch } from '../offers/offer-filter.ts'
import { readPromotionFilter, readPromotionPeopleFilter, readPromotionSearch } from '../promotions/promotion-filter.ts'
import { readDiagnosticsSearch } from '../diagnostics/diagnostics-search.ts'
import { readHealthFilter } from '../operations/health-filter.ts'
import { readPendingFilter } from '../operations/pending-filter.ts'
import { lazyRouteComponent } from '../shell/lazy-page.ts'
import { getParentRoute } from './root.ts'

export const campaignRoutes = [
  createRoute({
    getParentRoute,
    path: '/configuration/marketing-campaign',
    validateSearch: readBroadcastFilter,
    component: lazyRouteComponent(() => import('../broadcasts/broadcast-list-page.tsx'), 'BroadcastListPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/marketing-campaign/add/new',
    component: lazyRouteComponent(() => import('../broadcasts/new-broadcast-page.tsx'), 'NewBroadcastPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/marketing-campaign/$id',
    component: lazyRouteComponent(() => import('../broadcasts/broadcast-page.tsx'), 'BroadcastPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/voucher-campaign/autopilot',
    validateSearch: readAutopilotFilter,
    component: lazyRouteComponent(() => import('../autopilots/autopilot-list-page.tsx'), 'AutopilotListPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/voucher-campaign/autopilot/add/new',
    component: lazyRouteComponent(() => import('../autopilots/new-autopilot-page.tsx'), 'NewAutopilotPage'),
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
    component: lazyRouteComponent(() => import('../autopilots/autopilot-page.tsx'), 'AutopilotPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/voucher-campaign/autopilot/$id/journeys/$journeyId',
    component: lazyRouteComponent(() => import('../autopilots/people/journey-page.tsx'), 'JourneyPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/offers',
    validateSearch: readOfferFilter,
    component: lazyRouteComponent(() => import('../offers/offer-list-page.tsx'), 'OfferListPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/offers/new',
    component: lazyRouteComponent(() => import('../offers/new-offer-page.tsx'), 'NewOfferPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/offers/$id',
    validateSearch: readOfferVoucherFilter,
    component: lazyRouteComponent(() => import('../offers/offer-page.tsx'), 'OfferPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/vouchers',
    validateSearch: readVoucherSearch,
    component: lazyRouteComponent(() => import('../vouchers/voucher-page.tsx'), 'VoucherPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/voucher-campaign/promotion',
    validateSearch: readPromotionFilter,
    component: lazyRouteComponent(() => import('../promotions/promotion-list-page.tsx'), 'PromotionListPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/voucher-campaign/promotion/add/new',
    component: lazyRouteComponent(() => import('../promotions/new-promotion-page.tsx'), 'NewPromotionPage'),
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
    component: lazyRouteComponent(() => import('../promotions/promotion-page.tsx'), 'PromotionPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/voucher-campaign/promotion/$id/people',
    validateSearch: readPromotionPeopleFilter,
    component: lazyRouteComponent(() => import('../promotions/promotion-people-page.tsx'), 'PromotionPeoplePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/voucher-campaign/diagnostics',
    validateSearch: readDiagnosticsSearch,
    component: lazyRouteComponent(() => import('../diagnostics/diagnostics-page.tsx'), 'DiagnosticsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/voucher-campaign/health',
    validateSearch: readHealthFilter,
    component: lazyRouteComponent(() => import('../operations/health-page.tsx'), 'HealthPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/configuration/voucher-campaign/pending-triggers',
    validateSearch: readPendingFilter,
    component: lazyRouteComponent(() => import('../operations/pending-page.tsx'), 'PendingTriggersPage'),
  }),
] as const
