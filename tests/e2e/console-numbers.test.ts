import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findViolations, openWhole } from './accessibility.ts'
import { createConsolePage, enterConsole, locateOn } from './console-page.ts'
import { type ConsoleStack, startConsoleStack } from './console-stack.ts'
import { enlivenCampaigns, type LivelyCampaigns } from './lively-campaigns.ts'
import { enliven, type Lively } from './lively-store.ts'
import { expectAddress, expectAttribute, expectChecked, expectCount, expectText, readNumber } from './page-state.ts'

// Every number of a page is followed.
vi.setConfig({ testTimeout: 600_000 })

let stack: ConsoleStack
let store: Lively
let campaigns: LivelyCampaigns
let page: Page
let complaints: string[]

beforeAll(async () => {
  stack = await startConsoleStack({ customers: 300 })
  store = await enliven(stack)
  campaigns = await enlivenCampaigns(stack)
  // Calls that failed: a worker that is told so often would take long to make some.
  await stack.pool`
    INSERT INTO provider_failures (send_id, page, at, channel, code, customer_ids, will_retry)
    SELECT send_id, 0, now() - interval '2 minutes', channel, 'rate_limited', array_agg(customer_id), true
    FROM (SELECT send_id, channel, customer_id FROM deliveries ORDER BY send_id, customer_id LIMIT 3) AS d GROUP BY send_id, channel`
  await stack.pool`
    INSERT INTO provider_calls (minute, channel, code, time_bucket, calls, retries, messages)
    SELECT date_trunc('minute', at), channel, code, 10, count(*), 0, sum(cardinality(customer_ids)) FROM provider_failures GROUP BY 1, 2, 3
    ON CONFLICT (minute, channel, code, time_bucket) DO UPDATE SET calls = excluded.calls, messages = excluded.messages`
  ;({ page, complaints } = await createConsolePage(stack))
  await enterConsole(stack, page)
}, 400_000)

afterAll(() => stack?.close())

const { heading, region } = locateOn(() => page)
const open = (path: string) => openWhole(page, stack.url + path)
const overview = '/api/v1/reports/voucher-campaigns/overview'

/** Receipts come in for some seconds, and journeys go on: until nothing has moved for a while. */
async function expectStill(): Promise<void> {
  const read = async () => JSON.stringify((await stack.call<{ total: object }>('GET', overview)).total)
  let before = ''
  const isStill = async () => {
    const now = await read()
    const isSame = now === before
    before = now
    return isSame
  }
  await expect.poll(isStill, { timeout: 120_000, interval: 4_000 }).toBe(true)
}

interface NumberLink {
  href: string
  count: number
  what: string
}

const readLinks = `[...document.querySelectorAll('main a')].map((link) => ({
  href: link.getAttribute('href') ?? '', text: link.textContent ?? '', what: link.getAttribute('aria-label') ?? '' }))`

/** Every link on the page whose text is a number, and that leads to people; each way once. */
async function listNumbers(least: number): Promise<NumberLink[]> {
  let numbers: NumberLink[] = []
  const read = async () => {
    const links = await page.evaluate<{ href: string; text: string; what: string }[]>(readLinks)
    const all = links.flatMap(({ href, text, what }) =>
      /people(\?|$)/.test(href) && /^[\d,]+$/.test(text) ? [{ href, count: Number(text.replaceAll(',', '')), what }] : [],
    )
    numbers = all.filter(({ href }, place) => all.findIndex((one) => one.href === href) === place)
    return numbers.length
  }
  await expect.poll(read, { timeout: 60_000 }).toBeGreaterThanOrEqual(least)
  return numbers
}

const rowsOnAPage = 50

/** @param isExact a call may hold many messages: those numbers lead to as many people or more */
async function expectPeopleBehind(
  path: string,
  { least, isExact = () => true }: { least: number; isExact?: (link: NumberLink) => boolean },
): Promise<void> {
  await open(path)
  for (const link of await listNumbers(least)) {
    const { href, count, what } = link
    await open(href)
    const rows = region('People').getByRole('row')
    const message = `${what} on ${path}: ${href}`
    if (isExact(link) && count <= rowsOnAPage) await expectCount(rows, count + 1, message)
    else await expect.poll(() => rows.count(), { timeout: 60_000, message }).toBeGreaterThan(1)
  }
}

describe('every number of people leads to as many of them', () => {
  it('once nothing moves any more', async () => {
    await expectStill()
  })

  it('on the report on all broadcasts', async () => {
    await expectPeopleBehind('/reports/marketing-campaigns', { least: 6 })
    await expectPeopleBehind('/reports/marketing-campaigns?channel=email', { least: 4 })
  })

  it('on the report of one broadcast, of all of its life and of its first hours', async () => {
    await expectPeopleBehind(`/reports/marketing-campaigns/${store.sent}`, { least: 6 })
    await expectPeopleBehind(`/reports/marketing-campaigns/${store.sent}?untilHours=2&compareWith=average`, { least: 4 })
  })

  it.each(['overview', 'customer-engagement', 'campaign-perf'])('on the report %s', async (name) => {
    await expectPeopleBehind(`/reports/voucher-campaigns/${name}`, { least: 4 })
  })

  it('on the report on providers, also by why their calls failed', async () => {
    await expectPeopleBehind('/reports/voucher-campaigns/api-perf', { least: 4, isExact: ({ href }) => !href.includes('figure=tried') })
    await open('/reports/voucher-campaigns/api-perf')
    await region('Channel by channel')
      .getByRole('link', { name: /^3: Messages in calls that failed, Rate limited/ })
      .click()
    await heading('Messages in calls that failed').waitFor()
    await expectCount(region('People').getByRole('row'), 4)
    await expectAddress(page, 'code=rate_limited')
  })

  it('on a promotion, channel by channel', async () => {
    await expectPeopleBehind(`/configuration/voucher-campaign/promotion/${campaigns.promotion}`, { least: 5 })
    await open(`/configuration/voucher-campaign/promotion/${campaigns.promotion}`)
    const openVouchers = region('Vouchers given').getByRole('link', { name: /^\d+ open$/ })
    const count = await readNumber(openVouchers)
    await openVouchers.click()
    await expectAddress(page, 'vouchers=open')
    await expectChecked(region('Vouchers').getByRole('radio', { name: `Open ${count}` }))
    await expectCount(region('Vouchers').getByRole('row'), Math.min(count, 10) + 1)
  })
})

describe('Today', () => {
  it('leads from what was redeemed in seven days to whom', async () => {
    await open('/')
    const row = region('What is going on').getByRole('row', { name: /^Win-back/ })
    const link = row.getByRole('link', { name: /^\d/ })
    const redeemed = row
      .locator('span', { hasText: /^\d+ redeemed in 7 days$/ })
      .last()
      .getByRole('link')
    const count = await readNumber(redeemed)
    expect(count).toBeGreaterThan(0)
    await link.first().waitFor()
    await redeemed.click()
    await heading('Vouchers redeemed').waitFor()
    await expectCount(region('People').getByRole('row'), count + 1)
  })

  it('leads from whom an autopilot has found in a day to just them', async () => {
    await open('/')
    const found = region('What is going on')
      .getByRole('row', { name: /^Win-back/ })
      .locator('span', { hasText: /^\d+ found in 24 hours$/ })
      .last()
      .getByRole('link')
    const count = await readNumber(found)
    await found.click()
    await page.getByText(/^Newest first\. Found since /).waitFor()
    await expect.poll(() => region('People').getByRole('row').count()).toBe(Math.min(count, rowsOnAPage) + 1)
  })
})

describe('the report of one broadcast', () => {
  it('is of the hours that are chosen, beside the average or another broadcast, and so is its CSV', async () => {
    await open(`/reports/marketing-campaigns/${store.sent}`)
    const { choose } = locateOn(() => page)
    await choose(page, 'Period', 'First 24 hours')
    await expectAddress(page, 'untilHours=24')
    await page.getByText(/^What happened in its first 24 hours: /).waitFor()
    await choose(page, 'Compare with', 'Average by Email')
    await expectAddress(page, 'compareWith=average')
    // There is no other yet.
    await region('Compared').getByText('No other broadcast by Email is as old as these hours ask for.').waitFor()
    await stack.pool`
      WITH other AS (
        INSERT INTO broadcasts (name, channel, status, message, audience, started_at)
        SELECT 'Winter pantry', channel, 'sent', message, audience, started_at - interval '40 days' FROM broadcasts WHERE name = 'Spring arrivals' RETURNING id
      ), sent AS (
        INSERT INTO sends (id, campaign_kind, campaign_id, channel, message, policy, recipients, frozen_at, completed_at)
        SELECT o.id, 'broadcast', o.id, s.channel, s.message, s.policy, 4, s.frozen_at - interval '40 days', s.frozen_at - interval '40 days'
        FROM other o, sends s JOIN broadcasts b ON b.id = s.id WHERE b.name = 'Spring arrivals' RETURNING id, channel, frozen_at
      )
      INSERT INTO deliveries (send_id, customer_id, channel, page, status, claimed_at, accepted_at, settled_at)
      SELECT s.id, c.id, s.channel, 0, 'delivered', s.frozen_at, s.frozen_at, s.frozen_at + interval '1 second' FROM sent s, (SELECT id FROM customers LIMIT 4) AS c`
    await open(`/reports/marketing-campaigns/${store.sent}?untilHours=24&compareWith=average`)
    const compared = region('Compared')
    await compared.getByRole('columnheader', { name: 'Average of 1 by Email' }).waitFor()
    await expectText(
      compared
        .getByRole('row', { name: /^Delivered/ })
        .getByRole('cell')
        .nth(1),
      /^4\s+100/,
    )
    await choose(page, 'Compare with', 'Winter pantry')
    await compared.getByRole('link', { name: 'Winter pantry' }).waitFor()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'CSV' }).click()
    expect((await download).suggestedFilename()).toBe('Spring-arrivals.csv')
    expect(await findViolations(page)).toEqual([])
    await compared.getByRole('link', { name: 'Winter pantry' }).click()
    await heading('Winter pantry').waitFor()
    await expectAddress(page, 'untilHours=24')
  })

  it('takes other hours, and says what it does not take', async () => {
    await open(`/reports/marketing-campaigns/${store.sent}`)
    const { choose } = locateOn(() => page)
    await choose(page, 'Period', 'Other hours')
    await page.getByRole('textbox', { name: 'From hour' }).fill('1')
    await expectAddress(page, 'fromHours=1')
    await page.getByText(/^What happened after its first hour: /).waitFor()
    await page.getByRole('textbox', { name: 'Until hour' }).fill('1')
    await page.getByText('Later than it begins').waitFor()
    await page.getByText(/^What happened after its first hour: /).waitFor()
    await page.getByRole('textbox', { name: 'Until hour' }).fill('3')
    await page.getByText(/^What happened between 1 hour and 3 hours after it began: /).waitFor()
  })
})

describe('diagnostics', () => {
  it('tell an autopilot’s failed journeys from its failed messages', async () => {
    await stack.pool`
      UPDATE deliveries SET status = 'failed', reason = 'provider_rejected', accepted_at = NULL
      WHERE (send_id, customer_id) = (SELECT m.send_id, j.customer_id FROM journeys j JOIN journey_messages m ON m.journey_id = j.id ORDER BY j.id LIMIT 1)`
    await open(`/configuration/voucher-campaign/diagnostics?campaign=${campaigns.autopilot}`)
    await page.getByRole('group', { name: 'Journeys, and how they ended' }).getByRole('button').first().waitFor()
    const failed = page
      .getByRole('group', { name: 'Messages, and what became of them' })
      .getByRole('button', { name: /failed: the provider refused the message/i })
    await failed.click()
    await expectAttribute(failed, 'aria-pressed', 'true')
    await expectAddress(page, 'of=messages')
    await expectCount(region('Customers').getByRole('row'), 2)
    expect(await findViolations(page)).toEqual([])
  })
})

describe('the pages of numbers', () => {
  it('never broke the content security policy, nor a script', () => {
    expect(complaints).toEqual([])
  })
})
