/** Voucher campaigns in the middle of their life: offers, a win-back that runs, drafts, and a customer on the way. */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { ConsoleStack } from './console-stack.ts'

export interface LivelyCampaigns {
  offer: string
  voucherCode: string
  autopilot: string
  autopilotDraft: string
  journey: string
  promotion: string
  promotionDraft: string
}

interface Definition {
  steps: { id: string; kind: string }[]
  [part: string]: unknown
}

export async function enlivenCampaigns(stack: ConsoleStack): Promise<LivelyCampaigns> {
  const offer = await makeOffer(stack, {
    name: 'Ten percent to come back',
    discount: { kind: 'percent', percent: 10 },
    minimumSpend: { amountMinor: 2000, currency: 'EUR' },
    cap: { amountMinor: 1000, currency: 'EUR' },
    validity: { kind: 'afterDelivery', hours: 240 },
    limitPerCustomer: 2,
    budget: { maxVouchers: 5000, maxMoney: null },
  })
  await makeOffer(stack, {
    name: 'Birthday present',
    discount: { kind: 'amount', amount: { amountMinor: 500, currency: 'EUR' } },
    validity: { kind: 'afterDelivery', hours: 336 },
  })
  await makeOffer(stack, {
    name: 'Free delivery this week',
    discount: { kind: 'freeDelivery' },
    validity: { kind: 'afterDelivery', hours: 36 },
  })
  const autopilot = await enableWinBack(stack, offer)
  const autopilotDraft = await makeFromTemplate(stack, { template: 'second_order', name: 'Second order', offer: '' })
  await makeFromTemplate(stack, { template: 'celebration', name: 'Birthdays', offer: '' })
  const { voucherCode, journey } = await takeVouchers(stack, { offer, autopilot })
  const promotion = await launchPromotion(stack, offer)
  const promotionDraft = await makePromotion(stack, { name: 'Free delivery for the lapsed', offer, segment: 'lapsed' })
  return { offer, voucherCode, autopilot, autopilotDraft, journey, promotion, promotionDraft }
}

/** Its id. */
async function makeOffer(stack: ConsoleStack, offer: object): Promise<string> {
  return (await stack.call<{ id: string }>('POST', '/api/v1/offers', offer)).id
}

/** Its id. A draft, with the offer in each of its voucher steps. */
async function makeFromTemplate(
  stack: ConsoleStack,
  { template, name, offer }: { template: string; name: string; offer: string },
): Promise<string> {
  const { data } = await stack.call<{ data: { name: string; definition: Definition }[] }>('GET', '/api/v1/autopilots/templates')
  const definition = data.find((one) => one.name === template)?.definition
  if (definition === undefined) throw new Error(`There is no template ${template}`)
  const steps = definition.steps.map((step) => (step.kind === 'voucher' ? { ...step, offerId: offer } : step))
  return (await stack.call<{ id: string }>('POST', '/api/v1/autopilots', { name, template, definition: { ...definition, steps } })).id
}

async function enableWinBack(stack: ConsoleStack, offer: string): Promise<string> {
  const id = await makeFromTemplate(stack, { template: 'win_back', name: 'Win-back', offer })
  await stack.call('POST', `/api/v1/autopilots/${id}/publish`, {})
  await stack.call('POST', `/api/v1/autopilots/${id}/enable`, {})
  return id
}

interface Journey {
  id: string
  customerId: string
  step: string | null
  status: string
}

/** Waits until some have been written to; of them some accept, and one redeems. */
async function takeVouchers(stack: ConsoleStack, { offer, autopilot }: { offer: string; autopilot: string }) {
  let waiting: Journey[] = []
  while (waiting.length < 3) {
    await pause(300)
    const { data } = await stack.call<{ data: Journey[] }>('GET', `/api/v1/journeys?autopilotId=${autopilot}&step=accepted&limit=20`)
    waiting = data
  }
  let voucherCode = ''
  for (const [index, { customerId }] of waiting.entries()) {
    if (index > 2) break
    const { data } = await stack.call<{ data: { code: string; offer: { id: string } }[] }>(
      'GET',
      `/api/v1/customers/${customerId}/vouchers`,
    )
    const code = data.find((voucher) => voucher.offer.id === offer)?.code ?? ''
    await stack.call('POST', `/api/v1/vouchers/${code}/accept`, {})
    if (index === 0) {
      voucherCode = code
      const basket = { items: [{ quantity: 2, price: { amountMinor: 1900, currency: 'EUR' } }] }
      await stack.call('POST', `/api/v1/vouchers/${code}/redeem`, { order: `redeemed-${randomUUID()}`, basket })
    }
  }
  return { voucherCode, journey: waiting[0]?.id ?? '' }
}

const promotionMessages = {
  email: { channel: 'email', subject: 'Ten percent, for you', html: '<p>Hello,</p><p>this is yours: <b>{{ voucher.code }}</b></p>' },
  sms: { channel: 'sms', text: 'Ten percent for you: {{ voucher.code }} Stop: reply STOP' },
}

/** Its id. A draft. */
async function makePromotion(
  stack: ConsoleStack,
  { name, offer, segment }: { name: string; offer: string; segment: string },
): Promise<string> {
  const { id } = await stack.call<{ id: string }>('POST', '/api/v1/promotions', {
    name,
    offerId: offer,
    audience: { include: [{ kind: 'segment', segment }], exclude: [] },
    channels: ['email', 'sms'],
    messages: promotionMessages,
    reminder: { before: '48h', messages: promotionMessages },
    holdoutPercent: 10,
  })
  return id
}

/** Its id, once every page was claimed: until a receipt is late, it waits with the next channel. */
async function launchPromotion(stack: ConsoleStack, offer: string): Promise<string> {
  const id = await makePromotion(stack, { name: 'Ten percent for the regulars', offer, segment: 'most_active' })
  await stack.call('POST', `/api/v1/promotions/${id}/launch`, {}, { 'Idempotency-Key': randomUUID() })
  for (;;) {
    const progress = await stack.call<{ recipients: number; byStatus: { pending: number; sending: number } }>(
      'GET',
      `/api/v1/promotions/${id}/progress`,
    )
    if (progress.recipients > 0 && progress.byStatus.pending + progress.byStatus.sending === 0) return id
    await pause(300)
  }
}
