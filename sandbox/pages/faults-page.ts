/**
 * The switches: what goes wrong at which provider, and how the simulated customers behave. One form each; faults
 * that tests set through the API and that no switch can show are left alone.
 */
import { behaviourChangeSchema, type Behaviour } from '../behaviour.ts'
import { FAULT_KINDS, faultListSchema, type Fault, type FaultKind } from '../faults/fault.ts'
import type { ProviderName } from '../log/accepted-log.ts'
import type { SandboxParts } from '../parts.ts'
import { html, type HtmlValue } from './html.ts'

const PROVIDERS: [ProviderName, string][] = [
  ['resend', 'Email'],
  ['vonage', 'SMS'],
  ['push', 'Push'],
]

interface Switch {
  says: string
  /** The one number it takes besides its share, and what it is when nobody says. */
  amount?: { param: 'ms' | 'retryAfterSeconds'; unit: string; usual: number }
  only?: ProviderName[]
}

const SWITCHES: Record<FaultKind, Switch> = {
  latency: { says: 'Answers come late', amount: { param: 'ms', unit: 'ms', usual: 500 } },
  rate_limited: { says: 'Too many requests (429)', amount: { param: 'retryAfterSeconds', unit: 's to wait', usual: 1 } },
  low_balance: { says: 'The account has run dry (402)', only: ['vonage'] },
  server_error: { says: 'Server errors (500)' },
  server_error_null_body: { says: 'Server errors that say nothing (500, null)' },
  reset_before: { says: 'The connection breaks before the message is taken' },
  reset_after_acceptance: { says: 'The connection breaks after the message is taken' },
  truncated_reply: { says: 'The answer breaks off half-way' },
  bad_json: { says: 'The answer is no JSON' },
  invalid_recipient: { says: 'Recipients are refused (422)', only: ['resend', 'vonage'] },
  gone: { says: 'Subscriptions are gone (410)', only: ['push'] },
  receipts_out_of_order: { says: 'Receipts come in the wrong order', only: ['resend', 'vonage'] },
  receipts_twice: { says: 'Receipts come twice', only: ['resend', 'vonage'] },
  receipts_late: { says: 'Receipts come late', amount: { param: 'ms', unit: 'ms', usual: 60_000 }, only: ['resend', 'vonage'] },
  receipts_off: { says: 'Receipts never come', only: ['resend', 'vonage'] },
}

const RATES: [keyof Behaviour & `${string}Rate`, string][] = [
  ['bounceRate', 'bounce'],
  ['softBounceRate', 'bounce softly'],
  ['delayRate', 'are delayed'],
  ['openRate', 'open'],
  ['clickRate', 'click'],
  ['botRate', 'sit behind a scanner'],
  ['unsubscribeRate', 'unsubscribe'],
  ['complaintRate', 'complain'],
]

/** A fault that a switch can show: a share of one provider, and nothing finer. */
function isSwitch({ provider, count, params, kind }: Fault): boolean {
  const { amount } = SWITCHES[kind]
  return provider !== 'all' && count === undefined && Object.keys(params).every((param) => param === amount?.param)
}

export function renderFaults(parts: SandboxParts): HtmlValue {
  const faults = parts.faults.list().faults
  const others = faults.filter((fault) => !isSwitch(fault))
  return html`<h1>Faults</h1>
    <p class="sub">
      Make the providers fail the way real ones
      do.${others.length > 0 && ` ${others.length} more set through the API: ${others.map(({ kind, provider }) => `${kind} (${provider})`).join(', ')}.`}
    </p>
    <form method="post" action="/faults/switches">
      <table class="switches">
        <thead>
          <tr>
            <th scope="col">What goes wrong</th>
            ${PROVIDERS.map(([, name]) => html`<th scope="col">${name}</th>`)}
            <th scope="col">Share</th>
            <th scope="col">How much</th>
          </tr>
        </thead>
        <tbody>
          ${FAULT_KINDS.map((kind) =>
            renderSwitch(
              kind,
              faults.filter((fault) => fault.kind === kind && isSwitch(fault)),
            ),
          )}
        </tbody>
      </table>
      <p class="buttons"><button class="primary">Apply</button> <button name="clear" value="all">Everything works</button></p>
    </form>
    ${renderBehaviour(parts)}`
}

function renderSwitch(kind: FaultKind, active: Fault[]): HtmlValue {
  const { says, amount, only } = SWITCHES[kind]
  const share = Math.round((active[0]?.rate ?? 1) * 1_000) / 10
  return html`<tr${active.length > 0 && html` class="on"`}>
<th scope="row">${says}</th>
${PROVIDERS.map(([provider, name]) =>
  only && !only.includes(provider)
    ? html`<td></td>`
    : html`<td>
        <input
          type="checkbox"
          name="${kind}"
          value="${provider}"
          aria-label="${says}: ${name}"
          ${active.some((fault) => fault.provider === provider) && html` checked`}
        />
      </td>`,
)}
<td><input type="number" name="${kind}.share" value="${share}" min="0" max="100" step="0.1" aria-label="${says}: share in percent"> %</td>
<td>${amount && html`<input type="number" name="${kind}.amount" value="${active[0]?.params[amount.param] ?? amount.usual}" min="0" aria-label="${says}: ${amount.unit}" /> ${amount.unit}`}</td>
</tr>`
}

function renderBehaviour({ behaviour, queue }: SandboxParts): HtmlValue {
  const settings = behaviour.get()
  const option = (value: Behaviour['receipts'], label: string) =>
    html`<option value="${value}" ${settings.receipts === value && html` selected`}>${label}</option>`
  return html`<h2>Customers</h2>
    <form method="post" action="/faults/behaviour">
      <div class="rates">
        ${RATES.map(
          ([name, label]) =>
            html`<label
              >${label}
              <span
                ><input type="number" name="${name}" value="${Math.round(settings[name] * 100_000) / 1_000}" min="0" max="100" step="any" />
                %</span
              ></label
            >`,
        )}
        <label
          >Receipts
          <select name="receipts">
            ${option('auto', 'by themselves')}${option('manual', 'when asked')}${option('off', 'never')}
          </select></label
        >
        <label
          >Delivered after <span><input type="number" name="receiptDelayMs" value="${settings.receiptDelayMs}" min="0" /> ms</span></label
        >
      </div>
      <p class="buttons">
        <button class="primary">Apply</button>
        <button formaction="/faults/flush">Send what waits now (<span data-live="waiting">${queue.waiting()}</span>)</button>
      </p>
    </form>`
}

export function applySwitches(form: URLSearchParams, parts: SandboxParts): void {
  const kept = parts.faults.list().faults.flatMap(({ fired: _fired, ...fault }) => (isSwitch(fault) ? [] : [fault]))
  const chosen = FAULT_KINDS.flatMap((kind) =>
    form.getAll(kind).map((provider) => {
      const { amount } = SWITCHES[kind]
      const params = amount ? { [amount.param]: Number(form.get(`${kind}.amount`)) } : {}
      return { kind, provider, rate: Number(form.get(`${kind}.share`)) / 100, params }
    }),
  )
  const parsed = faultListSchema.safeParse({ faults: form.has('clear') ? [] : [...kept, ...chosen] })
  if (parsed.success) parts.faults.set(parsed.data.faults)
}

export function applyBehaviour(form: URLSearchParams, parts: SandboxParts): void {
  const rates = Object.fromEntries(RATES.map(([name]) => [name, Number(form.get(name)) / 100]))
  const parsed = behaviourChangeSchema.safeParse({
    ...rates,
    receipts: form.get('receipts'),
    receiptDelayMs: Number(form.get('receiptDelayMs')),
  })
  if (parsed.success) parts.behaviour.change(parsed.data)
}
