/** Puts an address on the blacklist, or takes it off the list again, whatever it was there for. */
import { useQueryClient } from '@tanstack/react-query'
import { Confirmation } from '../ui/confirmation.tsx'
import { NamedConfirmation } from '../ui/named-confirmation.tsx'
import type { Channel } from '../words/broadcasts.ts'
import { customersPath, liftSuppression, suppressAddress } from './customer-queries.ts'

interface SuppressionDialogProps {
  customerId: string
  channel: Channel
  address: string
  isLifting: boolean
  onClose: () => void
}

export function SuppressionDialog({ customerId, channel, address, isLifting, onClose }: SuppressionDialogProps) {
  const queries = useQueryClient()
  const change = async () => {
    await (isLifting ? liftSuppression : suppressAddress)(channel, address)
    await queries.invalidateQueries({ queryKey: [customersPath, customerId] })
  }
  return isLifting ? (
    <NamedConfirmation
      right="consents:write"
      isOpen
      title="Lift the suppression?"
      confirm="Lift it"
      name={address}
      onConfirm={change}
      onClose={onClose}
    >
      The address may be written to again by every campaign, as far as there is consent. An address that bounced or complained costs the
      sender’s good name: lift it only where you know that it is mended.
    </NamedConfirmation>
  ) : (
    <Confirmation
      right="consents:write"
      isOpen
      isDestructive
      title={`Suppress ${address}?`}
      confirm="Suppress"
      onConfirm={change}
      onClose={onClose}
    >
      Nothing is sent to this address any more, whoever it belongs to and whatever was agreed, until the suppression is lifted.
    </Confirmation>
  )
}
