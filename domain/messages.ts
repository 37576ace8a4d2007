/** What an operator writes: the message of a broadcast or a step, on one channel, with Liquid merge fields. */

export interface Sender {
  name: string
  email: string
}

export interface EmailMessage {
  channel: 'email'
  subject: string
  preheader?: string
  html: string
  /** Made from the HTML where it is left out. */
  text?: string
  /** The store's sender where it is left out. */
  from?: Sender
  replyTo?: string
}

export interface SmsMessage {
  channel: 'sms'
  text: string
  /** The store's SMS sender where it is left out. */
  from?: string
}

export interface PushMessage {
  channel: 'push'
  title: string
  /** One line. */
  body: string
  /** Tap-through link, https (http on loopback). */
  url: string
  icon?: string
}

export type Message = EmailMessage | SmsMessage | PushMessage

/**
 * A message as a send keeps it: checked, links taken out and numbered, sender filled in. Plain JSON.
 * `fields` are the customer's merge fields that it uses, as `first_name` or `attributes.shoe_size`: what the claim copies onto each delivery.
 */
export interface FrozenMessage<M extends Message = Message> {
  message: M
  /** Link n of the message, a Liquid template whose scheme and host are literal. */
  links: string[]
  fields: string[]
  /** `store.*` merge fields as they were at the freeze. */
  store: { name: string; postalAddress: string; timeZone: string; currency: string; url?: string }
}
