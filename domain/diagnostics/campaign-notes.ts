/** What happened to a campaign itself, as sentences. */
import { describeObstacleCode } from './obstacle-codes.ts'

const statuses: Readonly<Record<string, string>> = {
  draft: 'It went back to being a draft',
  scheduled: 'It was scheduled',
  sending: 'It began to send',
  paused: 'It was paused',
  active: 'Every message has left; vouchers are open',
  sent: 'Everyone has got it, or a reason why not',
  ended: 'Its last voucher ended',
  stopped: 'It was stopped',
  cancelled: 'It was cancelled',
  failed: 'It failed',
  enabled: 'It was enabled: it looks for customers',
  disabled: 'It was disabled: nobody new starts, and journeys stand still',
  retired: 'It was retired',
}

export interface CampaignNote {
  kind: string
  details: Record<string, unknown>
}

export function describeCampaignNote({ kind, details }: CampaignNote): string {
  switch (kind) {
    case 'status':
      return `${statuses[String(details['status'])] ?? `It became ${String(details['status'])}`}.`
    case 'published':
      return `Version ${String(details['number'])} was published.`
    case 'look_failed':
      return `It could not look for customers: ${describeObstacleCode(String(details['code']))}.`
    case 'look_mended':
      return 'It can look for customers again.'
    case 'budget_used_up':
      return 'Its budget of vouchers was used up.'
    case 'looked':
      return describeLook(Number(details['matched']), Number(details['heldOut']))
    default:
      return `${kind.replaceAll('_', ' ')}.`
  }
}

function describeLook(matched: number, heldOut: number): string {
  const found = matched === 1 ? 'It found one customer' : `It found ${matched} customers`
  return heldOut === 0
    ? `${found}.`
    : `${found}, ${heldOut === matched ? (matched === 1 ? '' : 'all of them ') : `${heldOut} of them `}kept out as the holdout.`
}
