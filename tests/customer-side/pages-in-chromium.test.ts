/** The customer's pages as a phone shows them: their own style is let through by their own policy, nothing sticks out, and assistive tools can read them. */
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCustomerTokenSigner } from '../../api/pages/push/customer-token.ts'
import { findChromium } from '../support/chromium.ts'
import { addCustomer, addDelivery, secret, startSide, type StartedSide } from './started-side.ts'

let side: StartedSide
let browser: Browser
let paths: Record<'unsubscribe' | 'preferences' | 'push' | 'a link that is not valid', string>

beforeAll(async () => {
  side = await startSide()
  const customerId = await addCustomer(side.pool, { email: `${'very-long-name-'.repeat(4)}@shop.example`, phone: '+4915112345678' })
  const token = side.token('email', await addDelivery(side.pool, { channel: 'email', customerId }))
  const customer = createCustomerTokenSigner(secret)({ customerId, expiresAt: new Date(Date.now() + 600_000) })
  paths = {
    unsubscribe: `/u/${token}`,
    preferences: `/p/${token}`,
    push: `/push?customer=${customer}`,
    'a link that is not valid': '/u/x',
  }
  browser = await chromium.launch({ executablePath: await findChromium(), args: ['--no-sandbox'] })
}, 120_000)
afterAll(async () => {
  await browser.close()
  await side.close()
})

async function openPage(context: BrowserContext, path: string) {
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    // The status of the page that is not there is said here too.
    if (message.type() === 'error' && !message.text().includes('404')) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(side.url + path, { waitUntil: 'load' })
  return { page, complaints }
}

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it.each(['unsubscribe', 'preferences', 'push', 'a link that is not valid'] as const)('%s is styled and fits', async (name) => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 360, height: 740 } })
    const { page, complaints } = await openPage(context, paths[name])
    const shown = await page.evaluate<object>(`({
      radius: getComputedStyle(document.querySelector('main')).borderRadius,
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    })`)
    expect({ ...shown, complaints }).toEqual({ radius: '14px', overflow: 0, complaints: [] })
    expect((await new AxeBuilder({ page }).analyze()).violations.map((violation) => violation.id)).toEqual([])
    await context.close()
  })
})
