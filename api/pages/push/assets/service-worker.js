/**
 * Shows push messages and opens what they lead to. A shop serves it from its own origin with one line:
 * importScripts('<where Regulars is>/push/service-worker.js')
 */
const regularsUrl = __PUBLIC_URL__
const ownCache = 'regulars-push'

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('push', (event) => event.waitUntil(show(event.data)))

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data?.url))
})

// The push service has replaced the subscription: the store must learn of the new one, or the device falls silent.
self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(renew(event)))

async function show(data) {
  const message = read(data)
  // A browser takes the permission away from sites that stay silent, so that even an unreadable message is shown.
  const { title = 'News from the store', body = '', icon, tag, url = message.data?.url } = message
  // A repeat has the same tag: it takes the place of the first, without a second sound.
  await self.registration.showNotification(String(title), {
    body: String(body),
    ...(isWebUrl(icon) ? { icon } : {}),
    ...(tag ? { tag: String(tag), renotify: false } : {}),
    data: { url: isWebUrl(url) ? url : undefined },
  })
}

function read(data) {
  try {
    const message = data?.json()
    return typeof message === 'object' && message !== null ? message : {}
  } catch {
    return {}
  }
}

async function open(url) {
  if (!isWebUrl(url)) return
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const alreadyThere = windows.find((client) => client.url === url)
  if (alreadyThere) await alreadyThere.focus()
  else await self.clients.openWindow(url)
}

function isWebUrl(value) {
  try {
    return ['https:', 'http:'].includes(new URL(value).protocol)
  } catch {
    return false
  }
}

async function renew(event) {
  const cache = await self.caches.open(ownCache)
  const kept = await (await cache.match('/regulars-push-subscription'))?.json()
  const old = event.oldSubscription?.toJSON() ?? kept
  const applicationServerKey = event.oldSubscription?.options.applicationServerKey ?? kept?.applicationServerKey
  if (!old || !applicationServerKey) return
  const fresh = event.newSubscription ?? (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }))
  const subscription = fresh.toJSON()
  await fetch(`${regularsUrl}/push/subscriptions`, {
    method: 'POST',
    credentials: 'omit',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      replaces: { endpoint: old.endpoint, auth: old.keys.auth },
      subscription: { endpoint: subscription.endpoint, keys: subscription.keys },
    }),
  })
  await cache.put(
    '/regulars-push-subscription',
    new Response(JSON.stringify({ ...subscription, applicationServerKey: kept?.applicationServerKey })),
  )
}
