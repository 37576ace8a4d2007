/**
 * `/v/<token>`: the voucher of a message, for the customer who got it. GET shows the code, what it gives and until when, and changes nothing: mail programs open links by themselves. The
 * form's POST accepts it. A voucher that cannot be used any more says so instead of its code.
 */
import { type Request, type Response, Router } from 'express'
import type { Pool } from '../../db/client.ts'
import { readSettings } from '../../db/queries/settings.ts'
import { readLinkedVoucher } from '../../db/queries/vouchers/read-linked-voucher.ts'
import { acceptVoucher } from '../../db/queries/vouchers/use-voucher.ts'
import type { StoreSettings } from '../../domain/settings.ts'
import { formatVoucherCode } from '../../domain/voucher-codes.ts'
import { findStatus } from '../../domain/voucher-transitions.ts'
import type { Voucher } from '../../domain/vouchers.ts'
import { Problem } from '../http/problems.ts'
import { readForm } from './form-body.ts'
import { type Html, html } from './html.ts'
import { createLinkReader, type Link } from './links.ts'
import { sendPage } from './page.ts'
import { handlePageFault, sendInvalidLink } from './page-faults.ts'
import { describeDiscount, describeInstant, listConditions } from './voucher-words.ts'

export interface VoucherPageDependencies {
  pool: Pool
  /** REGULARS_SECRET. */
  secret: string
  clock: () => Date
}

export function createVoucherPages({ pool, secret, clock }: VoucherPageDependencies): Router {
  const readLink = createLinkReader(secret)
  const router = Router({ caseSensitive: true })
  const find = async (link: Link | undefined) =>
    link === undefined ? undefined : readLinkedVoucher(pool, { ...link.delivery, channel: link.channel })

  router.get('/v/:token', async (request, response) => {
    const voucher = await find(readLink(request.params.token))
    if (voucher === undefined) sendInvalidLink(response)
    else await show(response, voucher, { at: clock() })
  })

  router.post('/v/:token', async (request, response) => {
    const voucher = await find(readLink(request.params.token))
    if (voucher === undefined) return sendInvalidLink(response)
    if ((await readForm(request)).get('accept') !== 'yes') throw new Problem('malformed_request')
    const at = clock()
    const outcome = await acceptVoucher(pool, { voucher, at, actor: { source: 'customer' } })
    if (outcome.kind === 'done') return show(response, outcome.voucher, { at, isAccepted: true })
    // It has ended since the page was opened, perhaps this very moment.
    return show(response, (await find(readLink(request.params.token))) ?? voucher, { at, status: 409 })
  })

  router.all('/v/:token', (_request: Request, response: Response) => {
    response.status(405).set('Allow', 'GET, HEAD, POST').end()
  })

  async function show(
    response: Response,
    voucher: Voucher,
    { at, isAccepted = false, status = 200 }: { at: Date; isAccepted?: boolean; status?: number },
  ): Promise<void> {
    const { value: store } = await readSettings(pool, 'store')
    sendPage(response, {
      status,
      title: `${voucher.offerName} · ${store.name}`,
      storeName: store.name,
      body: describeVoucher(voucher, store, { at, isAccepted }),
    })
  }

  router.use(handlePageFault)
  return router
}

function describeVoucher(voucher: Voucher, { timeZone }: StoreSettings, { at, isAccepted }: { at: Date; isAccepted: boolean }): Html {
  const { offerName, terms, redeemedAt, validFrom, validUntil } = voucher
  const end = (words: string) => html`<h1>${offerName}</h1> <p role="status">${words}</p>`
  const status = findStatus(voucher, at)
  switch (status) {
    case 'redeemed':
      return end(`This voucher has been used${redeemedAt === null ? '' : `, on ${describeInstant(redeemedAt, timeZone)}`}.`)
    case 'expired':
      return end(`This voucher has expired: it could be used until ${describeInstant(validUntil, timeZone)}.`)
    case 'reserved':
      return end('This voucher is not ready yet. Please open the link again a little later.')
    case 'revoked':
    case 'rolled_back':
      return end('This voucher cannot be used any more.')
    default:
  }
  const isTheirs = status === 'accepted' || status === 'locked'
  return html`<h1>${offerName}</h1>
    ${isAccepted ? html`<p role="status">It is yours. Use the code at the checkout.</p>` : false}
    <p><strong>${describeDiscount(terms)}.</strong> ${listConditions(terms).join(' ')}</p>
    <p class="code">${formatVoucherCode(voucher.code)}</p>
    <p class="soft">
      ${validFrom > at ? `From ${describeInstant(validFrom, timeZone)} until` : 'Until'} ${describeInstant(validUntil, timeZone)}.
    </p>
    ${status === 'locked' ? html`<p class="soft">An order that is under way holds it at the moment.</p>` : false}
    ${
      isTheirs
        ? isAccepted
          ? false
          : html`<p class="soft">You have accepted it.</p>`
        : html`<form method="post">
          <input type="hidden" name="accept" value="yes" />
          <div class="actions"><button type="submit">Accept the voucher</button></div>
        </form>`
    }`
}
