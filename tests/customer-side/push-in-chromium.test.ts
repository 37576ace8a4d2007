/**
 * The push page and its service worker in a real Chromium. No push service can be reached from here: the sandbox plays it. What a browser would get
 * from it when it subscribes is put in its place, and what arrives there is handed to the worker through the browser's DevTools protocol.
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request as requestHttp, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page, type Worker } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createCustomerTokenSigner } from '../../api/pages/push/customer-token.ts'
import { createPushChannel } from '../../channels/web-push.ts'
import { createSandbox, type Sandbox } from '../../sandbox/sandbox.ts'
import { findChromium } from '../support/chromium.ts'
import { addCustomer, readConsents, secret, startSide, type StartedSide } from './started-side.ts'

type Subscription = ReturnType<Sandbox['subscribe']>[number]

/** What these tests use of a browser: Node's own types know of no DOM. */
interface BrowserNotification {
  title: string
  body: string
  icon: string
  tag: string
  data: { url?: string }
}
interface WorkerScope {
  shown: number
  registration: { showNotification(title: string, options: object): Promise<void>; getNotifications(): Promise<BrowserNotification[]> }
  clients: { openWindow(url: string): Promise<null> }
  NotificationEvent: new (type: string, init: { notification: BrowserNotification | undefined }) => Event
  dispatchEvent(event: Event): boolean
}
interface PageScope {
  localStorage: { getItem(key: string): string | null; setItem(key: string, value: string): void; removeItem(key: string): void }
  PushManager: { prototype: Record<'subscribe' | 'getSubscription', unknown> }
  Notification: { requestPermission(): Promise<string> }
}

const vapid = makeVapidKeys()
let sandbox: Sandbox
let side: StartedSide
let door: Server
let origin: string
let browser: Browser
let context: BrowserContext
let page: Page

beforeAll(async () => {
  // The address must be known before the side is started, since its scripts hold it.
  door = createServer((incoming, outgoing) => {
    const { hostname, port } = new URL(side.url)
    incoming.pipe(
      requestHttp({ hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      }),
    )
  }).listen(0, '127.0.0.1')
  await once(door, 'listening')
  origin = `http://127.0.0.1:${(door.address() as AddressInfo).port}`
  sandbox = await createSandbox()
  side = await startSide({ publicUrl: origin, push: { publicKey: vapid.publicKey } })
  browser = await chromium.launch({ executablePath: await findChromium(), args: ['--no-sandbox'] })
}, 120_000)
afterAll(async () => {
  await browser.close()
  door.close()
  door.closeAllConnections()
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

/** Gives this subscription to whoever subscribes in the page, as the browser's push service would. */
async function playPushService(subscription: Subscription): Promise<void> {
  await context.addInitScript((given) => {
    const { localStorage, PushManager } = globalThis as unknown as PageScope
    const held = { ...given, toJSON: () => given, unsubscribe: async () => (localStorage.removeItem('held'), true) }
    PushManager.prototype.subscribe = async (options: { applicationServerKey: string }) => (localStorage.setItem('held', options.applicationServerKey), held)
    PushManager.prototype.getSubscription = async () => (localStorage.getItem('held') === null ? null : held)
  }, subscription)
}

async function openPage(customerId: string): Promise<void> {
  const token = createCustomerTokenSigner(secret)({ customerId, expiresAt: new Date(Date.now() + 600_000) })
  await page.goto(`${origin}/push?customer=${token}`)
}

async function subscribeInPage(customerId: string): Promise<Subscription> {
  const [subscription] = sandbox.subscribe(1, vapid.publicKey)
  if (subscription === undefined) throw new Error('The sandbox gave no subscription')
  await playPushService(subscription)
  await context.grantPermissions(['notifications'], { origin })
  await openPage(customerId)
  await page.getByRole('button', { name: 'Get notifications' }).click()
  await page.getByText('You get our notifications on this device.').waitFor()
  return subscription
}

/**
 * The page's worker, counting what it has shown. Chromium forgets a notification that is being shown when the list of them is read at that moment, so
 * the count is what tests wait for.
 */
async function findWorker(): Promise<Worker> {
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
  await worker.evaluate(() => {
    const scope = globalThis as unknown as WorkerScope
    const show = scope.registration.showNotification.bind(scope.registration)
    scope.shown = 0
    scope.registration.showNotification = async (title, options) => {
      await show(title, options)
      scope.shown += 1
    }
  })
  return worker
}

/** Hands messages to the worker, as Chromium does when its push service brings them. */
async function openDelivery(): Promise<(data: string) => Promise<void>> {
  const session: CDPSession = await context.newCDPSession(page)
  const registered = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find((registration) => registration.scopeURL.startsWith(origin) && !registration.isDeleted)
      if (ours !== undefined) resolve(ours.registrationId)
    })
  })
  await session.send('ServiceWorker.enable')
  const registrationId = await registered
  return async (data) => void (await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data }))
}

interface Shown {
  title: string
  body: string
  icon: string
  tag: string
  url: string | undefined
}

const readShown = (worker: Worker): Promise<Shown[]> =>
  worker.evaluate(async () => {
    const { registration } = globalThis as unknown as WorkerScope
    return (await registration.getNotifications()).map(({ title, body, icon, tag, data }) => ({ title, body, icon, tag, url: data.url }))
  })

/** What is on the screen once the worker has shown so many. */
async function waitForShown(worker: Worker, count: number): Promise<Shown[]> {
  await expect.poll(() => worker.evaluate(() => (globalThis as unknown as WorkerScope).shown), { timeout: 10_000 }).toBe(count)
  return readShown(worker)
}

const readDevices = (customerId: string) => side.pool<{ endpoint: string; auth: string }[]>`SELECT endpoint, auth FROM push_subscriptions WHERE customer_id = ${customerId}`

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
    await playPushService(subscription as Subscription)
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
  const content = { title: 'Back in stock', body: 'Your size is here again', url: 'https://shop.example/shoes', icon: 'https://shop.example/icon.png', ttlSeconds: 60 }

  it('travels from the channel through the push service to the screen; a repeat takes the place of the first', async () => {
    const customerId = await addCustomer(side.pool)
    const { endpoint, keys } = await subscribeInPage(customerId)
    const channel = createPushChannel({ ...vapid, subject: 'mailto:push@shop.example', timeoutMs: 5_000, allowLoopback: true })
    const message = { ref: 'a-delivery', content: { ...content, targets: [{ subscriptionId: randomUUID(), endpoint, p256dh: keys.p256dh, auth: keys.auth }] } }
    expect(await channel.send([message], { idempotencyKey: 'x' })).toMatchObject([{ kind: 'accepted' }])
    const subscriptionId = endpoint.split('/').at(-1) ?? ''
    const [arrived] = sandbox.inbox.pushesOf(subscriptionId)
    const deliver = await openDelivery()
    const worker = await findWorker()
    await deliver(arrived?.plaintext ?? '')
    expect(await waitForShown(worker, 1)).toEqual([{ title: content.title, body: content.body, icon: content.icon, tag: 'a-delivery', url: content.url }])
    await deliver((arrived?.plaintext ?? '').replace('again', 'again!'))
    expect(await waitForShown(worker, 2)).toMatchObject([{ body: 'Your size is here again!' }])
    await deliver(JSON.stringify({ ...content, tag: 'another' }))
    expect(await waitForShown(worker, 3)).toHaveLength(2)
  })

  it('is shown whatever is in it, since a browser punishes silence, and leads nowhere but to the web', async () => {
    await subscribeInPage(await addCustomer(side.pool))
    const deliver = await openDelivery()
    const worker = await findWorker()
    await deliver('not JSON')
    expect(await waitForShown(worker, 1)).toMatchObject([{ title: 'News from the store', body: '' }])
    await deliver(JSON.stringify({ title: 'Hello', url: 'javascript:alert(1)', icon: 'data:x', tag: 't' }))
    const shown = await waitForShown(worker, 2)
    expect(shown.find(({ tag }) => tag === 't')).toEqual({ title: 'Hello', body: '', icon: '', tag: 't', url: undefined })
  })

  it('opens what it leads to when it is tapped, and goes away', async () => {
    await subscribeInPage(await addCustomer(side.pool))
    const deliver = await openDelivery()
    const worker = await findWorker()
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
    await expect.poll(() => readShown(worker), { timeout: 10_000 }).toEqual([])
  })
})

describe('a subscription that the push service replaces', () => {
  it('is replaced at the store as well, by the worker alone', async () => {
    const customerId = await addCustomer(side.pool)
    await subscribeInPage(customerId)
    const [fresh] = sandbox.subscribe(1, vapid.publicKey)
    const worker = await findWorker()
    await worker.evaluate((given) => {
      const event = Object.assign(new Event('pushsubscriptionchange'), { waitUntil: () => undefined, newSubscription: { toJSON: () => given } })
      ;(globalThis as unknown as WorkerScope).dispatchEvent(event)
    }, fresh as Subscription)
    await expect.poll(() => readDevices(customerId), { timeout: 10_000 }).toEqual([{ endpoint: fresh?.endpoint, auth: fresh?.keys.auth }])
  })
})
