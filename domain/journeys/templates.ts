/** Ready-made autopilots: definitions to begin with. Where a voucher is given, the operator chooses the offer before publishing. */
import type { Rule } from '../audience-rules/rule.ts'
import type { JourneyDefinition, SendStep, Step } from './journey-definition.ts'

export const templateNames = ['win_back', 'celebration', 'second_order', 'voucher_expiring', 'reward_ready', 'slow_day'] as const
export type TemplateName = (typeof templateNames)[number]

export interface JourneyTemplate {
  name: TemplateName
  label: string
  description: string
  definition: JourneyDefinition
}

const everyone: Rule = { all: [] }
/** Of any campaign; one that was used or has ended does not end any more. */
const voucherEndsSoon: Rule = {
  field: 'vouchers.count',
  where: { field: 'expiresAt', op: 'within', value: { next: '48h' } },
  op: '>=',
  value: 1,
}

export const templates: readonly JourneyTemplate[] = [
  {
    name: 'win_back',
    label: 'Win-back',
    description: 'A voucher for whoever has not ordered for 60 days, and a reminder for whoever has not taken it.',
    definition: define({
      trigger: { kind: 'quiet_for', duration: '60d' },
      // Whoever left years ago is another story.
      entryRule: { field: 'orders.last', op: 'within', value: { last: '365d' } },
      reentry: { kind: 'after', duration: '180d' },
      exitRules: [{ kind: 'ordered' }],
      holdoutPercent: 10,
      endsAfter: '30d',
      steps: [
        { id: 'voucher', kind: 'voucher', offerId: '', next: 'invite', otherwise: null },
        send(
          'invite',
          { subject: 'We miss you', words: 'Here is something to come back for: {{ voucher.code }}' },
          { next: 'accepted', otherwise: null },
        ),
        { id: 'accepted', kind: 'waitFor', event: { kind: 'voucher_accepted' }, atMost: '5d', next: 'redeemed', otherwise: 'remind' },
        send(
          'remind',
          { subject: 'Your voucher is waiting', words: 'It is still yours: {{ voucher.code }}' },
          { next: 'redeemed', otherwise: 'redeemed' },
        ),
        { id: 'redeemed', kind: 'waitFor', event: { kind: 'voucher_redeemed' }, atMost: '14d', next: null, otherwise: null },
      ],
    }),
  },
  {
    name: 'celebration',
    label: 'Celebration',
    description: 'A birthday present, on the day at ten in the morning.',
    definition: define({
      trigger: { kind: 'personal_date', date: 'birthday', daysBefore: 0, atHour: 10 },
      reentry: { kind: 'after', duration: '300d' },
      endsAfter: '14d',
      steps: [
        { id: 'present', kind: 'voucher', offerId: '', next: 'greet', otherwise: 'greet_only' },
        send('greet', { subject: 'Happy birthday!', words: 'A present for you: {{ voucher.code }}' }),
        send('greet_only', { subject: 'Happy birthday!', words: 'All the best for your day.' }),
      ],
    }),
  },
  {
    name: 'second_order',
    label: 'Second order',
    description: 'After a first order, a reason for the second: after a week of silence a message, after two a voucher.',
    definition: define({
      trigger: { kind: 'event', event: { kind: 'ordered' } },
      entryRule: { field: 'orders.count', op: '=', value: 1 },
      reentry: { kind: 'once' },
      exitRules: [{ kind: 'ordered' }],
      endsAfter: '30d',
      steps: [
        { id: 'settle', kind: 'wait', duration: '7d', untilHour: 10, next: 'thanks' },
        send('thanks', { subject: 'How was it?', words: 'Here is what others ordered next.' }, { next: 'silence', otherwise: 'silence' }),
        { id: 'silence', kind: 'wait', duration: '7d', untilHour: 10, next: 'voucher' },
        { id: 'voucher', kind: 'voucher', offerId: '', next: 'invite', otherwise: null },
        send('invite', { subject: 'For your second order', words: 'This one is on us: {{ voucher.code }}' }),
      ],
    }),
  },
  {
    name: 'voucher_expiring',
    label: 'Voucher expiring',
    description:
      'A reminder, and a last one a day later, for whoever has a voucher of any campaign that ends within two days. Its audience, which you choose or make, has the same rule as its entry.',
    definition: define({
      trigger: { kind: 'audience_entered', audienceId: '' },
      entryRule: voucherEndsSoon,
      // Each voucher that ends is a reason of its own.
      reentry: { kind: 'after', duration: '2d' },
      exitRules: [{ kind: 'rule', rule: { not: voucherEndsSoon } }],
      endsAfter: '3d',
      steps: [
        send(
          'remind',
          { subject: 'Your voucher ends soon', words: 'You have a voucher that ends in two days.' },
          { next: 'pause', otherwise: null },
        ),
        { id: 'pause', kind: 'wait', duration: '1d', untilHour: 10, next: 'last_call' },
        send('last_call', { subject: 'The last day of your voucher', words: 'Your voucher ends today.' }),
      ],
    }),
  },
  {
    name: 'reward_ready',
    label: 'Reward ready',
    description: 'When the store’s app reports that a reward was earned, its voucher.',
    definition: define({
      trigger: { kind: 'event', event: { kind: 'event', name: 'Reward Earned' } },
      reentry: { kind: 'always' },
      endsAfter: '14d',
      steps: [
        { id: 'reward', kind: 'voucher', offerId: '', next: 'tell', otherwise: null },
        send('tell', { subject: 'Your reward is ready', words: 'You have earned it: {{ voucher.code }}' }),
      ],
    }),
  },
  {
    name: 'slow_day',
    label: 'Slow day',
    description: 'On Mondays and Tuesdays, a short-lived voucher for regulars who have not ordered for two weeks.',
    definition: define({
      trigger: { kind: 'quiet_for', duration: '14d' },
      entryRule: { field: 'orders.count', within: { last: '90d' }, op: '>=', value: 2 },
      reentry: { kind: 'after', duration: '28d' },
      activation: { weekdays: [1, 2], hours: { from: 9, until: 15 } },
      exitRules: [{ kind: 'ordered' }],
      endsAfter: '3d',
      steps: [
        { id: 'voucher', kind: 'voucher', offerId: '', next: 'invite', otherwise: null },
        send('invite', { subject: 'Only today', words: 'A quiet day in the kitchen, a good day for you: {{ voucher.code }}' }),
      ],
    }),
  },
]

function define(
  given: Pick<JourneyDefinition, 'trigger' | 'reentry' | 'endsAfter' | 'steps'> & Partial<JourneyDefinition>,
): JourneyDefinition {
  return { entryRule: everyone, activation: {}, exitRules: [], holdoutPercent: 0, ...given }
}

/** By push, else email, else SMS. */
function send(id: string, { subject, words }: { subject: string; words: string }, more: Partial<SendStep> = {}): Step {
  return {
    id,
    kind: 'send',
    channels: ['push', 'email', 'sms'],
    messages: {
      push: { channel: 'push', title: subject, body: words, url: '{{ store.url }}' },
      email: {
        channel: 'email',
        subject,
        html: `<p>Hello {{ customer.first_name | default: "there" }},</p><p>${words}</p><p><a href="{{ store.url }}">To the store</a></p>`,
      },
      sms: { channel: 'sms', text: `${words} {{ store.url }} Reply STOP to opt out` },
    },
    fallThroughWithin: '1h',
    next: null,
    otherwise: null,
    ...more,
  }
}
