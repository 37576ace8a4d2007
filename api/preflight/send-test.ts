/** A draft's message on its way to an operator's own address, as a transactional message. */
import { v7 as createUuid } from 'uuid'
import {
  isSuppressed,
  listDevices,
  readRenderedCustomer,
  type RenderedCustomer,
} from '../../db/queries/broadcast-report/read-rendered-customer.ts'
import { type DirectSend, insertDirectSend } from '../../db/queries/sends/insert-direct-send.ts'
import type { Sql } from '../../db/client.ts'
import { normaliseEmail } from '../../domain/email-addresses.ts'
import type { FrozenMessage } from '../../domain/messages.ts'
import { normalisePhone } from '../../domain/phone-numbers.ts'
import type { StoreSettings } from '../../domain/settings.ts'
import type { MessageProblem } from '../../messages/message-problem.ts'
import { Problem } from '../http/problems.ts'
import { parseOrRefuse } from '../http/validation.ts'
import { referenceTo } from '../schemas/references.ts'
import { listMessageErrors } from '../views/broadcast-preview.ts'

export interface TestInput {
  broadcastId: string
  /** Undefined where the message has errors. */
  frozen: FrozenMessage | undefined
  problems: MessageProblem[]
  to: string
  /** Whose merge fields it shows. */
  customer: RenderedCustomer | undefined
  store: StoreSettings
}

/** The test's UUID. Runs in the caller's transaction. @throws Problem for a message that cannot be rendered, an address that is none or is suppressed */
export async function sendTest(sql: Sql, { broadcastId, frozen, problems, to, customer, store }: TestInput): Promise<string> {
  if (frozen === undefined) throw new Problem('message_invalid', { errors: listMessageErrors(problems) })
  const sendId = createUuid()
  const { channel } = frozen.message
  const recipient = channel === 'push' ? await findDevices(sql, to, frozen) : await findAddress(sql, { channel, to, sendId, store })
  await insertDirectSend(sql, {
    sendId,
    campaignId: broadcastId,
    channel,
    message: frozen,
    ...recipient,
    mergeFields: customer?.mergeFields ?? recipient.mergeFields,
  })
  return sendId
}

type Recipient = Pick<DirectSend, 'customerId' | 'address' | 'targets' | 'mergeFields'>

/** A test to an address belongs to no customer: what is clicked in it, an unsubscribe too, is nobody's. */
async function findAddress(
  sql: Sql,
  { channel, to, sendId, store }: { channel: 'email' | 'sms'; to: string; sendId: string; store: StoreSettings },
): Promise<Recipient> {
  const address = channel === 'email' ? normaliseEmail(to) : normalisePhone(to, store.country)
  if (address === undefined) throw refuseRecipient(channel === 'email' ? 'Not an email address' : 'Not a phone number')
  if (await isSuppressed(sql, channel, address)) throw new Problem('address_suppressed')
  return { customerId: sendId, address, mergeFields: {} }
}

async function findDevices(sql: Sql, to: string, { fields }: FrozenMessage): Promise<Recipient> {
  const customer = await readRenderedCustomer(sql, parseOrRefuse(referenceTo('customer'), to, 'to'), fields)
  if (customer === undefined) throw new Problem('unknown_customer')
  const targets = await listDevices(sql, customer.id)
  const [first] = targets
  if (first === undefined) throw refuseRecipient('The customer has no device that takes push messages')
  return { customerId: customer.id, address: first.endpoint, targets, mergeFields: customer.mergeFields }
}

function refuseRecipient(message: string): Problem {
  return new Problem('invalid_request', { errors: [{ path: 'to', message }] })
}
