/** A statement of consent as a sender writes it, checked. */
import { normaliseAddress } from './channel-addresses.ts'
import type { ConsentStatement } from './consents.ts'
import { type CustomerContext, findConsentFaults, type Normalised } from './customers.ts'
import type { FieldFault } from './text-fields.ts'

export interface ConsentInput extends ConsentStatement {
  /** UUID. This, or the store's own id of the customer. */
  customerId?: string
  customerExternalId?: string
}

export function normaliseConsent(input: ConsentInput, { defaultCountry, at }: CustomerContext): Normalised<ConsentInput> {
  const faults: FieldFault[] = findConsentFaults(input, at)
  const write: ConsentInput = { ...input }
  if ((input.customerId === undefined) === (input.customerExternalId === undefined)) {
    faults.push({ field: 'customerExternalId', message: 'Send customerId or customerExternalId' })
  }
  // Null and nothing both mean the customer's own.
  if (input.address === null) delete write.address
  else if (input.address !== undefined) {
    const address = normaliseAddress(input.channel, input.address, defaultCountry)
    if (address === undefined) faults.push({ field: 'address', message: 'Not an address on this channel' })
    else write.address = address
  }
  return faults.length === 0 ? { kind: 'accepted', value: write } : { kind: 'rejected', faults }
}
