/**
 * SMS through Vonage's Messages API. It knows no idempotency keys, so a message whose answer was lost is never repeated from here: Vonage's records are
 * asked for its reference instead (Reports API), where the account's key and secret are configured.
 *
 * Every error object of the SDK holds the Authorization header. None leaves this file.
 */
import { Vonage } from '@vonage/server-sdk'
import type { Channel, Outcome, OutgoingMessage } from './channel.ts'
import type { SmsContent } from './content.ts'
import { classifyLookUpFault, classifyRecords, classifySmsFault } from './sms-vonage-outcomes.ts'

export interface SmsChannelOptions {
  applicationId: string
  /** PEM. */
  privateKey: string
  /** Of the account, for its records; without both there is no look-up. */
  apiKey?: string | undefined
  apiSecret?: string | undefined
  /** `https://api.nexmo.com`, or whatever speaks its protocol. */
  apiHost: string
  /** For a whole request, its answer included. */
  timeoutMs: number
}

/** The synchronous Reports API takes ten requests a second. */
const lookUpsAtOnce = 2

type ReportQuery = Parameters<Vonage['reports']['getRecords']>[0]

export function createSmsChannel(options: SmsChannelOptions): Channel<SmsContent> {
  const { applicationId, privateKey, apiKey, apiSecret, timeoutMs } = options
  const account = apiKey && apiSecret ? { apiKey, apiSecret } : undefined
  const vonage = new Vonage({ applicationId, privateKey, ...account }, { apiHost: options.apiHost.replace(/\/+$/, ''), timeout: timeoutMs })

  async function sendOne({ ref, content }: OutgoingMessage<SmsContent>): Promise<Outcome> {
    try {
      const { messageUUID } = await vonage.messages.send({
        channel: 'sms',
        messageType: 'text',
        to: stripPlus(content.to),
        from: stripPlus(content.from),
        text: content.text,
        clientRef: ref,
      })
      // A 202 without an id is no proof of anything.
      return typeof messageUUID === 'string' && messageUUID !== ''
        ? { kind: 'accepted', messageId: messageUUID }
        : { kind: 'unknown', code: 'unreadable_answer' }
    } catch (fault) {
      return classifySmsFault(fault, { timeoutMs, nowAt: Date.now() })
    }
  }

  async function lookUpOne(accountId: string, ref: string, since: Date): Promise<Outcome> {
    try {
      const query = { product: 'SMS', direction: 'outbound', accountId, clientRef: ref, dateStart: since.toISOString() }
      // The SDK's enums are types of a package that it does not export from here.
      const answer: unknown = await vonage.reports.getRecords(query as unknown as ReportQuery)
      return classifyRecords(answer, ref)
    } catch (fault) {
      return classifyLookUpFault(fault)
    }
  }

  async function lookUp(accountId: string, refs: string[], { since, signal }: { since: Date; signal?: AbortSignal }): Promise<Outcome[]> {
    const outcomes: Outcome[] = refs.map(() => ({ kind: 'unknown', code: 'connection_lost' }))
    const queue = refs.entries()
    const ask = async () => {
      for (const [place, ref] of queue) {
        if (signal?.aborted) return
        outcomes[place] = await untilAborted(lookUpOne(accountId, ref, since), signal)
      }
    }
    await Promise.all(Array.from({ length: lookUpsAtOnce }, ask))
    return outcomes
  }

  return {
    name: 'sms',
    repeatSafety: 'look_up',
    batchSize: 1,
    async send(messages, { signal }) {
      if (messages.length > 1) throw new RangeError(`A request takes one message, not ${messages.length}`)
      return Promise.all(messages.map((message) => untilAborted(sendOne(message), signal)))
    },
    ...(account && { lookUp: (refs: string[], asked: { since: Date; signal?: AbortSignal }) => lookUp(account.apiKey, refs, asked) }),
  }
}

/** The SDK takes no signal: the caller is let go, and what became of the request is unknown. */
async function untilAborted(outcome: Promise<Outcome>, signal: AbortSignal | undefined): Promise<Outcome> {
  if (signal === undefined) return outcome
  let giveUp: (() => void) | undefined
  const aborted = new Promise<Outcome>((resolve) => {
    giveUp = () => resolve({ kind: 'unknown', code: 'timed_out' })
    if (signal.aborted) giveUp()
    else signal.addEventListener('abort', giveUp, { once: true })
  })
  try {
    return await Promise.race([outcome, aborted])
  } finally {
    if (giveUp) signal.removeEventListener('abort', giveUp)
  }
}

/** Vonage wants E.164 without the plus. Sender names have none. */
function stripPlus(number: string): string {
  return number.startsWith('+') ? number.slice(1) : number
}
