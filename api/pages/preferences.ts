/**
 * `/p/<token>`: what we may send, channel by channel. Only what the reader changes is changed: a page that was left open does not undo an
 * opt-out that came in the meantime. Addresses are shown masked, since a forwarded message carries its links along.
 */
import { type Request, type Response, Router } from 'express'
import { changePreferences } from '../../db/queries/change-preferences.ts'
import { readPreferences } from '../../db/queries/preferences.ts'
import { readSettings } from '../../db/queries/settings.ts'
import { type ChannelName, channelNames } from '../../domain/channels.ts'
import { readForm } from './form-body.ts'
import { createLinkReader, type Link } from './links.ts'
import { sendPage } from './page.ts'
import { handlePageFault, sendInvalidLink } from './page-faults.ts'
import { isChangeable, renderPreferences } from './preferences-form.ts'
import { createCustomerTokenSigner } from './push/customer-token.ts'
import type { UnsubscribeDependencies } from './unsubscribe.ts'

export interface PreferencesDependencies extends UnsubscribeDependencies {
  /** Whether push is set up: then the page offers it. */
  hasPush: boolean
}

/** Changes with the words of the form. */
const wordingVersion = 'preference-page-1'
const pushLinkLifeMs = 86_400_000

export function createPreferencesPages({ pool, secret, clock, hasPush }: PreferencesDependencies): Router {
  const readLink = createLinkReader(secret)
  const signCustomer = createCustomerTokenSigner(secret)
  const router = Router({ caseSensitive: true })

  router.get('/p/:token', async (request, response) => {
    const link = readLink(request.params.token)
    if (link === undefined) sendInvalidLink(response)
    else await show(response, link, undefined)
  })

  router.post('/p/:token', async (request, response) => {
    const link = readLink(request.params.token)
    if (link === undefined) return sendInvalidLink(response)
    const form = await readForm(request)
    const wanted = form.get('action') === 'none' ? await wantNothing(link) : readWanted(form)
    const { delivery, channel } = link
    const changed = await changePreferences(pool, {
      delivery,
      linkChannel: channel,
      wanted,
      source: 'preference_page',
      wordingVersion,
      at: clock(),
    })
    await show(response, link, changed.length > 0 ? 'Saved. It counts from this moment.' : 'Nothing had to be changed.')
  })

  router.all('/p/:token', (_request: Request, response: Response) => {
    response.status(405).set('Allow', 'GET, HEAD, POST').end()
  })

  /** Every channel that could be written to, now or when a suppression is lifted. */
  async function wantNothing({ delivery }: Link): Promise<Partial<Record<ChannelName, 'unsubscribed'>>> {
    const preferences = await readPreferences(pool, delivery.customerId)
    return Object.fromEntries(preferences.map(({ channel }) => [channel, 'unsubscribed']))
  }

  async function show(response: Response, { delivery }: Link, notice: string | undefined): Promise<void> {
    const [{ value: store }, preferences] = await Promise.all([readSettings(pool, 'store'), readPreferences(pool, delivery.customerId)])
    const canAddPush = hasPush && preferences.length > 0
    const pushLink = canAddPush
      ? `/push?customer=${signCustomer({ customerId: delivery.customerId, expiresAt: new Date(clock().getTime() + pushLinkLifeMs) })}`
      : undefined
    sendPage(response, {
      title: `What you get from ${store.name}`,
      storeName: store.name,
      body: renderPreferences({ preferences: preferences.toSorted(byChangeability), notice, pushLink }),
    })
  }

  router.use(handlePageFault)
  return router
}

function byChangeability(a: Parameters<typeof isChangeable>[0], b: Parameters<typeof isChangeable>[0]): number {
  return Number(isChangeable(b)) - Number(isChangeable(a))
}

/** A channel counts as wanted or not only where the choice differs from what the page showed. */
function readWanted(form: Map<string, string>): Partial<Record<ChannelName, 'subscribed' | 'unsubscribed'>> {
  const wanted: Partial<Record<ChannelName, 'subscribed' | 'unsubscribed'>> = {}
  for (const channel of channelNames) {
    const was = form.get(`was_${channel}`)
    const is = form.get(channel) === 'on' ? 'on' : 'off'
    if ((was === 'on' || was === 'off') && was !== is) wanted[channel] = is === 'on' ? 'subscribed' : 'unsubscribed'
  }
  return wanted
}
