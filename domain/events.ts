/** An event as a sender writes it, checked: something that a customer did, once, under the sender's own id of it. */
import type { Normalised } from './customers.ts'
import { findIdFault, findObjectFault, type FieldFault, normaliseText } from './text-fields.ts'

export interface EventInput {
  /** The sender's id of the event: a repeat is ignored. */
  messageId: string
  /** UUID. This, or the store's own id of the customer. */
  customerId?: string
  customerExternalId?: string
  /** For instance `Product Viewed`. */
  name: string
  occurredAt: Date
  properties: Record<string, unknown>
}

export type EventWrite = EventInput

const maxPropertiesLength = 32_768

export function normaliseEvent(input: EventInput): Normalised<EventWrite> {
  const faults: FieldFault[] = []
  const idFault = findIdFault('messageId', input.messageId)
  if (idFault !== undefined) faults.push(idFault)
  const name = normaliseText(input.name, 200)
  if (name === undefined || name === '') faults.push({ field: 'name', message: 'Must be 1 to 200 characters of plain text' })
  if ((input.customerId === undefined) === (input.customerExternalId === undefined)) {
    faults.push({ field: 'customerExternalId', message: 'Send customerId or customerExternalId' })
  }
  const fault = findObjectFault('properties', input.properties, maxPropertiesLength)
  if (fault !== undefined) faults.push(fault)
  return faults.length === 0 ? { kind: 'accepted', value: { ...input, name: name ?? '' } } : { kind: 'rejected', faults }
}
