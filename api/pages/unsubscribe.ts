/**
 * `/u/<token>`: out of a channel. GET shows a page that asks; only a POST unsubscribes: the page's own form, or the mail program's one click
 * (RFC 8058), which needs no login, no cookie and no redirect. When the answer is 200, the opt-out has committed.
 */
import { type Request, type Response, Router } from 'express'
import type { Pool } from '../../db/client.ts'
import { changePreferences } from '../../db/queries/change-preferences.ts'
import { readLinkedDelivery } from '../../db/queries/preferences.ts'
import { readSettings } from '../../db/queries/settings.ts'
import { maskAddress } from '../../domain/masked-addresses.ts'
import { Problem } from '../http/problems.ts'
import { channelWords } from './channel-words.ts'
import { readForm } from './form-body.ts'
import { html } from './html.ts'
import { createLinkReader, type Link } from './links.ts'
import { privateHeaders, sendPage } from './page.ts'
import { handlePageFault, sendInvalidLink } from './page-faults.ts'

export interface UnsubscribeDependencies {
  pool: Pool
  /** REGULARS_SECRET. */
  secret: string
  clock: () => Date
}

/** Changes with the words of the page below. */
const pageWording = 'unsubscribe-page-1'
/** What a mail program's button stands for is the header's wording, which is the standard's. */
const oneClickWording = 'rfc8058'

export function createUnsubscribePages({ pool, secret, clock }: UnsubscribeDependencies): Router {
  const readLink = createLinkReader(secret)
  const router = Router({ caseSensitive: true })

  router.get('/u/:token', async (request, response) => {
    const link = readLink(request.params.token)
    if (link === undefined) sendInvalidLink(response)
    else await ask(response, link)
  })

  router.post('/u/:token', async (request, response) => {
    const link = readLink(request.params.token)
    if (link === undefined) return sendInvalidLink(response)
    const form = await readForm(request)
    if (form.get('List-Unsubscribe') === 'One-Click') {
      await unsubscribe(link, 'one_click')
      response.set(privateHeaders).type('text/plain').send('You are unsubscribed.\n')
    } else if (form.get('confirm') === 'yes') {
      await unsubscribe(link, 'unsubscribe_link')
      await confirm(response, link)
    } else throw new Problem('malformed_request')
  })

  router.all('/u/:token', (_request: Request, response: Response) => {
    response.status(405).set('Allow', 'GET, HEAD, POST').end()
  })

  async function unsubscribe({ delivery, channel }: Link, source: 'one_click' | 'unsubscribe_link'): Promise<void> {
    const wordingVersion = source === 'one_click' ? oneClickWording : pageWording
    await changePreferences(pool, {
      delivery,
      linkChannel: channel,
      wanted: { [channel]: 'unsubscribed' },
      source,
      wordingVersion,
      at: clock(),
    })
  }

  async function ask(response: Response, { token, delivery, channel }: Link): Promise<void> {
    const [{ value: store }, { address, consent }] = await Promise.all([
      readSettings(pool, 'store'),
      readLinkedDelivery(pool, delivery, channel),
    ])
    const words = channelWords[channel]
    const reader = address === null || channel === 'push' ? false : html` at <strong>${maskAddress(address)}</strong>`
    const body =
      consent === 'unsubscribed'
        ? html`<h1>You are unsubscribed</h1>
            <p>We do not send you any marketing ${words.messages} at the moment.</p>`
        : html`<h1>Stop ${words.messages} from ${store.name}?</h1>
            <p>We will no longer ${words.sending} news and offers${reader}. Messages about your orders still come.</p>
            <form method="post">
              <input type="hidden" name="confirm" value="yes" />
              <div class="actions"><button type="submit">Unsubscribe</button></div>
            </form>`
    sendPage(response, { title: `Unsubscribe from ${store.name}`, storeName: store.name, body: html`${body}${linkToPreferences(token)}` })
  }

  async function confirm(response: Response, { token, channel }: Link): Promise<void> {
    const { value: store } = await readSettings(pool, 'store')
    const body = html`<h1>You are unsubscribed</h1>
      <p role="status">We will not ${channelWords[channel].sending} news and offers any more. Thank you for having been with us.</p>
      ${linkToPreferences(token)}`
    sendPage(response, { title: 'You are unsubscribed', storeName: store.name, body })
  }

  router.use(handlePageFault)
  return router
}

function linkToPreferences(token: string) {
  return html`<p class="soft"><a href="/p/${token}">Choose what you get from us</a></p>`
}
