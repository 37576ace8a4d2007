/** The sign of each kind of step. */
import {
  IconArrowsSplit2,
  IconBolt,
  IconClock,
  IconDoorExit,
  IconEar,
  IconGitBranch,
  IconSend,
  IconTag,
  IconTicket,
  IconWebhook,
} from '@tabler/icons-react'
import type { StepKind } from '../autopilot-queries.ts'

const icons = {
  trigger: IconBolt,
  send: IconSend,
  voucher: IconTicket,
  wait: IconClock,
  waitFor: IconEar,
  branch: IconGitBranch,
  split: IconArrowsSplit2,
  tag: IconTag,
  webhook: IconWebhook,
  exit: IconDoorExit,
}

export function StepIcon({ kind }: { kind: StepKind | 'trigger' }) {
  const Icon = icons[kind]
  return <Icon size={16} stroke={1.7} aria-hidden style={{ flex: '0 0 auto' }} />
}
