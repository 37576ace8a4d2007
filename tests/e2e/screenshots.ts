/** `npm run screenshots`: every page of the console over a lively demo store, light and dark, on a desktop and on a phone, into `screenshots/`. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureGroupSync } from '../../workers/group-sync.ts'
import { ensureSchedules } from '../../workflows/clients/ensure-schedules.ts'
import { listPages } from './console-pages.ts'
import { type ConsoleStack, startConsoleStack } from './console-stack.ts'
import { enlivenCampaigns, type LivelyCampaigns } from './lively-campaigns.ts'
import { enlivenImports, type LivelyImports } from './lively-imports.ts'
import { enliven, type Lively } from './lively-store.ts'
import { waitUntilStill, watchRequests } from './still-page.ts'

const directory = join(import.meta.dirname, '..', '..', 'screenshots')
const sizes = { desktop: { width: 1360, height: 900 }, phone: { width: 390, height: 844 } }

let stack: ConsoleStack
let store: Lively
let campaigns: LivelyCampaigns
let imports: LivelyImports
/** `SCREENSHOTS=autopilot npm run screenshots` takes those pages alone. */
const wanted = new RegExp(process.env['SCREENSHOTS'] ?? '')

beforeAll(async () => {
  if (!isForReadme && process.env['SCREENSHOTS'] === undefined) rmSync(directory, { recursive: true, force: true })
  mkdirSync(isForReadme ? readmeDirectory : directory, { recursive: true })
  stack = await startConsoleStack({ customers: 1_500 })
  // An installation without its Schedules would not be well.
  await ensureSchedules(stack.temporal)
  const { pool, temporal: client, sandbox } = stack
  await ensureGroupSync({ pool, client, admin: sandbox.storeAdminUrl, now: () => new Date() })
  store = await enliven(stack)
  campaigns = await enlivenCampaigns(stack)
  imports = await enlivenImports(stack)
})

afterAll(() => stack?.close())

/** `npm run readme-images`: these alone, as high as a screen, for the README. */
const readmeImages = new Map([
  ['today', 'today'],
  ['autopilot', 'journey'],
  ['report', 'report'],
])
const isForReadme = process.env['README_IMAGES'] !== undefined
const readmeDirectory = join(import.meta.dirname, '..', '..', 'docs', 'images')

const cases = (isForReadme ? ['desktop'] : Object.keys(sizes)).flatMap((size) =>
  (isForReadme ? ['light' as const] : ['light' as const, 'dark' as const]).map((scheme) => ({ size: size as keyof typeof sizes, scheme })),
)

it.each(cases)('takes every page on a $size, $scheme', async ({ size, scheme }) => {
  expect.hasAssertions()
  const context = await stack.browser.newContext({ viewport: sizes[size], colorScheme: scheme, reducedMotion: 'reduce' })
  const page = await context.newPage()
  watchRequests(page)
  const take = (name: string) => page.screenshot({ path: join(directory, `${name}-${size}-${scheme}.png`), fullPage: true })
  await page.goto(stack.url)
  await page.getByRole('button', { name: 'Continue as the owner' }).waitFor()
  await take('sign-in')
  await page.getByRole('button', { name: 'Continue as the owner' }).click()
  await page.getByRole('heading', { name: 'Today' }).waitFor()
  for (const [name, path] of Object.entries(listPages({ store, campaigns, imports }))) {
    const image = isForReadme ? readmeImages.get(name) : undefined
    if (isForReadme ? image === undefined : !wanted.test(name)) continue
    await show(page, path)
    await (image === undefined
      ? take(name)
      : page.screenshot({ path: join(readmeDirectory, `${image}.png`), fullPage: name === 'autopilot' }))
  }
  if (isForReadme) return await context.close()
  if (process.env['SCREENSHOTS'] === undefined) await takeDialogs(page, { size, scheme, take })
  await takeDrawers(page, { size, scheme })
  await takeInbox(page, take)
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

const readOverflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'

async function show(page: Page, path: string): Promise<void> {
  await page.goto(stack.url + path)
  await waitUntilStill(page)
  let overflow = 0
  await expect.poll(async () => (overflow = await page.evaluate<number>(readOverflow))).toBeTypeOf('number')
  expect.soft(overflow, `${path} is wider than the screen`).toBe(0)
}

/** A message of each channel, open. */
async function takeInbox(page: Page, take: (name: string) => Promise<unknown>): Promise<void> {
  for (const channel of ['email', 'sms']) {
    if (!wanted.test('inbox-message')) return
    await show(page, `/dev/inbox?channel=${channel}`)
    await page.getByRole('region', { name: 'Messages' }).getByRole('link').first().click()
    await page.getByRole('article').waitFor()
    await take(`inbox-message-${channel}`)
  }
}
