/** Autopilots with their journeys: arms, waits as they are told, messages on one channel or two, vouchers. */
import { halfHourMs, type Ledger, makeDelivery, makeSend } from './ledger-rows.ts'
import { makeVoucher } from './random-vouchers.ts'

export function makeAutopilots(ledger: Ledger): void {
  const { random, add, instant } = ledger
  for (let number = 0; number < 3; number += 1) {
    const id = random.uuid()
    const enabledAt = instant()
    const status = random.pick(['enabled', 'disabled', 'retired'])
    const disabledAt =
      status === 'disabled' || random.chance(0.3) ? instant(enabledAt.getTime() - (status === 'disabled' ? 0 : 86_400_000)) : null
    add('autopilots', {
      id,
      name: `Win back ${number}`,
      status,
      definition: {},
      enabled_at: enabledAt,
      disabled_at: disabledAt,
      retired_at: status === 'retired' ? instant(Math.max(enabledAt.getTime(), disabledAt?.getTime() ?? 0)) : null,
    })
    const sends = new Map<string, string>()
    const sendOf = (step: string, channel: string, run: number) => {
      const key = `${step} ${channel} ${run}`
      const known = sends.get(key) ?? makeSend(ledger, { campaign_kind: 'autopilot', campaign_id: id, channel })
      sends.set(key, known)
      return known
    }
    for (const { id: customerId } of ledger.customers) {
      const isHeldOut = random.chance(0.25)
      for (let run = 1; run <= random.upTo(3); run += 1) makeJourney(ledger, { autopilotId: id, customerId, run, isHeldOut, sendOf })
    }
  }
}

interface JourneyPlan {
  autopilotId: string
  customerId: string
  run: number
  isHeldOut: boolean
  sendOf: (step: string, channel: string, run: number) => string
}

function makeJourney(ledger: Ledger, { autopilotId, customerId, run, isHeldOut, sendOf }: JourneyPlan): void {
  const { random, add, instant } = ledger
  const id = random.uuid()
  const matchedAt = instant()
  add('journeys', {
    id,
    autopilot_id: autopilotId,
    customer_id: customerId,
    occurrence: `${run}`,
    run,
    version_id: random.uuid(),
    arm: isHeldOut ? 'holdout' : 'treated',
    status: 'ended',
    matched_at: matchedAt,
    anchor_at: matchedAt,
    not_before: new Date(matchedAt.getTime() + random.upTo(3) * halfHourMs),
    ended_at: matchedAt,
    outcome: isHeldOut ? 'holdout' : 'completed',
  })
  if (isHeldOut) return
  let at = matchedAt
  const later = () => (at = new Date(at.getTime() + random.upTo(6) * halfHourMs))
  let seq = 0
  const tell = (kind: string, details: object | null) =>
    add('journey_events', { journey_id: id, seq: (seq += 1), at: later(), kind, step: 'a', details })
  if (random.chance(0.8))
    makeVoucher(ledger, { kind: 'autopilot', id: autopilotId }, { customerId, occurrence: `${id}:gift:1`, fromAt: matchedAt })
  for (const step of ['first', 'second']) {
    if (random.chance(0.3)) continue
    while (random.chance(0.5))
      tell(random.pick(['waiting', 'deferred']), { for: 'time', until: at.getTime() + random.upTo(8) * halfHourMs })
    for (const channel of random.chance(0.3) ? ['email', 'sms'] : [random.pick(['email', 'sms', 'push'])]) {
      const sendId = sendOf(step, channel, run)
      add('journey_messages', { journey_id: id, step, visit: 1, channel, send_id: sendId })
      makeDelivery(ledger, { send_id: sendId, customer_id: customerId, channel, claimedAt: later() })
      tell(random.pick(['sent', 'skipped', 'fell_through']), null)
    }
  }
}
