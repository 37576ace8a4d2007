/** A rendered message as people read it. */
import type { z } from 'zod'
import type { FrozenMessage, Message } from '../../domain/messages.ts'
import type { StoreSettings } from '../../domain/settings.ts'
import type { MessageProblem } from '../../messages/message-problem.ts'
import { createRenderer, type RenderedDelivery, type RendererOptions } from '../../messages/render.ts'
import { countSmsParts } from '../../messages/sms-parts.ts'
import type { FieldError } from '../http/problems.ts'
import type { previewSchema } from '../schemas/broadcast-preview.ts'

export type PreviewView = z.input<typeof previewSchema>
type RenderedParts = Pick<PreviewView, 'email' | 'sms' | 'push'>

export interface PreviewOptions {
  delivery: RenderedDelivery
  links: RendererOptions
  store: StoreSettings
}

/** Undefined where the template fails for this customer. */
export function renderPreview(frozen: FrozenMessage, options: PreviewOptions): RenderedParts | undefined {
  if (isOf('email', frozen)) return renderEmail(frozen, options)
  if (isOf('sms', frozen)) return renderSms(frozen, options)
  return isOf('push', frozen) ? renderPush(frozen, options) : undefined
}

function isOf<C extends Message['channel']>(channel: C, frozen: FrozenMessage): frozen is FrozenMessage<Extract<Message, { channel: C }>> {
  return frozen.message.channel === channel
}

function renderEmail(
  frozen: FrozenMessage<Extract<Message, { channel: 'email' }>>,
  { delivery, links }: PreviewOptions,
): RenderedParts | undefined {
  const rendered = createRenderer(frozen, links).render(delivery)
  if (rendered.kind !== 'rendered') return undefined
  const { from, replyTo = null, subject, html, text } = rendered.content
  return { email: { from, replyTo, subject, html, text } }
}

function renderSms(
  frozen: FrozenMessage<Extract<Message, { channel: 'sms' }>>,
  { delivery, links, store }: PreviewOptions,
): RenderedParts | undefined {
  const rendered = createRenderer(frozen, links).render(delivery)
  if (rendered.kind !== 'rendered') return undefined
  const { from, text } = rendered.content
  const counted = countSmsParts(text)
  return {
    sms: { from, text, ...counted, estimatedCost: { amountMicros: counted.parts * store.smsPartCostMicros, currency: store.currency } },
  }
}

function renderPush(
  frozen: FrozenMessage<Extract<Message, { channel: 'push' }>>,
  { delivery, links }: PreviewOptions,
): RenderedParts | undefined {
  const rendered = createRenderer(frozen, links).render(delivery)
  if (rendered.kind !== 'rendered') return undefined
  const { title, body, url, icon = null } = rendered.content
  return { push: { title, body, url, icon } }
}

/** The problems that are errors, as a problem document's. */
export function listMessageErrors(problems: MessageProblem[]): FieldError[] {
  return problems.filter(({ level }) => level === 'error').map(({ part, message }) => ({ path: `message.${part}`, message }))
}
