/** The personal links in messages (`/u/…`, `/p/…`, `/c/…`, `/o/…`), read back: which delivery, on which channel. */
import type { ChannelName } from '../../domain/channels.ts'
import { type DeliveryKey, parseDeliveryRef } from '../../domain/ids.ts'
import { createDeliveryTokenVerifier } from '../../messages/delivery-token.ts'

export interface Link {
  token: string
  delivery: DeliveryKey
  channel: ChannelName
}

/** Undefined for a token that this store did not write. */
export type LinkReader = (token: unknown) => Link | undefined

export function createLinkReader(secret: string): LinkReader {
  const verify = createDeliveryTokenVerifier(secret)
  return (token) => {
    const content = typeof token === 'string' ? verify(token) : undefined
    const delivery = content === undefined ? undefined : parseDeliveryRef(content.ref)
    return content === undefined || delivery === undefined ? undefined : { token: token as string, delivery, channel: content.channel }
  }
}
