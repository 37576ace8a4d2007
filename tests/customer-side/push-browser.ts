/** What the push tests do in a browser: play its push service, hand messages to the worker, and look at the screen. */
import type { BrowserContext, CDPSession, Page, Worker } from 'playwright-core'
import { expect } from 'vitest'
import type { Sandbox } from '../../sandbox/sandbox.ts'

export type Subscription = ReturnType<Sandbox['subscribe']>[number]

/** What these tests use of a browser: Node's own types know of no DOM. */
interface BrowserNotification {
  title: string
  body: string
  icon: string
  tag: string
  data: { url?: string }
}
export interface WorkerScope {
  shown: number
  registration: { showNotification(title: string, options: object): Promise<void>; getNotifications(): Promise<BrowserNotification[]> }
  clients: { openWindow(url: string): Promise<null> }
  NotificationEvent: new (type: string, init: { notification: BrowserNotification | undefined }) => Event
  dispatchEvent(event: Event): boolean
}
export interface PageScope {
  localStorage: { getItem(key: string): string | null; setItem(key: string, value: string): void; removeItem(key: string): void }
  PushManager: { prototype: Record<'subscribe' | 'getSubscription', unknown> }
  Notification: { requestPermission(): Promise<string> }
}

/** Gives this subscription to whoever subscribes in the page, as the browser's push service would. */
export async function playPushService(context: BrowserContext, subscription: Subscription): Promise<void> {
  await context.addInitScript((given) => {
    const { localStorage, PushManager } = globalThis as unknown as PageScope
    const held = { ...given, toJSON: () => given, unsubscribe: async () => (localStorage.removeItem('held'), true) }
    PushManager.prototype.subscribe = async (options: { applicationServerKey: string }) => (
      localStorage.setItem('held', options.applicationServerKey),
      held
    )
    PushManager.prototype.getSubscription = async () => (localStorage.getItem('held') === null ? null : held)
  }, subscription)
}

/**
 * The page's worker, counting what it has shown. Chromium forgets a notification that is being shown when the list of them is read at that moment, so
 * the count is what tests wait for.
 */
export async function findWorker(context: BrowserContext): Promise<Worker> {
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
export async function openDelivery(page: Page, origin: string): Promise<(data: string) => Promise<void>> {
  const session: CDPSession = await page.context().newCDPSession(page)
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

export interface Shown {
  title: string
  body: string
  icon: string
  tag: string
  url: string | undefined
}

export const readShown = (worker: Worker): Promise<Shown[]> =>
  worker.evaluate(async () => {
    const { registration } = globalThis as unknown as WorkerScope
    return (await registration.getNotifications()).map(({ title, body, icon, tag, data }) => ({ title, body, icon, tag, url: data.url }))
  })

/** What is on the screen once the worker has shown so many. */
export async function waitForShown(worker: Worker, count: number): Promise<Shown[]> {
  await expect.poll(() => worker.evaluate(() => (globalThis as unknown as WorkerScope).shown), { timeout: 60_000 }).toBe(count)
  return readShown(worker)
}
