/**
 * What an audience is, without sending to it: how many, how many of them can be reached on each channel and why the others cannot, and some of them. One
 * statement, which the caller can cancel, and which ends by itself when it takes too long.
 */
import type { Audience } from '../../../domain/audiences.ts'
import type { ChannelName } from '../../../domain/channels.ts'
import type { Pool, Sql } from '../../client.ts'
import { runInterruptibly } from '../../interruptible.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import { planAudience } from '../sends/plan-audience.ts'
import type { AudienceContext } from './audience-context.ts'
import { prepareForAudiences } from './audience-session.ts'
import { countOpenDevices } from './rule-dimensions.ts'

export interface ChannelReach {
  reachable: number
  /** Why the others cannot be, each for the first reason that the contact policy has. Push devices that are suppressed are no address. */
  reasons: { no_address: number; suppressed: number; not_subscribed: number }
}

export interface AudiencePreview {
  /** Members, those excluded left out. */
  count: number
  reach: Record<ChannelName, ChannelReach>
  /** Customer ids, UUIDs, in no particular order: as many as were asked for, where there are so many. */
  sample: string[]
}

export interface PreviewOptions {
  /** How many customers to name; 10 by default. */
  sample?: number
  /** Ends the statement in the database at once. */
  signal?: AbortSignal
  /** Milliseconds that the statement may take; 30,000 by default. */
  timeoutMs?: number
}

/** @throws Interruption when it took too long or was aborted; AudienceReferenceError */
export async function previewAudience(
  pool: Pool,
  audience: Audience,
  context: AudienceContext,
  { sample = 10, signal = new AbortController().signal, timeoutMs = 30_000 }: PreviewOptions = {},
): Promise<AudiencePreview> {
  return runInterruptibly(pool, { signal, timeoutMs }, async (sql) => {
    await prepareForAudiences(sql)
    const [row] = await sql<[PreviewRow]>`${selectPreview(sql, audience, context, sample)}`
    return toPreview(row)
  })
}

const verdictNames = ['reachable', 'no_address', 'suppressed', 'not_subscribed'] as const

type PreviewRow = { count: number; sample: string[] | null } & Record<`${ChannelName}_${(typeof verdictNames)[number]}`, number>

const channels = ['email', 'sms', 'push'] as const satisfies readonly ChannelName[]

/** The reasons stand in the order of `domain/contact-policy`. */
export function selectPreview(sql: Sql, audience: Audience, context: AudienceContext, sample: number): Fragment {
  const query = planAudience(sql, audience, context)
  query.joins.contactState()
  query.joins.suppression('email')
  query.joins.suppression('sms')
  const verdicts = {
    email: selectVerdict(sql, sql`c.email IS NULL`, sql`x_email.address IS NOT NULL`, sql`s.email_consent`),
    sms: selectVerdict(sql, sql`c.phone IS NULL`, sql`x_sms.address IS NOT NULL`, sql`s.sms_consent`),
    push: selectVerdict(sql, sql`${countOpenDevices(sql, query.joins)} = 0`, sql`false`, sql`s.push_consent`),
  }
  const counts = channels.flatMap((channel) =>
    verdictNames.map((name, place) => sql`, (count(*) FILTER (WHERE ${sql(channel)} = ${place}))::integer AS ${sql(`${channel}_${name}`)}`),
  )
  return sql`
    ${query.with}
    SELECT count(*)::integer AS count ${counts},
      (array_agg(id))[1:${sample}::integer] AS sample
    FROM (
      SELECT c.id, ${verdicts.email} AS email, ${verdicts.sms} AS sms, ${verdicts.push} AS push
      FROM customers AS c ${query.joins.render()} WHERE ${query.isIncluded} AND NOT ${query.isExcluded}) AS members`
}

/** The place of a verdict among their names. */
function selectVerdict(sql: Sql, hasNoAddress: Fragment, isSuppressed: Fragment, consent: Fragment): Fragment {
  return sql`CASE WHEN ${hasNoAddress} THEN 1 WHEN ${isSuppressed} THEN 2 WHEN ${consent} IS DISTINCT FROM 'subscribed' THEN 3 ELSE 0 END`
}

function toPreview(row: PreviewRow): AudiencePreview {
  const reachOf = (channel: ChannelName): ChannelReach => ({
    reachable: row[`${channel}_reachable`],
    reasons: {
      no_address: row[`${channel}_no_address`],
      suppressed: row[`${channel}_suppressed`],
      not_subscribed: row[`${channel}_not_subscribed`],
    },
  })
  return { count: row.count, reach: { email: reachOf('email'), sms: reachOf('sms'), push: reachOf('push') }, sample: row.sample ?? [] }
}
