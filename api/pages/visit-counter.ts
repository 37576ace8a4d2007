/** Opens and clicks that were kept, and those that could not be. */
import { Counter, register } from 'prom-client'

const name = 'regulars_visits_total'

/** The one counter of this process, in prom-client's default registry. */
export function countVisits(outcome: 'kept' | 'lost', visits: number): void {
  const known = register.getSingleMetric(name) as Counter<'outcome'> | undefined
  const counter =
    known ?? new Counter({ name, help: 'Opens and clicks, by whether they could be recorded.', labelNames: ['outcome'] as const })
  counter.inc({ outcome }, visits)
}
