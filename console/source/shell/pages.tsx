/** The console's pages as its navigation and its quick search offer them, in groups. A page is one line here. */
import {
  IconAdjustments,
  IconBuildingStore,
  IconChartAreaLine,
  IconChartBar,
  IconFileImport,
  IconGift,
  IconHeartbeat,
  IconHome,
  IconHourglass,
  IconReportMoney,
  IconRoute,
  IconSearch,
  IconSend,
  IconServer,
  IconTicket,
  IconUsers,
  IconUsersGroup,
  IconZoomQuestion,
} from '@tabler/icons-react'

export interface PageGroup {
  /** Null for what stands alone, at the top and at the end. */
  label: string | null
  pages: readonly PageEntry[]
}

export interface PageEntry {
  to: PagePath
  label: string
  icon: typeof IconHome
  /** Further pages of it: whatever is under this address, and has no entry of its own. */
  under?: string
  /** What it is also looked for by. */
  words?: string
}

/** Only addresses that are whole: the compiler checks them where they become links. */
export type PagePath =
  | '/'
  | '/customers'
  | '/audiences'
  | '/groups'
  | '/imports'
  | '/configuration/marketing-campaign'
  | '/configuration/voucher-campaign/promotion'
  | '/configuration/voucher-campaign/autopilot'
  | '/offers'
  | '/vouchers'
  | '/configuration/voucher-campaign/health'
  | '/configuration/voucher-campaign/pending-triggers'
  | '/configuration/voucher-campaign/diagnostics'
  | '/reports/voucher-campaigns/system-health'
  | '/reports/marketing-campaigns'
  | '/reports/voucher-campaigns/overview'
  | '/reports/segmentation-dashboard'
  | '/settings'
  | `/settings/${'sender' | 'channels' | 'contact-policy' | 'vouchers' | 'segments' | 'members' | 'api-keys' | 'account'}`
  | `/reports/voucher-campaigns/${'customer-engagement' | 'campaign-perf' | 'api-perf'}`

export const pageGroups: readonly PageGroup[] = [
  { label: null, pages: [{ to: '/', label: 'Today', icon: IconHome, words: 'home start dashboard' }] },
  {
    label: 'Customers',
    pages: [
      { to: '/customers', label: 'Customers', icon: IconUsers, words: 'people profiles erase consent' },
      { to: '/audiences', label: 'Audiences', icon: IconUsersGroup, words: 'rules segments export' },
      { to: '/groups', label: 'Groups', icon: IconBuildingStore, words: 'store admin sync' },
      { to: '/imports', label: 'Imports', icon: IconFileImport, words: 'csv upload shopify woocommerce files' },
    ],
  },
  {
    label: 'Campaigns',
    pages: [
      { to: '/configuration/marketing-campaign', label: 'Broadcasts', icon: IconSend, words: 'marketing campaigns email sms push' },
      { to: '/configuration/voucher-campaign/promotion', label: 'Promotions', icon: IconGift, words: 'voucher campaigns one-off' },
      {
        to: '/configuration/voucher-campaign/autopilot',
        label: 'Autopilots',
        icon: IconRoute,
        words: 'journeys triggers win-back automation',
      },
      { to: '/offers', label: 'Offers', icon: IconTicket, words: 'discounts budgets' },
      { to: '/vouchers', label: 'Vouchers', icon: IconSearch, words: 'codes look up redeem' },
    ],
  },
  {
    label: 'Operations',
    pages: [
      { to: '/configuration/voucher-campaign/health', label: 'Health', icon: IconHeartbeat, words: 'problems campaigns dormant' },
      {
        to: '/configuration/voucher-campaign/pending-triggers',
        label: 'Who is waiting',
        icon: IconHourglass,
        words: 'pending triggers stuck late journeys',
      },
      {
        to: '/configuration/voucher-campaign/diagnostics',
        label: 'Why, or why not?',
        icon: IconZoomQuestion,
        words: 'diagnostics skipped reason',
      },
      { to: '/reports/voucher-campaigns/system-health', label: 'System', icon: IconServer, words: 'system health workers temporal outbox' },
    ],
  },
  {
    label: 'Reports',
    pages: [
      { to: '/reports/marketing-campaigns', label: 'Sent broadcasts', icon: IconChartBar, words: 'reports funnel lift clicks opens' },
      {
        to: '/reports/voucher-campaigns/overview',
        under: '/reports/voucher-campaigns',
        label: 'Voucher campaigns',
        icon: IconReportMoney,
        words: 'reports revenue engagement performance providers',
      },
      { to: '/reports/segmentation-dashboard', label: 'Segmentation', icon: IconChartAreaLine, words: 'rfm matrix flows shift' },
    ],
  },
  {
    label: null,
    pages: [
      {
        to: '/settings',
        label: 'Settings',
        icon: IconAdjustments,
        words: 'store name time zone currency',
      },
    ],
  },
]

/** At the foot of the navigation, under the member's name. */
export const accountPage = { to: '/settings/account', label: 'Your account' } as const

/** Found by their words alone: other pages lead to them. */
export const innerPages: readonly Omit<PageEntry, 'icon'>[] = [
  { to: '/settings/sender', label: 'Sender', words: 'settings from address postal' },
  { to: '/settings/channels', label: 'Channels', words: 'settings providers keys resend vonage test' },
  { to: '/settings/contact-policy', label: 'Contact policy', words: 'settings cooldown quiet hours' },
  { to: '/settings/vouchers', label: 'Voucher settings', words: 'limits open' },
  { to: '/settings/segments', label: 'Segments’ settings', words: 'parameters' },
  { to: '/settings/members', label: 'Members', words: 'settings people invite roles' },
  { to: '/settings/api-keys', label: 'API keys', words: 'settings scopes' },
  { ...accountPage, words: 'settings password sessions' },
  { to: '/reports/voucher-campaigns/customer-engagement', label: 'Customer engagement', words: 'reports voucher' },
  { to: '/reports/voucher-campaigns/campaign-perf', label: 'Campaign performance', words: 'reports voucher' },
  { to: '/reports/voucher-campaigns/api-perf', label: 'Provider performance', words: 'reports api latency' },
]
