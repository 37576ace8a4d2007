/** How many webhooks came and what became of them: `landed`, `unknown` (no such delivery here), `unrelated`, `replayed`, `refused`. */
import { Counter, register } from 'prom-client'

export type WebhookOutcome = 'landed' | 'unknown' | 'unrelated' | 'replayed' | 'refused'

const name = 'regulars_webhooks_total'

/** The one counter of this process, in prom-client's default registry. */
export function countWebhook(provider: 'resend' | 'vonage' | 'store-admin', outcome: WebhookOutcome): void {
  const known = register.getSingleMetric(name) as Counter<'provider' | 'outcome'> | undefined
  const counter =
    known ?? new Counter({ name, help: 'Webhooks of the providers, by what became of them.', labelNames: ['provider', 'outcome'] as const })
  counter.inc({ provider, outcome })
}
