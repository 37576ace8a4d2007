/**
 * A dry run of an autopilot over the days to come, and a replay of the days that have passed: whom its trigger would find, who would be let in, and what would
 * become of each, by the interpreter of the real journeys. Reads, and writes nothing.
 */
import { type Occurrence, listOccurrences } from '../../db/queries/journeys/list-occurrences.ts'
import { findMembers } from '../../db/queries/journeys/journey-questions.ts'
import { listEntered } from '../../db/queries/journeys/list-entered.ts'
import { listKnownFacts, readSimulatedCustomers } from '../../db/queries/journeys/simulated-customers.ts'
import { readSettings } from '../../db/queries/settings.ts'
import type { Sql } from '../../db/client.ts'
import type { JourneyDefinition } from '../../domain/journeys/journey-definition.ts'
import { describeJourneyPolicy } from '../../domain/journeys/journey-sends.ts'
import { listReportedEvents, planJourney } from '../../domain/journeys/journey-plan.ts'
import { type Admission, admitEntries } from '../../domain/journeys/admit-entries.ts'
import { listUnknown, type Unknown } from '../../domain/journeys/simulation-unknowns.ts'
import { type SimulatedJourney, type SimulatedWorld, simulateJourneys } from '../../domain/journeys/simulate-journeys.ts'
import { createVoucherStock } from './voucher-stock.ts'

const hourMs = 3_600_000

export interface Simulation extends Admission {
  from: Date
  until: Date
  /** Journeys that were simulated: all that were admitted, or so many of them. */
  journeys: SimulatedJourney[]
  limit: number
  /** What it could not know. */
  unknown: Unknown[]
}

export interface SimulationRequest {
  autopilotId: string
  definition: JourneyDefinition
  /** What is known ends here: a replay ends now, a dry run begins now. */
  now: Date
  from: Date
  until: Date
  limit: number
}

/** @throws AudienceReferenceError */
export async function simulateAutopilot(sql: Sql, request: SimulationRequest): Promise<Simulation> {
  const { autopilotId, definition, now, from, until, limit } = request
  const isReplay = from < now
  const { value: store } = await readSettings(sql, 'store')
  const { value: contactPolicy } = await readSettings(sql, 'contact_policy')
  const found = await listOccurrences(sql, definition.trigger, { from, until, now, storeTimeZone: store.timeZone })
  const admission = admitEntries(await keepFulfilling(sql, definition, found), {
    autopilotId,
    definition,
    timeZone: store.timeZone,
    // A replay asks what would have been if the autopilot had begun then.
    entered: isReplay ? [] : await listEntered(sql, autopilotId),
    limit,
  })
  const customerIds = [...new Set(admission.entries.map(({ customerId }) => customerId))]
  const plan = planJourney(definition)
  const facts = isReplay ? await listKnownFacts(sql, { customerIds, reports: listReportedEvents(definition), from, until: now }) : []
  const factsOf = groupBy(facts, ({ customerId }) => customerId)
  const world: SimulatedWorld = {
    customers: await readSimulatedCustomers(sql, { customerIds, storeTimeZone: store.timeZone, keepsClocks: !isReplay }),
    policies: {
      email: describeJourneyPolicy(contactPolicy, 'email', store.timeZone),
      sms: describeJourneyPolicy(contactPolicy, 'sms', store.timeZone),
      push: describeJourneyPolicy(contactPolicy, 'push', store.timeZone),
    },
    evaluate: (step, ids, at) => evaluate(sql, definition, { step, customerIds: ids, at }),
    checkExits: (ids, at) => findLeaving(sql, definition, { customerIds: ids, at }),
    takeVoucher: await createVoucherStock(sql, { autopilotId, definition, customerIds }),
  }
  const entries = admission.entries.map(({ customerId, startsAt, anchorAt }) => ({
    customerId,
    at: startsAt.getTime(),
    facts: (factsOf.get(customerId) ?? []).filter(({ at }) => at > anchorAt).map(({ key, at }) => ({ key, at: at.getTime() })),
  }))
  const journeys = await simulateJourneys({ plan, autopilotId, entries, until: until.getTime() }, world)
  return { ...admission, from, until, journeys, limit, unknown: listUnknown(definition.trigger, { isReplay }) }
}

/** Those for whom the entry rule is true when the trigger finds them, asked for once an hour. */
async function keepFulfilling(sql: Sql, { entryRule }: JourneyDefinition, found: readonly Occurrence[]): Promise<Occurrence[]> {
  if ('all' in entryRule && entryRule.all.length === 0) return [...found]
  const kept: Occurrence[] = []
  for (const [hour, group] of groupBy(found, ({ at }) => Math.ceil(at.getTime() / hourMs))) {
    const first = group[0]?.at ?? new Date(hour * hourMs)
    // Whoever is found at once is asked about then.
    const at = group.every((one) => one.at.getTime() === first.getTime()) ? first : new Date(hour * hourMs)
    const members = await findMembers(sql, { rule: entryRule, customerIds: group.map(({ customerId }) => customerId), now: at })
    kept.push(...group.filter(({ customerId }) => members.has(customerId)))
  }
  return kept
}

interface Asked {
  customerIds: readonly string[]
  at: number
}

async function evaluate(
  sql: Sql,
  { steps }: JourneyDefinition,
  { step, customerIds, at }: Asked & { step: string },
): Promise<Map<string, number>> {
  const found = steps.find(({ id }) => id === step)
  const answers = new Map<string, number>()
  for (const [index, { rule }] of found?.kind === 'branch' ? found.branches.entries() : []) {
    const open = customerIds.filter((id) => !answers.has(id))
    for (const id of await findMembers(sql, { rule, customerIds: open, now: new Date(at) })) answers.set(id, index)
  }
  return answers
}

async function findLeaving(sql: Sql, { exitRules }: JourneyDefinition, { customerIds, at }: Asked): Promise<Set<string>> {
  const leaving = new Set<string>()
  for (const exit of exitRules)
    if (exit.kind === 'rule') for (const id of await findMembers(sql, { rule: exit.rule, customerIds, now: new Date(at) })) leaving.add(id)
  return leaving
}

function groupBy<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}
