/** Settings, each topic an address. */
import { createRoute } from '@tanstack/react-router'
import { lazyRouteComponent } from '../shell/lazy-page.ts'
import { getParentRoute } from './root.ts'

export const settingsRoutes = [
  createRoute({
    getParentRoute,
    path: '/settings',
    component: lazyRouteComponent(() => import('../settings/store-settings-page.tsx'), 'StoreSettingsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/sender',
    component: lazyRouteComponent(() => import('../settings/sender-page.tsx'), 'SenderPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/channels',
    component: lazyRouteComponent(() => import('../settings/channels-page.tsx'), 'ChannelsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/contact-policy',
    component: lazyRouteComponent(() => import('../settings/contact-policy-page.tsx'), 'ContactPolicyPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/vouchers',
    component: lazyRouteComponent(() => import('../settings/voucher-settings-page.tsx'), 'VoucherSettingsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/members',
    component: lazyRouteComponent(() => import('../members/members-page.tsx'), 'MembersPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/api-keys',
    component: lazyRouteComponent(() => import('../api-keys/api-keys-page.tsx'), 'ApiKeysPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/account',
    component: lazyRouteComponent(() => import('../account/account-page.tsx'), 'AccountPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/segments',
    component: lazyRouteComponent(() => import('../settings/segment-settings-page.tsx'), 'SegmentSettingsPage'),
  }),
] as const
