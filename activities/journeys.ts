/**
 * What a journey's run asks of the database. Each can be run again: it finds what the first attempt did. Each takes along what the run has told since the last one,
 * so that the ledger's story costs no events of its own.
 */
import { ApplicationFailure } from '@temporalio/common'
import { findMembers, listConsentedChannels, readZones, setAttribute } from '../db/queries/journeys/journey-questions.ts'
import { nameVoucherOccurrence } from '../db/queries/journeys/journey-vouchers.ts'
import { type OpenJourney, readOpenJourney } from '../db/queries/journeys/journeys.ts'
import { endJourneyRows, type JourneyEnd, recordNotes, recordStories, type Story } from '../db/queries/journeys/record-notes.ts'
import { readSettings } from '../db/queries/settings.ts'
import { issueVouchers } from '../db/queries/vouchers/issue-vouchers.ts'
import type { ChannelName } from '../domain/channels.ts'
import { parseId } from '../domain/ids.ts'
import type { NumberedNote } from '../domain/journeys/journey-notes.ts'
import { findLocalHour } from '../domain/journeys/personal-dates.ts'
import type { ClaimAnswer, JourneyOutcome, SendAnswer } from '../domain/journeys/run-journey.ts'
import { gather } from './gather.ts'
import { createJourneyMessages, type MessageClaim, type MessageSending } from './journey-messages.ts'
import { createJourneyWebhook, type JourneyWebhookDependencies } from './journey-webhook.ts'
import type { PageInput, PageResult, SendPathDependencies } from './send-path.ts'

export type JourneyActivityDependencies = SendPathDependencies & JourneyWebhookDependencies

interface Told {
  /** UUID. */
  journeyId: string
  notes: NumberedNote[]
}

export function createJourneyActivities(dependencies: JourneyActivityDependencies, sendPage: (input: PageInput) => Promise<PageResult>) {
  const { pool, now } = dependencies
  const messages = createJourneyMessages(dependencies, sendPage)
  const webhook = createJourneyWebhook(dependencies)
  // Thousands of journeys begin to wait, or end, at once: what they say of themselves is kept many at a time.
  const note = gather((stories: readonly Story[]) => recordStories(pool, stories))
  const end = gather(async (ends: readonly (Story & JourneyEnd)[]) => {
    await endJourneyRows(pool, ends)
  })

  return {
    async noteJourney({ journeyId, notes }: Told): Promise<void> {
      await note({ journeyId, notes })
    },

    /** The number of the first branch whose rule is true, or -1. */
    async evaluateJourneyBranch({ journeyId, step, notes }: Told & { step: string }): Promise<number> {
      const journey = await open(journeyId, notes)
      const found = requireStep(journey, step, 'branch')
      for (const [index, { rule }] of found.branches.entries()) if (await holds(journey, rule)) return index
      return -1
    },

    async checkJourneyExits({ journeyId, notes }: Told): Promise<boolean> {
      const journey = await open(journeyId, notes)
      for (const exit of journey.definition.exitRules) if (exit.kind === 'rule' && (await holds(journey, exit.rule))) return true
      return false
    },

    /** Instants in milliseconds since 1970. */
    async findJourneyHour({ journeyId, hour, after }: { journeyId: string; hour: number; after: number }): Promise<number> {
      const { customerId } = await open(journeyId, [])
      const { value: store } = await readSettings(pool, 'store')
      return findLocalHour(await readZones(pool, customerId, store.timeZone), hour, new Date(after)).getTime()
    },

    async issueJourneyVoucher({
      journeyId,
      step,
      visit,
      notes,
    }: Told & { step: string; visit: number }): Promise<{ kind: 'issued' } | { kind: 'refused'; reason: string }> {
      const journey = await open(journeyId, notes)
      const { offerId } = requireStep(journey, step, 'voucher')
      const { vouchers, refused } = await issueVouchers(pool, {
        offerId: parseId('offer', offerId) ?? '',
        campaign: { kind: 'autopilot', id: journey.autopilotId },
        occurrence: nameVoucherOccurrence({ journeyId, step, visit }),
        customerIds: [journey.customerId],
        at: now(),
        as: 'issued',
        actor: { source: 'campaign' },
      })
      return vouchers.length > 0 ? { kind: 'issued' } : { kind: 'refused', reason: refused[0]?.reason ?? 'unknown_customer' }
    },

    async claimJourneyMessage({ notes, ...claim }: MessageClaim & { notes: NumberedNote[] }): Promise<ClaimAnswer> {
      await recordNotes(pool, claim.journeyId, notes)
      return messages.claimMessage(claim)
    },

    async sendJourneyMessage(sending: MessageSending): Promise<SendAnswer> {
      return messages.sendMessage(sending)
    },

    async callJourneyWebhook({ journeyId, step, visit, notes }: Told & { step: string; visit: number }): Promise<'taken' | 'refused'> {
      const journey = await open(journeyId, notes)
      const { url } = requireStep(journey, step, 'webhook')
      return webhook({ journey, step, visit, url })
    },

    async setJourneyAttribute({ journeyId, step, notes }: Told & { step: string }): Promise<void> {
      const journey = await open(journeyId, notes)
      const { attribute, value } = requireStep(journey, step, 'tag')
      await setAttribute(pool, { customerId: journey.customerId, attribute, value })
    },

    /** Whether the customer has consented to one of the channels. */
    async checkJourneyReach({ journeyId, channels }: { journeyId: string; channels: ChannelName[] }): Promise<boolean> {
      const { customerId } = await open(journeyId, [])
      const consented = await listConsentedChannels(pool, customerId)
      return channels.some((channel) => consented.includes(channel))
    },

    async moveJourney({ journeyId, versionId, notes }: Told & { versionId: string }): Promise<void> {
      await recordNotes(pool, journeyId, notes)
      await pool`UPDATE journeys SET version_id = ${versionId} WHERE id = ${journeyId}`
    },

    async endJourney({
      journeyId,
      outcome,
      reason,
      step,
      notes,
      untoldFrom,
    }: Told & { outcome: JourneyOutcome; reason: string; step: string | null; untoldFrom?: number }): Promise<void> {
      await end({ journeyId, notes, outcome, reason, step, at: now(), ...(untoldFrom !== undefined && { untoldFrom }) })
    },
  }

  async function open(journeyId: string, notes: NumberedNote[]): Promise<OpenJourney> {
    await recordNotes(pool, journeyId, notes)
    const journey = await readOpenJourney(pool, journeyId)
    if (journey === undefined) throw ApplicationFailure.nonRetryable('The journey does not exist', 'journey_not_found', { journeyId })
    return journey
  }

  async function holds({ customerId }: OpenJourney, rule: Parameters<typeof findMembers>[1]['rule']): Promise<boolean> {
    return (await findMembers(pool, { rule, customerIds: [customerId], now: now() })).has(customerId)
  }
}

type Steps = OpenJourney['definition']['steps'][number]

function requireStep<Kind extends Steps['kind']>({ definition }: OpenJourney, id: string, kind: Kind): Steps & { kind: Kind } {
  const step = definition.steps.find((one) => one.id === id)
  if (step?.kind !== kind) throw ApplicationFailure.nonRetryable('The version has no such step', 'step_not_found', { step: id })
  return step as Steps & { kind: Kind }
}
