/** The campaign that gave a voucher or sent a message, by its kind and id. */
import { Text } from '@mantine/core'
import { TextLink } from '../ui/link.tsx'

interface CampaignLinkProps {
  kind: string
  id: string
  /** Where it is known. */
  name?: string | undefined
  /** Colour alone would not tell it from the words around it. */
  isInText?: boolean
}

export function CampaignLink({ kind, id, name, isInText = false }: CampaignLinkProps) {
  const underline = isInText ? 'always' : 'hover'
  switch (kind) {
    case 'autopilot':
      return (
        <TextLink to="/configuration/voucher-campaign/autopilot/$id" params={{ id }} size="sm" underline={underline}>
          {name ?? 'An autopilot'}
        </TextLink>
      )
    case 'promotion':
      return (
        <TextLink to="/configuration/voucher-campaign/promotion/$id" params={{ id }} size="sm" underline={underline}>
          {name ?? 'A promotion'}
        </TextLink>
      )
    case 'broadcast':
      return (
        <TextLink to="/configuration/marketing-campaign/$id" params={{ id }} size="sm" underline={underline}>
          {name ?? 'A broadcast'}
        </TextLink>
      )
    case 'direct':
      return (
        <Text span size="sm">
          By hand
        </Text>
      )
    default:
      return (
        <Text span size="sm">
          {name ?? kind}
        </Text>
      )
  }
}
