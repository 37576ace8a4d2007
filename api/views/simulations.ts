/** A simulation as people read it. */
import type { z } from 'zod'
import { formatId } from '../../domain/ids.ts'
import type { NumberedNote } from '../../domain/journeys/journey-notes.ts'
import type { SimulatedSums } from '../../domain/journeys/sum-up-simulation.ts'
import type { Simulation } from '../autopilots/simulate.ts'
import type { simulationSchema } from '../schemas/simulations.ts'

const shown = 100

type View = z.input<typeof simulationSchema>

export function viewSimulation(simulation: Simulation, sums: SimulatedSums, tookMs: number): View {
  const { from, until, found, refused, heldOut, dropped, admitted, journeys, limit, unknown } = simulation
  return {
    from: from.toISOString(),
    until: until.toISOString(),
    found,
    refused,
    heldOut,
    dropped,
    admitted,
    simulated: journeys.length,
    limit,
    unknown,
    stillRunning: sums.stillRunning,
    outcomes: sums.outcomes as View['outcomes'],
    byDay: sums.byDay,
    journeys: journeys.slice(0, shown).map(({ customerId, startedAt, notes, ending }) => ({
      customerId: formatId('customer', customerId),
      startedAt: format(startedAt),
      endedAt: ending === undefined ? null : format(ending.at),
      outcome: ending?.outcome ?? null,
      reason: ending?.reason ?? null,
      events: notes.map(viewNote),
    })),
    tookMs,
  }
}

function viewNote({ at, note }: NumberedNote): View['journeys'][number]['events'][number] {
  return {
    at: format(at),
    kind: note.kind,
    step: note.step,
    channel: 'channel' in note ? note.channel : null,
    reason: 'reason' in note ? (note.reason ?? null) : null,
    until: 'until' in note ? format(note.until) : null,
  }
}

function format(at: number): string {
  return new Date(at).toISOString()
}
