/** Every page of the console over a lively store, by the name of its picture. A page that is missing here fails tests/e2e/console-routes.test.ts. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LivelyCampaigns } from './lively-campaigns.ts'
import type { LivelyImports } from './lively-imports.ts'
import type { Lively } from './lively-store.ts'

const rule =
  'orders.sum(total, last 365d, where paymentMethod = "card" and coupon is not set) >= 100.00 EUR and (segment in (vip, repeat) or city = "Berlin") and not (lastContact within last 14d or birthday within next 7d)'

interface LivelyParts {
  store: Lively
  campaigns: LivelyCampaigns
  imports: LivelyImports
}

export function listPages({ store, campaigns, imports }: LivelyParts): Record<string, string> {
  return { ...listStorePages(store), ...listCampaignPages({ ...campaigns, customer: store.customer }), ...listImportPages(imports) }
}

/** The paths of the console's router, as it says them; those that only lead elsewhere are left out. */
export function readRoutes(): string[] {
  const folder = join(import.meta.dirname, '..', '..', 'console', 'source', 'routes')
  return readdirSync(folder)
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('createRoute({'))
    .filter((part) => !part.includes('throw redirect('))
    .flatMap((part) => /path: '([^']+)'/.exec(part)?.[1] ?? [])
}

/** @returns the path of the router that a page is of, without its parameters' values */
export function findRoute(routes: readonly string[], path: string): string | undefined {
  const [pathname = ''] = path.split('?')
  const isOf = (route: string) => new RegExp(`^${route.replaceAll(/\$\w+/g, '[^/]+')}$`).test(pathname)
  // `/audiences/new` is no audience.
  return routes.find((route) => route === pathname) ?? routes.find(isOf)
}

function listImportPages({ setUp, tried, done, halfway }: LivelyImports): Record<string, string> {
  return {
    imports: '/imports',
    'import-new': '/imports/new',
    'import-set-up': `/imports/${setUp}`,
    'import-upload': `/imports/${halfway}`,
    'import-tried': `/imports/${tried}`,
    'import-done': `/imports/${done}`,
    'import-people': `/imports/${done}/people`,
  }
}

function listCampaignPages({
  offer,
  voucherCode,
  autopilot,
  autopilotDraft,
  journey,
  promotion,
  promotionDraft,
  customer,
}: LivelyCampaigns & Pick<Lively, 'customer'>): Record<string, string> {
  const autopilots = '/configuration/voucher-campaign/autopilot'
  const promotions = '/configuration/voucher-campaign/promotion'
  return {
    autopilots,
    'autopilot-new': `${autopilots}/add/new`,
    autopilot: `${autopilots}/${autopilot}`,
    'autopilot-people': `${autopilots}/${autopilot}?view=people`,
    'autopilot-versions': `${autopilots}/${autopilot}?view=versions`,
    'autopilot-try': `${autopilots}/${autopilot}?view=try`,
    'autopilot-draft': `${autopilots}/${autopilotDraft}`,
    'autopilot-journey': `${autopilots}/${autopilot}/journeys/${journey}`,
    promotions,
    'promotion-new': `${promotions}/add/new`,
    promotion: `${promotions}/${promotion}`,
    'promotion-draft': `${promotions}/${promotionDraft}`,
    'promotion-people': `${promotions}/${promotion}/people`,
    health: '/configuration/voucher-campaign/health',
    pending: '/configuration/voucher-campaign/pending-triggers',
    diagnostics: `/configuration/voucher-campaign/diagnostics?campaign=${autopilot}`,
    'diagnostics-customer': `/configuration/voucher-campaign/diagnostics?campaign=${promotion}&customer=${customer}`,
    'diagnostics-empty': '/configuration/voucher-campaign/diagnostics',
    'report-voucher-overview': '/reports/voucher-campaigns/overview',
    'report-voucher-engagement': '/reports/voucher-campaigns/customer-engagement',
    'report-voucher-campaigns': '/reports/voucher-campaigns/campaign-perf',
    'report-voucher-providers': '/reports/voucher-campaigns/api-perf',
    'report-voucher-system': '/reports/voucher-campaigns/system-health',
    'report-voucher-people': '/reports/voucher-campaigns/people?figure=issued',
    offers: '/offers',
    'offer-new': '/offers/new',
    offer: `/offers/${offer}`,
    voucher: `/vouchers?code=${voucherCode}`,
  }
}

function listStorePages({ emailDraft, smsDraft, pushDraft, sent, scheduled, customer, audience, group }: Lively): Record<string, string> {
  return {
    today: '/',
    broadcasts: '/configuration/marketing-campaign',
    'broadcast-new': '/configuration/marketing-campaign/add/new',
    'broadcast-email-draft': `/configuration/marketing-campaign/${emailDraft}`,
    'broadcast-sms-draft': `/configuration/marketing-campaign/${smsDraft}`,
    'broadcast-push-draft': `/configuration/marketing-campaign/${pushDraft}`,
    'broadcast-scheduled': `/configuration/marketing-campaign/${scheduled}`,
    'broadcast-sent': `/configuration/marketing-campaign/${sent}`,
    reports: '/reports/marketing-campaigns',
    'reports-people': '/reports/marketing-campaigns/people?figure=clicked',
    report: `/reports/marketing-campaigns/${sent}`,
    people: `/reports/marketing-campaigns/${sent}/people?reason=not_subscribed`,
    customers: '/customers',
    'customers-filtered': '/customers?segment=at_risk&reachable=email',
    customer: `/customers/${customer}`,
    'customer-messages': `/customers/${customer}?show=messages`,
    nowhere: '/nowhere',
    join: '/join',
    audiences: '/audiences',
    'audience-new': '/audiences/new',
    'audience-rule': `/audiences/new?text=${encodeURIComponent(rule)}`,
    audience: `/audiences/${audience}`,
    groups: '/groups',
    group: `/groups/${group}`,
    segmentation: '/reports/segmentation-dashboard',
    'segmentation-people': '/reports/segmentation-dashboard/people?before=active&after=lapsed',
    'settings-segments': '/settings/segments',
    'settings-account': '/settings/account',
    'settings-api-keys': '/settings/api-keys',
    'settings-members': '/settings/members',
    settings: '/settings',
    'settings-sender': '/settings/sender',
    'settings-channels': '/settings/channels',
    'settings-contact-policy': '/settings/contact-policy',
    'settings-vouchers': '/settings/vouchers',
    inbox: '/dev/inbox',
  }
}
