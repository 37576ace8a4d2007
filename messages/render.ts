/**
 * Renders a frozen message for one delivery after another. Compiled once a send. What comes out depends on the frozen message and the delivery alone,
 * so that a retry sends the same bytes.
 */
import type { EmailContent, PushContent, SmsContent } from '../channels/content.ts'
import type { EmailMessage, FrozenMessage, Message, PushMessage, Sender, SmsMessage } from '../domain/messages.ts'
import { createDeliveryTokenSigner } from './delivery-token.ts'
import { longestSms } from './freeze-sms.ts'
import { clickField } from './link-list.ts'
import { type CompiledTemplate, compileTemplate, type TemplateSurroundings, type TemplateValues } from './template.ts'
import type { MergeFields } from './merge-fields.ts'
import type { TemplateKind } from './liquid-engine.ts'

export interface RenderedDelivery {
  /** domain/ids. */
  ref: string
  mergeFields: MergeFields
  /** Email address or phone number; of no account for push. */
  address: string
}

/** The customer's devices are added where they are known. */
export type PushBody = Omit<PushContent, 'targets'>

export type RenderedContent<M extends Message> = M extends EmailMessage ? EmailContent : M extends SmsMessage ? SmsContent : PushBody

export type Rendered<M extends Message> =
  | { kind: 'rendered'; content: RenderedContent<M> }
  /** The template fails for this delivery, or makes of it what the channel does not take. */
  | { kind: 'template_error' }

export interface Renderer<M extends Message = Message> {
  render(delivery: RenderedDelivery): Rendered<M>
}

export interface RendererOptions {
  /** Where the store's tracked links lead, without a slash at the end. */
  publicUrl: string
  /** REGULARS_SECRET. */
  secret: string
}

/** A push message is worth a day. */
const pushTtlSeconds = 86_400

type Compile = (source: string, kind: TemplateKind) => CompiledTemplate
type Render<M extends Message> = (values: TemplateValues, address: string) => RenderedContent<M>

/** @throws LiquidError where the frozen message cannot be parsed: it is not one that `freezeMessage` made */
export function createRenderer<M extends Message>(frozen: FrozenMessage<M>, { publicUrl, secret }: RendererOptions): Renderer<M> {
  const sign = createDeliveryTokenSigner(secret)
  const { channel } = frozen.message
  const surroundings = describeSurroundings(frozen, publicUrl)
  const compile: Compile = (source, kind) => compileTemplate(source, kind, surroundings)
  const render = compileMessage(frozen.message, compile, publicUrl) as Render<M>
  return {
    render({ ref, mergeFields, address }) {
      try {
        return { kind: 'rendered', content: render({ token: sign({ channel, ref }), mergeFields }, address) }
      } catch {
        // What Liquid says may quote the customer's values.
        return { kind: 'template_error' }
      }
    },
  }
}

export function describeSurroundings({ store, links }: FrozenMessage, publicUrl: string): TemplateSurroundings {
  const ownLink = (path: string, after = '') => ({ before: `${publicUrl}/${path}/`, after })
  return {
    store: { name: store.name, postal_address: store.postalAddress, url: store.url ?? '' },
    timeZone: store.timeZone,
    ownLinks: new Map([
      ['unsubscribe_url', ownLink('u')],
      ['preferences_url', ownLink('p')],
      ['voucher_url', ownLink('v')],
      ['open_pixel_url', ownLink('o')],
      ...links.map((_, number) => [clickField(number), ownLink('c', `/${number}`)] as const),
    ]),
  }
}

function compileMessage(
  message: Message,
  compile: Compile,
  publicUrl: string,
): Render<EmailMessage> | Render<SmsMessage> | Render<PushMessage> {
  switch (message.channel) {
    case 'email':
      return compileEmail(message, compile, publicUrl)
    case 'sms':
      return compileSms(message, compile)
    case 'push':
      return compilePush(message, compile)
  }
}

function compileEmail({ from, replyTo, subject, html, text }: EmailMessage, compile: Compile, publicUrl: string): Render<EmailMessage> {
  const parts = { subject: compile(subject, 'text'), html: compile(html, 'html'), text: compile(text ?? '', 'text') }
  const sender = from === undefined ? '' : formatMailbox(from)
  return (values, address) => ({
    from: sender,
    ...(replyTo !== undefined && { replyTo }),
    to: address,
    subject: joinLines(parts.subject(values)),
    html: parts.html(values),
    text: parts.text(values),
    // RFC 8058.
    headers: { 'List-Unsubscribe': `<${publicUrl}/u/${values.token}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  })
}

function compileSms({ from, text }: SmsMessage, compile: Compile): Render<SmsMessage> {
  const compiled = compile(text, 'text')
  return (values, address) => {
    const rendered = compiled(values)
    if (rendered.length > longestSms || rendered.trim() === '') throw new RangeError('The text is not one that a phone takes')
    return { from: from ?? '', to: address, text: rendered }
  }
}

function compilePush({ title, body, url, icon }: PushMessage, compile: Compile): Render<PushMessage> {
  const parts = { title: compile(title, 'text'), body: compile(body, 'text'), url: compile(url, 'text') }
  return (values) => ({
    title: joinLines(parts.title(values)),
    body: joinLines(parts.body(values)),
    url: parts.url(values),
    ...(icon !== undefined && { icon }),
    ttlSeconds: pushTtlSeconds,
  })
}

/** Merge fields may bring line breaks where there is one line. */
function joinLines(text: string): string {
  return /[\r\n]/.test(text) ? text.replace(/\s*[\r\n]+\s*/g, ' ') : text
}

/** RFC 5322, section 3.4: a name with anything but letters, digits and spaces is quoted. */
export function formatMailbox({ name, email }: Sender): string {
  const line = joinLines(name).trim()
  if (line === '') return email
  return /^[\p{L}\p{M}\p{N} ]+$/u.test(line) ? `${line} <${email}>` : `"${line.replace(/["\\]/g, '\\$&')}" <${email}>`
}
