/** `npm run screenshots`: every page of the console over a lively demo store, light and dark, on a desktop and on a phone, into `screenshots/`. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ConsoleStack, startConsoleStack } from './console-stack.ts'
import { enlivenCampaigns, type LivelyCampaigns } from './lively-campaigns.ts'
import { enliven, type Lively } from './lively-store.ts'

const directory = join(import.meta.dirname, '..', '..', 'screenshots')
const sizes = { desktop: { width: 1360, height: 900 }, phone: { width: 390, height: 844 } }

const rule =
  'orders.sum(total, last 365d, where paymentMethod = "card" and coupon is not set) >= 100.00 EUR and (segment in (vip, repeat) or city = "Berlin") and not (lastContact within last 14d or birthday within next 7d)'

let stack: ConsoleStack
let store: Lively
let campaigns: LivelyCampaigns
/** `SCREENSHOTS=autopilot npm run screenshots` takes those pages alone. */
const wanted = new RegExp(process.env['SCREENSHOTS'] ?? '')

beforeAll(async () => {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
  stack = await startConsoleStack({ customers: 1_500 })
  store = await enliven(stack)
  campaigns = await enlivenCampaigns(stack)
})

afterAll(() => stack?.close())

const cases = Object.keys(sizes).flatMap((size) =>
  (['light', 'dark'] as const).map((scheme) => ({ size: size as keyof typeof sizes, scheme })),
)

it.each(cases)('takes every page on a $size, $scheme', async ({ size, scheme }) => {
  expect.hasAssertions()
  const context = await stack.browser.newContext({ viewport: sizes[size], colorScheme: scheme, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const take = (name: string) => page.screenshot({ path: join(directory, `${name}-${size}-${scheme}.png`), fullPage: true })
  await page.goto(stack.url)
  await page.getByRole('button', { name: 'Open the console' }).waitFor()
  await take('sign-in')
  await page.getByRole('button', { name: 'Open the console' }).click()
  await page.getByRole('heading', { name: 'Today' }).waitFor()
  for (const [name, path] of Object.entries({ ...listPages(store), ...listCampaignPages(campaigns) })) {
    if (!wanted.test(name)) continue
    await show(page, path)
    await take(name)
  }
  if (process.env['SCREENSHOTS'] === undefined) await takeDialogs(page, { size, scheme, take })
  await takeDrawers(page, { size, scheme })
  await context.close()
})

interface Taking {
  size: string
  scheme: string
}

async function takeDialogs(page: Page, { size, scheme, take }: Taking & { take: (name: string) => Promise<unknown> }): Promise<void> {
  await show(page, `/configuration/marketing-campaign/${store.emailDraft}`)
  await page.getByRole('button', { name: 'Review and send' }).click()
  await page.getByRole('dialog').waitFor()
  await page.screenshot({ path: join(directory, `send-dialog-${size}-${scheme}.png`) })
  await show(page, `/configuration/marketing-campaign/${store.emailDraft}`)
  await page.getByRole('button', { name: 'Add a rule to: But nobody in these' }).click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'As text' }).fill('orders.last before 60d ago or sity = 1')
  await page
    .getByText('The place that is wrong')
    .or(page.getByRole('button', { name: 'Go there' }))
    .first()
    .waitFor()
  await page.screenshot({ path: join(directory, `rule-dialog-${size}-${scheme}.png`) })
  await show(page, '/settings/segments')
  await page.getByRole('textbox', { name: 'First order within' }).fill('90')
  await page.getByRole('button', { name: 'See who would move' }).click()
  await page.getByText('would move').last().waitFor()
  await take('settings-segments-preview')
}

/** Forms over the picture of a journey. */
async function takeDrawers(page: Page, { size, scheme }: Taking): Promise<void> {
  const drawers = {
    'autopilot-form-entry': /^Starts when/,
    'autopilot-form-message': /^Message: Invite/,
    'autopilot-form-wait': /^Wait for: Accepted/,
  }
  for (const [name, button] of Object.entries(drawers)) {
    if (!wanted.test(name)) continue
    await show(page, `/configuration/voucher-campaign/autopilot/${campaigns.autopilot}`)
    await page.getByRole('button', { name: button }).click()
    await page.getByRole('dialog').waitFor()
    await expect.poll(() => page.getByLabel('Loading').count()).toBe(0)
    await page.screenshot({ path: join(directory, `${name}-${size}-${scheme}.png`) })
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
}: LivelyCampaigns): Record<string, string> {
  const autopilots = '/configuration/voucher-campaign/autopilot'
  const promotions = '/configuration/voucher-campaign/promotion'
  return {
    autopilots,
    'autopilot-new': `${autopilots}/new`,
    autopilot: `${autopilots}/${autopilot}`,
    'autopilot-people': `${autopilots}/${autopilot}?view=people`,
    'autopilot-versions': `${autopilots}/${autopilot}?view=versions`,
    'autopilot-try': `${autopilots}/${autopilot}?view=try`,
    'autopilot-draft': `${autopilots}/${autopilotDraft}`,
    'autopilot-journey': `${autopilots}/${autopilot}/journeys/${journey}`,
    promotions,
    'promotion-new': `${promotions}/new`,
    promotion: `${promotions}/${promotion}`,
    'promotion-draft': `${promotions}/${promotionDraft}`,
    'promotion-people': `${promotions}/${promotion}/people`,
    health: '/configuration/voucher-campaign/health',
    pending: '/configuration/voucher-campaign/pending-triggers',
    diagnostics: `/configuration/voucher-campaign/diagnostics?campaign=${autopilot}`,
    'diagnostics-customer': `/configuration/voucher-campaign/diagnostics?campaign=${promotion}&customer=${store.customer}`,
    'diagnostics-empty': '/configuration/voucher-campaign/diagnostics',
    'report-voucher-overview': '/reports/voucher-campaigns/overview',
    'report-voucher-engagement': '/reports/voucher-campaigns/customer-engagement',
    'report-voucher-campaigns': '/reports/voucher-campaigns/campaign-perf',
    'report-voucher-providers': '/reports/voucher-campaigns/api-perf',
    'report-voucher-system': '/reports/voucher-campaigns/system-health',
    offers: '/offers',
    'offer-new': '/offers/new',
    offer: `/offers/${offer}`,
    voucher: `/vouchers?code=${voucherCode}`,
  }
}

function listPages({ emailDraft, smsDraft, pushDraft, sent, scheduled, customer, audience, group }: Lively): Record<string, string> {
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
    report: `/reports/marketing-campaigns/${sent}`,
    people: `/reports/marketing-campaigns/${sent}/people?reason=not_subscribed`,
    customers: '/customers',
    customer: `/customers/${customer}`,
    audiences: '/audiences',
    'audience-new': '/audiences/new',
    'audience-rule': `/audiences/new?text=${encodeURIComponent(rule)}`,
    audience: `/audiences/${audience}`,
    groups: '/groups',
    group: `/groups/${group}`,
    segmentation: '/reports/segmentation-dashboard',
    'settings-segments': '/settings/segments',
  }
}

async function show(page: Page, path: string): Promise<void> {
  await page.goto(stack.url + path)
  await page.getByRole('main').getByRole('heading').first().waitFor()
  // A running broadcast's stream keeps the network busy for good.
  await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => undefined)
  await expect.poll(() => page.getByLabel('Loading').count()).toBe(0)
  const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  expect.soft(overflow, `${path} is wider than the screen`).toBe(0)
}
