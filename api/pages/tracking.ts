/**
 * `/o/<token>`, the picture by which an open is seen, and `/c/<token>/<n>`, link n of a message. A link leads where its message says and nowhere
 * else: the address is the frozen message's, never the request's. The visit is recorded on the side (visit-recorder), machines apart (domain/bots).
 */
import { type Request, type Response, Router } from 'express'
import { v7 as createUuid } from 'uuid'
import type { Pool } from '../../db/client.ts'
import { readMergeFields } from '../../db/queries/engagement/read-merge-fields.ts'
import { isMachineVisit } from '../../domain/bots.ts'
import { renderLinkTarget } from '../../messages/link-target.ts'
import { createFrozenMessages } from './frozen-messages.ts'
import { createLinkReader, type Link } from './links.ts'
import { privateHeaders } from './page.ts'
import { handlePageFault, sendInvalidLink } from './page-faults.ts'
import type { VisitRecorder } from './visit-recorder.ts'

export interface TrackingDependencies {
  pool: Pool
  /** REGULARS_SECRET. */
  secret: string
  clock: () => Date
  visits: VisitRecorder
}

/** One transparent pixel. */
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
const linkPattern = /^(0|[1-9]\d{0,3})$/

export function createTrackingPages({ pool, secret, clock, visits }: TrackingDependencies): Router {
  const readLink = createLinkReader(secret)
  const readMessage = createFrozenMessages(pool)
  const router = Router({ caseSensitive: true })

  router.get('/o/:token', async (request, response) => {
    const link = readLink(request.params.token)
    if (link !== undefined) await keep(request, link, 'opened', null)
    response
      .status(link === undefined ? 404 : 200)
      // Mail programs on the web show it from another origin.
      .set({ ...privateHeaders, 'Cross-Origin-Resource-Policy': 'cross-origin', 'Content-Type': 'image/gif' })
      .send(pixel)
  })

  router.get('/c/:token/:link', async (request, response) => {
    const link = readLink(request.params.token)
    const number = linkPattern.test(request.params.link) ? Number(request.params.link) : undefined
    const target = link === undefined || number === undefined ? undefined : await findTarget(link, number)
    if (link === undefined || number === undefined || target === undefined) return sendInvalidLink(response)
    await keep(request, link, 'clicked', number)
    response
      .set({ ...privateHeaders, Location: target })
      .status(302)
      .end()
  })

  router.all(['/o/:token', '/c/:token/:link'], (_request: Request, response: Response) => {
    response.status(405).set('Allow', 'GET, HEAD').end()
  })

  async function findTarget({ delivery, channel }: Link, link: number): Promise<string | undefined> {
    const message = await readMessage(delivery.sendId)
    if (message === undefined) return undefined
    const hasFields = message.links[link]?.includes('{') === true
    // A customer who was erased has no fields any more; the defaults in the link take their place.
    const mergeFields = hasFields ? await readMergeFields(pool, delivery, channel) : undefined
    return renderLinkTarget(message, link, mergeFields ?? {})
  }

  function keep(request: Request, { delivery, channel }: Link, kind: 'opened' | 'clicked', link: number | null): Promise<void> {
    const isMachine = isMachineVisit({ kind, method: request.method, headers: request.headers })
    return visits.record({ visitId: createUuid(), delivery, channel, kind, link, isMachine, occurredAt: clock() })
  }

  router.use(handlePageFault)
  return router
}
