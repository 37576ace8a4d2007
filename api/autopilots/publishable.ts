/** Whether a draft can be published: the definition itself, what it names, and whether its messages can be sent. */
import { readOffer } from '../../db/queries/offers/offers.ts'
import type { Sql } from '../../db/client.ts'
import { readNamedRecords } from '../../db/queries/audiences/named-records.ts'
import { readSettings } from '../../db/queries/settings.ts'
import { readBudgets } from '../../db/queries/vouchers/budgets.ts'
import { checkDefinition, type CheckedDefinition, type DefinitionFault } from '../../domain/journeys/check-definition.ts'
import { locateDefinitionReferences } from '../../domain/journeys/definition-references.ts'
import type { JourneyDefinition } from '../../domain/journeys/journey-definition.ts'
import { findWorstMinor } from '../../domain/offers.ts'
import { grantVouchers } from '../../domain/voucher-budgets.ts'
import { freezeMessage } from '../../messages/freeze.ts'

/** @param autopilotId UUID: its budget must be one that the offers can be given in */
export async function checkPublishable(
  sql: Sql,
  { id: autopilotId, definition: draft }: { id: string; definition: JourneyDefinition },
): Promise<CheckedDefinition> {
  const checked = checkDefinition(draft)
  if (checked.kind === 'refused') return { kind: 'refused', faults: [...checked.faults, ...(await listMessageFaults(sql, draft))] }
  const faults = [
    ...(await listReferenceFaults(sql, autopilotId, checked.definition)),
    ...(await listMessageFaults(sql, checked.definition)),
  ]
  return faults.length > 0 ? { kind: 'refused', faults } : checked
}

async function listReferenceFaults(sql: Sql, autopilotId: string, definition: JourneyDefinition): Promise<DefinitionFault[]> {
  const { records, offers } = locateDefinitionReferences(definition)
  const known = await readNamedRecords(sql, records)
  const faults = records.flatMap(({ id, kind, path }): DefinitionFault[] => {
    const state = known.get(id)?.state
    if (state === undefined) return [{ path, message: `There is no such ${kind}` }]
    return state === 'available' ? [] : [{ path, message: `The ${kind} “${known.get(id)?.name ?? ''}” is ${state}` }]
  })
  const budgets = await readBudgets(sql, [{ kind: 'autopilot', id: autopilotId }])
  for (const { id, path } of offers) {
    const offer = id === null ? undefined : await readOffer(sql, id)
    if (offer === undefined) faults.push({ path, message: 'Choose an offer: there is no such one' })
    else if (offer.archivedAt !== null) faults.push({ path, message: `The offer “${offer.name}” is archived` })
    else {
      const cost = { worstMinor: findWorstMinor(offer.terms), currency: offer.terms.currency }
      const { refusal } = grantVouchers(budgets, { wanted: 1, cost })
      // A budget that is used up can be raised, or given back.
      const words = neverGiven[refusal]
      if (words !== undefined) faults.push({ path, message: words })
    }
  }
  return faults
}

const neverGiven: Partial<Record<string, string>> = {
  other_currency: 'Is in another currency than the autopilot’s budget',
  offer_needs_cap: 'Needs a cap, since the autopilot’s budget is of money',
}

async function listMessageFaults(sql: Sql, { steps }: JourneyDefinition): Promise<DefinitionFault[]> {
  const { value: store } = await readSettings(sql, 'store')
  const hasVoucher = steps.some(({ kind }) => kind === 'voucher')
  return steps.flatMap((step, index) => {
    if (step.kind !== 'send') return []
    return step.channels.flatMap((channel) => {
      const message = step.messages[channel]
      if (message === undefined) return []
      return freezeMessage(message, { store, hasVoucher })
        .problems.filter(({ level }) => level === 'error')
        .map(({ part, message: text }) => ({ path: `steps[${index}].messages.${channel}.${part}`, message: text }))
    })
  })
}
