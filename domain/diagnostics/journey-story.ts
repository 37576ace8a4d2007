/**
 * The timeline of one journey. What the run itself tells are its notes, from its history or from the ledger; the rest is the ledger's either way, so that both tell the
 * same.
 */
import type { NumberedNote } from '../journeys/journey-notes.ts'
import { type Entry, makeEntry } from './entries.ts'
import type { DeliveryEvidence, JourneyEvidence, RestartEvidence, SharedEvidence, VerdictEvidence, WebhookEvidence } from './evidence.ts'
import { listSharedEntries, orderEntries } from './order-entries.ts'

export interface JourneyTelling {
  journey: JourneyEvidence
  /** In the order of their numbers. */
  notes: readonly NumberedNote[]
  /** Of a run that is over. */
  ending: { outcome: string; reason: string; step: string | null } | null
  verdicts: readonly VerdictEvidence[]
  webhooks: readonly WebhookEvidence[]
  restarts: readonly RestartEvidence[]
}

export function tellJourney({ journey, notes, ending, verdicts, webhooks, restarts }: JourneyTelling, shared: SharedEvidence): Entry[] {
  const { id, matchedAt, startedAt, endedAt } = journey
  const told: Entry[] = [makeEntry({ at: matchedAt }, { kind: 'matched', trigger: journey.trigger, occurrence: journey.occurrence })]
  if (journey.outcome === 'holdout') told.push(makeEntry({ at: matchedAt }, { kind: 'held_out' }))
  else if (journey.outcome === 'dropped')
    told.push(makeEntry({ at: endedAt ?? matchedAt }, { kind: 'dropped', reason: journey.reason ?? '' }))
  if (startedAt !== null) {
    const first = notes.find(({ note }) => note.kind === 'migrated')?.note
    told.push(makeEntry({ at: startedAt }, { kind: 'started', version: first?.kind === 'migrated' ? first.from : journey.versionNumber }))
  }
  told.push(...tellNotes(notes, verdicts, shared.deliveries))
  const isCancelledBefore = startedAt === null && journey.outcome === 'cancelled'
  const end = ending ?? (isCancelledBefore ? { outcome: 'cancelled', reason: journey.reason ?? '', step: null } : null)
  if (end !== null)
    told.push(
      makeEntry(
        { at: endedAt ?? new Date(notes.at(-1)?.at ?? matchedAt), step: end.step },
        { kind: 'ended', outcome: end.outcome, reason: end.reason },
      ),
    )
  const others = listSharedEntries(shared, {
    isOwnVoucher: (occurrence) => occurrence.startsWith(`${id}:`),
    stepOfVoucher: (occurrence) => occurrence.slice(id.length + 1, occurrence.lastIndexOf(':')),
  })
  const tries = webhooks.map(({ at, step, code }) =>
    makeEntry({ at, step }, { kind: 'call_failed', code, willRetry: true, retryAfterMs: null }),
  )
  const interruptions = restarts.flatMap(({ at, interruptedAt, reason }) => [
    ...(interruptedAt === null ? [] : [makeEntry({ at: interruptedAt }, { kind: 'interrupted', reason })]),
    makeEntry({ at }, { kind: 'restarted', reason }),
  ])
  return orderEntries(told, [...others, ...tries, ...interruptions])
}

function tellNotes(notes: readonly NumberedNote[], verdicts: readonly VerdictEvidence[], deliveries: readonly DeliveryEvidence[]): Entry[] {
  const open = [...verdicts]
  const sentBefore = new Map<string, number>()
  const told = notes.flatMap(({ at, note }) => tellNote({ at: new Date(at), note }))
  // Verdicts of an act that the run has not told of yet.
  return [...told, ...open.map(tellVerdict)]

  function takeVerdict(step: string, channel: string, verdict: VerdictEvidence['verdict']): VerdictEvidence | undefined {
    const index = open.findIndex((one) => one.step === step && one.channel === channel && one.verdict === verdict)
    return index < 0 ? undefined : open.splice(index, 1)[0]
  }

  function tellNote({ at, note }: { at: Date; note: NumberedNote['note'] }): Entry[] {
    const { step } = note
    switch (note.kind) {
      // The voucher's own events say more.
      case 'voucher_issued':
        return []
      case 'waiting':
        return [makeEntry({ at, step }, { kind: 'waiting', for: note.for, until: new Date(note.until) })]
      case 'skipped': {
        const known = takeVerdict(step, note.channel, 'skip')
        if (known !== undefined) return [tellVerdict(known)]
        return [
          makeEntry(
            { at, step, channel: note.channel },
            { kind: 'verdict', verdict: 'skip', reason: note.reason, until: null, inputs: null },
          ),
        ]
      }
      case 'deferred': {
        const known = takeVerdict(step, note.channel, 'defer')
        if (known !== undefined) return [tellVerdict({ ...known, reason: note.reason })]
        const until = new Date(note.until)
        return [
          makeEntry({ at, step, channel: note.channel }, { kind: 'verdict', verdict: 'defer', reason: note.reason, until, inputs: null }),
        ]
      }
      case 'sent':
        return tellSent({ at, note })
      case 'fell_through':
        return [makeEntry({ at, step, channel: note.channel }, { kind: 'fell_through' })]
      case 'opted_out':
        return [makeEntry({ at, step, channel: note.channel }, { kind: 'opted_out' })]
      // Receipts are told by the ledger.
      case 'told':
        return note.fact.startsWith('settled:') ? [] : [makeEntry({ at, step }, { kind: 'told', fact: note.fact })]
      case 'happened':
      case 'timed_out':
        return [makeEntry({ at, step }, { kind: note.kind, fact: note.fact })]
      case 'branched':
        return [makeEntry({ at, step }, { kind: 'branched', branch: note.branch })]
      case 'split':
        return [makeEntry({ at, step }, { kind: 'split', arm: note.arm })]
      case 'voucher_refused':
        return [makeEntry({ at, step }, { kind: 'voucher_refused', reason: note.reason })]
      case 'migrated':
        return [makeEntry({ at, step }, { kind: 'migrated', version: note.version })]
      case 'resumed':
        return [makeEntry({ at, step }, { kind: 'resumed', waiting: note.waiting })]
      case 'passed':
      case 'webhook_taken':
      case 'webhook_refused':
      case 'attribute_set':
      case 'paused':
      case 'wait_skipped':
        return [makeEntry({ at, step }, { kind: note.kind })]
    }
  }

  function tellSent({ at, note }: { at: Date; note: NumberedNote['note'] & { kind: 'sent' } }): Entry[] {
    const { step, channel, status } = note
    const key = `${step} ${channel}`
    const times = sentBefore.get(key) ?? 0
    sentBefore.set(key, times + 1)
    const delivery = deliveries.filter((one) => one.step === step && one.channel === channel)[times]
    const allowed = takeVerdict(step, channel, 'send')
    const hasFailed = status !== 'accepted' && status !== 'delivered'
    const sent = makeEntry(
      { at, step, channel },
      { kind: 'sent', status, reason: note.reason ?? null, code: hasFailed ? (delivery?.errorCode ?? null) : null },
    )
    return allowed === undefined ? [sent] : [tellVerdict(allowed), sent]
  }
}

function tellVerdict({ at, step, channel, verdict, reason, until, inputs }: VerdictEvidence): Entry {
  const why = verdict === 'defer' ? (reason ?? (inputs?.['quietUntil'] === undefined ? 'cooldown' : 'quiet_hours')) : reason
  return makeEntry({ at, step, channel }, { kind: 'verdict', verdict, reason: why, until, inputs })
}
