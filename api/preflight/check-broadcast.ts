/** Brings together what the preflight of a broadcast looks at; `domain/preflight` judges it. */
import {
  listAudienceZones,
  type PreviewInput,
  previewVerdicts,
  sampleMergeFields,
} from '../../db/queries/broadcast-report/preview-verdicts.ts'
import { type AudienceContext, AudienceReferenceError, loadAudienceContext } from '../../db/queries/audiences/audience-context.ts'
import type { Broadcast } from '../../db/queries/broadcasts.ts'
import type { Sql } from '../../db/client.ts'
import { readSettings } from '../../db/queries/settings.ts'
import type { Audience } from '../../domain/audiences.ts'
import type { FrozenMessage, SmsMessage } from '../../domain/messages.ts'
import { planNotBefore } from '../../domain/plan-not-before.ts'
import { describeBroadcastPolicy } from '../../domain/sends.ts'
import { checkReadiness, type PreflightAudience, type PreflightCheck } from '../../domain/preflight.ts'
import type { ContactPolicySettings, StoreSettings } from '../../domain/settings.ts'
import { freezeMessage } from '../../messages/freeze.ts'
import { toReferenceProblem } from '../audiences/questions.ts'
import { findUnavailable } from '../audiences/usable-references.ts'
import type { FieldError } from '../http/problems.ts'
import { estimateSms, type SmsEstimate, type SmsEstimateInput, type TrackedLinks } from './estimate-sms.ts'

export interface Preflight {
  ok: boolean
  checks: PreflightCheck[]
  audience: PreflightAudience
  sms: SmsEstimate | null
}

// Enough to know what a typical message is like.
const sampleSize = 200

/** @param links of an SMS: they count towards its parts. @throws Problem `audience_part_unavailable`, `audience_too_large` */
export async function checkBroadcast(
  sql: Sql,
  broadcast: Broadcast,
  { now, links }: { now: Date; links: TrackedLinks },
): Promise<Preflight> {
  const { value: store } = await readSettings(sql, 'store')
  const { value: policy } = await readSettings(sql, 'contact_policy')
  const { frozen, problems } = freezeMessage(broadcast.message, { store })
  const preview = await planPreview(sql, broadcast, { store, policy, now })
  const audience = await previewVerdicts(sql, preview)
  const sms = frozen === undefined ? null : await estimate(sql, { frozen, preview, store, messages: audience.reachable, links })
  const unavailable = await findUnavailable(sql, broadcast.audience)
  const readiness = checkReadiness(
    {
      ...broadcast,
      store,
      problems: problems.map(({ code, level, part, message }) => ({ code: `message_${code}`, level, message: `${part}: ${message}` })),
      audience,
      sms: sms === null ? null : { parts: sms.parts, estimatedCostMicros: sms.estimatedCost.amountMicros },
    },
    now,
  )
  const checks = [...unavailable.map(toCheck), ...readiness]
  return { ok: checks.every(({ level }) => level !== 'error'), checks, audience, sms }
}

/** Of a part of the audience that went away after the draft was written. */
export function toCheck({ path, message }: FieldError): PreflightCheck {
  return { code: 'audience_part_unavailable', level: 'error', message: `${path}: ${message}` }
}

/** @throws Problem where an audience that is named is gone, or has grown too large since the draft was written */
async function loadContext(sql: Sql, audience: Audience, now: Date): Promise<AudienceContext> {
  try {
    return await loadAudienceContext(sql, audience, now)
  } catch (error) {
    throw error instanceof AudienceReferenceError ? toReferenceProblem(error) : error
  }
}

/** The claim as it would be at the campaign's own time. @throws Problem `audience_part_unavailable`, `audience_too_large` */
export async function planPreview(
  sql: Sql,
  {
    id,
    channel,
    audience,
    schedule,
    holdoutPercent,
    maxMessages,
    expiresAt,
  }: Pick<Broadcast, 'id' | 'channel' | 'audience' | 'schedule' | 'holdoutPercent' | 'maxMessages' | 'expiresAt'>,
  { store, policy, now }: { store: StoreSettings; policy: ContactPolicySettings; now: Date },
): Promise<PreviewInput> {
  const startAt = schedule.kind === 'at' ? new Date(Math.max(Date.parse(schedule.at), now.getTime())) : now
  const quietHours = policy.quietHours[channel] ?? null
  const context = await loadContext(sql, audience, now)
  const zones = quietHours === null ? [] : await listAudienceZones(sql, audience, context)
  const quietZones = zones.flatMap((text) => {
    const plannedAt = planNotBefore({ schedule, zones: text, quietHours: null, now: startAt })
    const until = planNotBefore({ schedule, zones: text, quietHours, now: startAt })
    return until > plannedAt ? [{ zones: text, until }] : []
  })
  return {
    campaignId: id,
    channel,
    audience,
    context,
    policy: describeBroadcastPolicy(policy, channel, store.timeZone),
    holdoutPercent,
    budgetMessages: maxMessages,
    expiresAt,
    at: planNotBefore({ schedule, zones: store.timeZone, quietHours: null, now: startAt }),
    quietZones,
  }
}

/** What SMS would cost. Null for the other channels. */
export async function estimate(
  sql: Sql,
  { frozen, preview, ...rest }: Omit<SmsEstimateInput, 'people' | 'frozen'> & { frozen: FrozenMessage; preview: PreviewInput },
): Promise<SmsEstimate | null> {
  if (!isSms(frozen)) return null
  const people = await sampleMergeFields(sql, preview, { fields: frozen.fields, limit: sampleSize })
  return estimateSms({ frozen, people, ...rest })
}

function isSms(frozen: FrozenMessage): frozen is FrozenMessage<SmsMessage> {
  return frozen.message.channel === 'sms'
}
