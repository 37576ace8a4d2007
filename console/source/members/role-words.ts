/** Roles in words. */
import type { Role } from '../session/session-queries.ts'

export const roleWords: Readonly<Record<Role, { label: string; meaning: string }>> = {
  viewer: { label: 'Viewer', meaning: 'Sees everything, changes nothing' },
  operator: { label: 'Operator', meaning: 'Runs campaigns, audiences, vouchers and imports' },
  owner: { label: 'Owner', meaning: 'Also settings, members, API keys and erasing customers' },
}

export const roleChoices = (['viewer', 'operator', 'owner'] as const).map((value) => ({ value, label: roleWords[value].label }))
