/**
 * What a shop's page needs to let its visitors subscribe to push:
 *   regularsPush.state()                  → 'unsupported' | 'denied' | 'subscribed' | 'not_subscribed'
 *   regularsPush.subscribe({ customer })  asks the visitor and subscribes; call it from a click
 *   regularsPush.unsubscribe()
 * `customer` is the signed token of the customer's push link; `serviceWorker` and `scope` say where a shop serves its own worker.
 */
;(() => {
  const applicationServerKey = __APPLICATION_SERVER_KEY__
  const api = new URL('subscriptions', document.currentScript.src).href
  const ownWorker = new URL('service-worker.js', document.currentScript.src).pathname
  const ownCache = 'regulars-push'
  const isSupported = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window

  async function state() {
    if (!isSupported) return 'unsupported'
    if (Notification.permission === 'denied') return 'denied'
    return (await findSubscription()) ? 'subscribed' : 'not_subscribed'
  }

  async function subscribe({ customer, serviceWorker = ownWorker, scope }) {
    if (!isSupported) return 'unsupported'
    if ((await Notification.requestPermission()) !== 'granted') return 'denied'
    await navigator.serviceWorker.register(serviceWorker, scope ? { scope } : undefined)
    const registration = await findActive(serviceWorker)
    const subscription = (await subscribeTo(registration)).toJSON()
    await call('POST', { customer, subscription: { endpoint: subscription.endpoint, keys: subscription.keys } })
    await remember(subscription)
    return 'subscribed'
  }

  async function unsubscribe() {
    const subscription = await findSubscription()
    if (subscription) {
      const { endpoint, keys } = subscription.toJSON()
      await call('DELETE', { endpoint, auth: keys.auth })
      await subscription.unsubscribe()
    }
    return 'not_subscribed'
  }

  async function subscribeTo(registration) {
    const options = { userVisibleOnly: true, applicationServerKey }
    try {
      return await registration.pushManager.subscribe(options)
    } catch (error) {
      // The browser still holds a subscription for another key of the store's.
      const old = error.name === 'InvalidStateError' && (await registration.pushManager.getSubscription())
      if (!old) throw error
      await old.unsubscribe()
      return registration.pushManager.subscribe(options)
    }
  }

  /** Active: a browser does not subscribe a worker that is still installing. */
  async function findActive(serviceWorker) {
    const registration = (await navigator.serviceWorker.getRegistrations()).find((one) =>
      [one.active, one.waiting, one.installing].some(
        (worker) => worker && new URL(worker.scriptURL).pathname === new URL(serviceWorker, location.href).pathname,
      ),
    )
    const pending = registration.installing ?? registration.waiting
    if (!registration.active && pending) {
      await new Promise((resolve) => pending.addEventListener('statechange', () => pending.state === 'activated' && resolve()))
    }
    return registration
  }

  async function findSubscription() {
    for (const registration of await navigator.serviceWorker.getRegistrations()) {
      const subscription = await registration.pushManager.getSubscription()
      if (subscription) return subscription
    }
    return null
  }

  async function call(method, body) {
    const request = { method, credentials: 'omit', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const response = await fetch(api, request)
    if (response.ok) return
    const problem = await response.json().catch(() => ({}))
    throw Object.assign(new Error(problem.title ?? 'The store could not be reached'), { code: problem.code })
  }

  /** For the service worker: proof of this subscription, if the push service ever replaces it. */
  async function remember(subscription) {
    const cache = await caches.open(ownCache)
    await cache.put('/regulars-push-subscription', new Response(JSON.stringify({ ...subscription, applicationServerKey })))
  }

  window.regularsPush = { state, subscribe, unsubscribe }
})()
