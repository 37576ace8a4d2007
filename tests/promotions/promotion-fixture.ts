/** Promotions on a real database, with providers that do what an address says: `ok…` is accepted, `no…` refused, `lost…` never answered. */
import { MockActivityEnvironment } from '@temporalio/testing'
import { createPromotionActivities, type PromotionPlan } from '../../activities/promotions.ts'
import { createSendPage } from '../../activities/send-page.ts'
import type { SendPathDependencies } from '../../activities/send-path.ts'
import type { Outcome } from '../../channels/channel.ts'
import { insertPromotion, launchPromotion, type Promotion } from '../../db/queries/promotions/promotions.ts'
import type { ChannelName } from '../../domain/channels.ts'
import type { OfferTerms } from '../../domain/offers.ts'
import type { ChannelMessages, PromotionDraft } from '../../domain/promotions.ts'
import type { Schedule } from '../../domain/schedules.ts'
import { after, openVoucherStore, startAt, type VoucherStore } from '../vouchers/voucher-fixture.ts'

export const channelMessages: ChannelMessages = {
  email: { channel: 'email', subject: '{{ voucher.offer_name }}', html: '<p>{{ voucher.code }}</p>' },
  sms: { channel: 'sms', text: '{{ voucher.code }} Reply STOP to opt out' },
  push: { channel: 'push', title: 'For you', body: '{{ voucher.code }}', url: 'https://store.example/a' },
}

export interface MemberInput {
  email?: string | null
  phone?: string | null
  /** Of both channels. */
  consent?: 'subscribed' | 'unsubscribed'
  emailConsent?: 'subscribed' | 'unsubscribed'
  lastContactAt?: Date
}

/** One message that a provider was asked to send. */
export interface SentMessage {
  channel: ChannelName
  to: string
  body: string
}

export interface OutcomeRow {
  channel: ChannelName
  status: string
  reason: string | null
  voucher: string | null
}

export type PromotionStore = Awaited<ReturnType<typeof openPromotionStore>>

export async function openPromotionStore(options?: { max?: number }) {
  const store: VoucherStore = await openVoucherStore(options)
  const { pool } = store
  const clock = { now: startAt }
  const sent: SentMessage[] = []
  const answer = (channel: ChannelName, to: string, body: string): Outcome => {
    if (to.includes('no')) return { kind: 'failed', code: 'invalid_recipient' }
    sent.push({ channel, to, body })
    return to.includes('lost') ? { kind: 'unknown', code: 'timed_out' } : { kind: 'accepted', messageId: `${channel}-${sent.length}` }
  }
  const dependencies: SendPathDependencies = {
    pool,
    channels: {
      email: {
        name: 'email',
        repeatSafety: 'idempotent',
        batchSize: 100,
        send: async (messages) => messages.map(({ content }) => answer('email', content.to, content.html)),
      },
      sms: {
        name: 'sms',
        repeatSafety: 'look_up',
        batchSize: 1,
        send: async (messages) => messages.map(({ content }) => answer('sms', content.to, content.text)),
        lookUp: async (refs) => refs.map((): Outcome => ({ kind: 'unknown', code: 'no_record' })),
      },
      push: { name: 'push', repeatSafety: 'replaces', batchSize: 1, send: async () => [] },
    },
    requestsPerSecond: { email: Number.POSITIVE_INFINITY, sms: Number.POSITIVE_INFINITY, push: Number.POSITIVE_INFINITY },
    publicUrl: 'http://127.0.0.1:3000',
    secret: 'a secret of at least thirty-two characters',
    lookUpForMs: 0,
    now: () => clock.now,
  }
  const activities = createPromotionActivities(dependencies, createSendPage(dependencies))
  await pool`INSERT INTO settings (key, value) VALUES ('contact_policy', '{"quietHours": {}}')`

  return {
    ...store,
    clock,
    sent,
    activities,

    /** Subscribed to both channels, with an address for each, unless something else is said. */
    async addMembers(members: MemberInput[]): Promise<string[]> {
      const ids: string[] = []
      for (const [at, member] of members.entries()) {
        const n = ids.length + at + Math.floor(performance.now() * 1000)
        const { email = `ok${n}@example.test`, phone = `+49151${String(n).padStart(8, '0').slice(-8)}` } = member
        const [row] = await pool<[{ id: string }]>`
          INSERT INTO customers (external_id, email, phone, time_zone) VALUES (gen_random_uuid()::text, ${email}, ${phone}, 'Europe/Berlin') RETURNING id`
        const consent = member.consent ?? 'subscribed'
        await pool`
          UPDATE contact_states SET email_consent = ${member.emailConsent ?? consent}, sms_consent = ${consent}, last_contact_at = ${member.lastContactAt ?? null}
          WHERE customer_id = ${row.id}`
        ids.push(row.id)
      }
      return ids
    },

    /** Launched and frozen; everyone is its audience, email comes before SMS. */
    async launch(changes: Partial<PromotionDraft> = {}, terms: Partial<OfferTerms> = {}): Promise<Promotion> {
      const schedule: Schedule = { kind: 'now' }
      const draft = await insertPromotion(pool, {
        name: 'Spring',
        offerId: changes.offerId ?? (await store.addOffer({ validity: { kind: 'fixed', until: after(240).toISOString() }, ...terms })),
        audience: { include: [{ kind: 'everyone' }], exclude: [] },
        channels: ['email', 'sms'],
        messages: channelMessages,
        schedule,
        fallThroughMs: 3_600_000,
        reminder: null,
        holdoutPercent: 0,
        expiresAt: null,
        ...changes,
      })
      const launched = await launchPromotion(pool, { id: draft.id, schedule, offerVersion: 1, version: draft.version, at: clock.now })
      if (typeof launched === 'string') throw new Error(launched)
      await run(activities.freezePromotion, { promotionId: draft.id, schedule })
      return launched.promotion
    },

    /** Sends whatever may leave now, as its run does, and returns the last look. */
    async sendDue(promotionId: string): Promise<PromotionPlan> {
      for (;;) {
        const plan = await run(activities.planPromotion, { promotionId })
        if (plan.due.length === 0) return plan
        await Promise.all(plan.due.map((page) => run(activities.sendPromotionPage, page)))
      }
    },

    run,

    /** On each channel that was tried, in order, with what the voucher is by now. */
    async outcomesOf(promotionId: string, customerId: string): Promise<OutcomeRow[]> {
      return pool<OutcomeRow[]>`
        SELECT d.channel, d.status, d.reason, v.status AS voucher FROM promotion_sends s JOIN deliveries d ON d.send_id = s.send_id AND d.customer_id = ${customerId}
        LEFT JOIN vouchers v ON v.campaign_kind = 'promotion' AND v.campaign_id = s.promotion_id AND v.customer_id = d.customer_id
        WHERE s.promotion_id = ${promotionId} ORDER BY s.purpose, s.place`
    },
  }
}

async function run<Input, Result>(activity: (input: Input) => Promise<Result>, input: Input): Promise<Result> {
  return (await new MockActivityEnvironment().run(activity, input)) as Result
}
