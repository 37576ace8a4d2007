/** What each channel sends: rendered content, one recipient. A retry of the same delivery has the same bytes. */

export interface EmailContent {
  /** `Name <address>` or a bare address. */
  from: string
  replyTo?: string
  to: string
  subject: string
  html: string
  text: string
  /** List-Unsubscribe and List-Unsubscribe-Post among them. */
  headers: Record<string, string>
}

export interface SmsContent {
  /** A number in E.164 or a sender id. */
  from: string
  /** E.164. */
  to: string
  text: string
}

export interface PushTarget {
  subscriptionId: string
  endpoint: string
  p256dh: string
  auth: string
}

export interface PushContent {
  /** All of the customer's devices. */
  targets: PushTarget[]
  title: string
  body: string
  /** Where a tap leads. */
  url: string
  icon?: string
  /** Seconds that the push service keeps it for a device that is away. */
  ttlSeconds: number
}
