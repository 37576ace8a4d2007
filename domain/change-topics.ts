/** What can be told to have changed: a closed list of words, each with the scopes of which one is enough to be told. */
import { type ApiScope, covers } from './api-scopes.ts'

const scopesOfTopics = {
  broadcasts: ['broadcasts:read'],
  promotions: ['promotions:read'],
  autopilots: ['autopilots:read'],
  /** Where people are on the way of an autopilot. */
  journeys: ['autopilots:read', 'operations:read'],
  /** Messages that leave, and what comes of them. */
  deliveries: ['broadcasts:read', 'promotions:read', 'autopilots:read', 'reports:read', 'operations:read'],
  offers: ['offers:read'],
  vouchers: ['vouchers:read', 'offers:read', 'promotions:read', 'autopilots:read', 'reports:read'],
  audiences: ['audiences:read'],
  exports: ['audiences:read'],
  groups: ['groups:read'],
  segments: ['segments:read', 'reports:read'],
  /** People, their orders, events and consents. */
  customers: ['customers:read', 'orders:read', 'consents:read'],
  imports: ['imports:read'],
  /** How the system and its providers are. */
  health: ['operations:read', 'reports:read'],
  settings: ['settings:read'],
  channels: ['settings:read'],
  keys: ['keys:read'],
  members: ['members:read'],
  /** What the sandbox has received, where one is in use. */
  inbox: ['customers:read'],
} as const satisfies Record<string, readonly ApiScope[]>

export type ChangeTopic = keyof typeof scopesOfTopics

export const changeTopics = Object.keys(scopesOfTopics) as [ChangeTopic, ...ChangeTopic[]]

/** Those that whoever has these scopes may be told of. */
export function listReadableTopics(granted: readonly string[]): ChangeTopic[] {
  return changeTopics.filter((topic) => scopesOfTopics[topic].some((scope) => covers(granted, scope)))
}
