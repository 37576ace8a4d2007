/** Definitions for tests: what is not said is the plainest case. */
import type { JourneyDefinition, SendStep, Step } from '../../domain/journeys/journey-definition.ts'

const messages: SendStep['messages'] = {
  email: { channel: 'email', subject: 'Come back', html: '<p>Come <a href="https://store.example/a">back</a></p>' },
  sms: { channel: 'sms', text: 'Come back: https://store.example/a Reply STOP to opt out' },
  push: { channel: 'push', title: 'Come back', body: 'We miss you', url: 'https://store.example/a' },
}

/** A step that sends on these channels, then ends. */
export function makeSend(id: string, channels: SendStep['channels'], overrides: Partial<SendStep> = {}): Step {
  return {
    id,
    kind: 'send',
    channels,
    messages: Object.fromEntries(channels.map((channel) => [channel, messages[channel]])),
    fallThroughWithin: '1h',
    next: null,
    otherwise: null,
    ...overrides,
  }
}

export function makeDefinition(steps: Step[], overrides: Partial<JourneyDefinition> = {}): JourneyDefinition {
  return {
    trigger: { kind: 'event', event: { kind: 'event', name: 'Checkout Started' } },
    entryRule: { all: [] },
    reentry: { kind: 'always' },
    activation: {},
    exitRules: [],
    holdoutPercent: 0,
    endsAfter: '365d',
    steps,
    ...overrides,
  }
}
