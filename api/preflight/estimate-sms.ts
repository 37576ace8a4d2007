/** What an SMS will cost, from what it becomes for some of its recipients. */
import type { FrozenMessage, SmsMessage } from '../../domain/messages.ts'
import { formatDeliveryRef } from '../../domain/ids.ts'
import type { StoreSettings } from '../../domain/settings.ts'
import { createRenderer } from '../../messages/render.ts'
import { countSmsParts } from '../../messages/sms-parts.ts'

export interface SmsEstimate {
  /** Of a typical message: the median. */
  parts: number
  encoding: 'GSM-7' | 'UCS-2'
  /** All messages together, in millionths of the currency. */
  estimatedCost: { amountMicros: number; currency: string }
}

/** Links in a sample lead to nobody, and look like those that lead to somebody. */
export const nobody = '0198c2f4-6b1d-7e83-95a7-3d0f5c8e21b6'

/** Where tracked links lead, and what signs them. */
export interface TrackedLinks {
  publicUrl: string
  secret: string
}

export interface SmsEstimateInput {
  frozen: FrozenMessage<SmsMessage>
  /** Merge fields of a sample; with none, the message is rendered for nobody. */
  people: Record<string, unknown>[]
  /** How many will leave. */
  messages: number
  store: StoreSettings
  links: TrackedLinks
}

/** @param frozen a message without errors. Null when it cannot be rendered for anybody. */
export function estimateSms({ frozen, people, messages, store, links }: SmsEstimateInput): SmsEstimate | null {
  const renderer = createRenderer(frozen, links)
  const ref = formatDeliveryRef({ sendId: nobody, customerId: nobody })
  const samples = (people.length > 0 ? people : [{}])
    .map((mergeFields) => renderer.render({ ref, mergeFields, address: '' }))
    .flatMap((rendered) => (rendered.kind === 'rendered' ? countSmsParts(rendered.content.text) : []))
    .sort((a, b) => a.parts - b.parts)
  const typical = samples[Math.floor(samples.length / 2)]
  if (typical === undefined) return null
  const meanParts = samples.reduce((sum, { parts }) => sum + parts, 0) / samples.length
  const amountMicros = Math.round(meanParts * messages * store.smsPartCostMicros)
  return { parts: typical.parts, encoding: typical.encoding, estimatedCost: { amountMicros, currency: store.currency } }
}
