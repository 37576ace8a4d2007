/**
 * The push page and its service worker in a real Chromium. No push service can be reached from here: the sandbox plays it. What a browser would get
 * from it when it subscribes is put in its place, and what arrives there is handed to the worker through the browser's DevTools protocol.
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createCustomerTokenSigner } from '../../api/pages/push/customer-token.ts'
import { createPushChannel } from '../../channels/web-push.ts'
import { createSandbox, type Sandbox } from '../../sandbox/sandbox.ts'
import { findChromium } from '../support/chromium.ts'
import {
  findWorker,
  type PageScope,
  playPushService,
  openDelivery,
  readShown,
  type Subscription,
  waitForShown,
  type WorkerScope,
} from './push-browser.ts'
import { addCustomer, type Door, openDoor, readConsents, secret, startSide, type StartedSide } from './started-side.ts'

const vapid = makeVapidKeys()
let sandbox: Sandbox
let side: StartedSide
let door: Door
let origin: string
let browser: Browser
let context: BrowserContext
let page: Page

beforeAll(async () => {
  // The address must be known before the side is started, since its scripts hold it.
  door = await openDoor(() => side.url)
  origin = door.url
  sandbox = await createSandbox()
  side = await startSide({ publicUrl: origin, push: { publicKey: vapid.publicKey } })
  browser = await chromium.launch({ executablePath: await findChromium(), args: ['--no-sandbox'] })
}, 120_000)
afterAll(async () => {
  await browser.close()
  door.close()
  await side.close()
  await sandbox.close()
})

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 360, height: 740 } })
  page = await context.newPage()
})
afterEach(() => context.close())

function makeVapidKeys(): { publicKey: string; privateKey: string } {
  const { x, y, d } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export({ format: 'jwk' })
  const bytes = (text: string | undefined) => Buffer.from(text ?? '', 'base64url')
  return { publicKey: Buffer.concat([Buffer.of(4), bytes(x), bytes(y)]).toString('base64url'), privateKey: d ?? '' }
}

async function openPage(customerId: string): Promise<void> {
  const token = createCustomerTokenSigner(secret)({ customerId, expiresAt: new Date(Date.now() + 600_000) })
  await page.goto(`${origin}/push?customer=${token}`)
}

async function subscribeInPage(customerId: string): Promise<Subscription> {
  const [subscription] = sandbox.subscribe(1, vapid.publicKey)
  if (subscription === undefined) throw new Error('The sandbox gave no subscription')
  await playPushService(context, subscription)
  await context.grantPermissions(['notifications'], { origin })
  await openPage(customerId)
  await page.getByRole('button', { name: 'Get notifications' }).click()
  await page.getByText('You get our notifications on this device.').waitFor()
  return subscription
}

const readDevices = (customerId: string) =>
  side.pool<{ endpoint: string; auth: string }[]>`SELECT endpoint, auth FROM push_subscriptions WHERE customer_id = ${customerId}`

describe('a visitor of the push page', () => {
  it('subscribes with one click, and the store knows the device', async () => {
    const customerId = await addCustomer(side.pool, { consent: 'never' })
    const { endpoint, keys } = await subscribeInPage(customerId)
    expect(await readDevices(customerId)).toEqual([{ endpoint, auth: keys.auth }])
    expect(await readConsents(side.pool, customerId)).toMatchObject({ push: 'subscribed' })
    expect(await page.evaluate(() => (globalThis as unknown as PageScope).localStorage.getItem('held'))).toBe(vapid.publicKey)
  })

  it('stops with another', async () => {
    const customerId = await addCustomer(side.pool)
    await subscribeInPage(customerId)
    await page.reload()
    await page.getByRole('button', { name: 'Stop notifications' }).click()
    await page.getByText('You do not get our notifications on this device.').waitFor()
    expect(await readDevices(customerId)).toEqual([])
    expect(await readConsents(side.pool, customerId)).toMatchObject({ push: 'unsubscribed' })
  })

  it('is told when the browser has been told no, and nothing is kept', async () => {
    const customerId = await addCustomer(side.pool, { consent: 'never' })
    await context.addInitScript(() => {
      const { Notification } = globalThis as unknown as PageScope
      Notification.requestPermission = async () => 'denied'
    })
    await openPage(customerId)
    await page.getByRole('button', { name: 'Get notifications' }).click()
    await page.getByText('This browser has been told not to show notifications').waitFor()
    expect(await readDevices(customerId)).toEqual([])
    expect(await readConsents(side.pool, customerId)).toMatchObject({ push: 'never' })
  })

  it('is told when the link has expired', async () => {
    const customerId = await addCustomer(side.pool)
    const [subscription] = sandbox.subscribe(1)
    await playPushService(context, subscription as Subscription)
    await context.grantPermissions(['notifications'], { origin })
    await openPage(customerId)
    await page.locator('[data-customer]').evaluate((element: { dataset: { customer: string } }) => {
      element.dataset.customer = 'A'.repeat(48)
    })
    await page.getByRole('button', { name: 'Get notifications' }).click()
    await page.getByText('This link has expired.').waitFor()
    expect(await readDevices(customerId)).toEqual([])
  })
})

describe('a push message', () => {
  const content = {
    title: 'Back in stock',
    body: 'Your size is here again',
    url: 'https://shop.example/shoes',
    icon: 'https://shop.example/icon.png',
    ttlSeconds: 60,
  }

  it('travels from the channel through the push service to the screen; a repeat takes the place of the first', async () => {
    const customerId = await addCustomer(side.pool)
    const { endpoint, keys } = await subscribeInPage(customerId)
    const channel = createPushChannel({ ...vapid, subject: 'mailto:push@shop.example', timeoutMs: 30_000, allowLoopback: true })
    const message = {
      ref: 'a-delivery',
      content: { ...content, targets: [{ subscriptionId: randomUUID(), endpoint, p256dh: keys.p256dh, auth: keys.auth }] },
    }
    expect(await channel.send([message], { idempotencyKey: 'x' })).toMatchObject([{ kind: 'accepted' }])
    const subscriptionId = endpoint.split('/').at(-1) ?? ''
    const [arrived] = sandbox.inbox.pushesOf(subscriptionId)
    const deliver = await openDelivery(page, origin)
    const worker = await findWorker(context)
    await deliver(arrived?.plaintext ?? '')
    expect(await waitForShown(worker, 1)).toEqual([
      { title: content.title, body: content.body, icon: content.icon, tag: 'a-delivery', url: content.url },
    ])
    await deliver((arrived?.plaintext ?? '').replace('again', 'again!'))
    expect(await waitForShown(worker, 2)).toMatchObject([{ body: 'Your size is here again!' }])
    await deliver(JSON.stringify({ ...content, tag: 'another' }))
    expect(await waitForShown(worker, 3)).toHaveLength(2)
  })

  it('is shown whatever is in it, since a browser punishes silence, and leads nowhere but to the web', async () => {
    await subscribeInPage(await addCustomer(side.pool))
    const deliver = await openDelivery(page, origin)
    const worker = await findWorker(context)
    await deliver('not JSON')
    expect(await waitForShown(worker, 1)).toMatchObject([{ title: 'News from the store', body: '' }])
    await deliver(JSON.stringify({ title: 'Hello', url: 'javascript:alert(1)', icon: 'data:x', tag: 't' }))
    const shown = await waitForShown(worker, 2)
    expect(shown.find(({ tag }) => tag === 't')).toEqual({ title: 'Hello', body: '', icon: '', tag: 't', url: undefined })
  })

  it('opens what it leads to when it is tapped, and goes away', async () => {
    await subscribeInPage(await addCustomer(side.pool))
    const deliver = await openDelivery(page, origin)
    const worker = await findWorker(context)
    await deliver(JSON.stringify({ ...content, tag: 'tap' }))
    await waitForShown(worker, 1)
    // A tap cannot be played in a browser without a screen; what the worker does with one can.
    const opened = await worker.evaluate(async () => {
      const scope = globalThis as unknown as WorkerScope
      const opening = new Promise<string>((resolve) => {
        scope.clients.openWindow = async (url) => (resolve(url), null)
      })
      const [notification] = await scope.registration.getNotifications()
      scope.dispatchEvent(new scope.NotificationEvent('notificationclick', { notification }))
      return opening
    })
    expect(opened).toBe(content.url)
    await expect.poll(() => readShown(worker), { timeout: 60_000 }).toEqual([])
  })
})

describe('a subscription that the push service replaces', () => {
  it('is replaced at the store as well, by the worker alone', async () => {
    const customerId = await addCustomer(side.pool)
    await subscribeInPage(customerId)
    const [fresh] = sandbox.subscribe(1, vapid.publicKey)
    const worker = await findWorker(context)
    await worker.evaluate((given) => {
      const event = Object.assign(new Event('pushsubscriptionchange'), {
        waitUntil: () => undefined,
        newSubscription: { toJSON: () => given },
      })
      ;(globalThis as unknown as WorkerScope).dispatchEvent(event)
    }, fresh as Subscription)
    await expect.poll(() => readDevices(customerId), { timeout: 60_000 }).toEqual([{ endpoint: fresh?.endpoint, auth: fresh?.keys.auth }])
  })
})
