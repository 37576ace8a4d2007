/** Prometheus: the process, the HTTP durations by route template, and what waits in the database. */
import { collectDefaultMetrics, Gauge, Histogram, Registry, register } from 'prom-client'
import type { Pool } from '../../db/client.ts'
import { readBacklog } from '../../db/queries/backlog.ts'

export function createMetrics(pool: Pool) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const durations = new Histogram({
    name: 'regulars_http_request_duration_seconds',
    help: 'HTTP requests by route template.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  const gauges = {
    outbox: makeGauge(registry, 'regulars_outbox_messages', 'Messages to Temporal that wait to be delivered.'),
    openSends: makeGauge(registry, 'regulars_open_sends', 'Sends that are frozen and not completed.'),
    deliveries: makeGauge(registry, 'regulars_deliveries_estimate', 'Rows of the ledger, as the planner estimates them.'),
    customers: makeGauge(registry, 'regulars_customers_estimate', 'Customers, as the planner estimates them.'),
  }
  return {
    durations,
    contentType: registry.contentType,
    /** Without the database, the rest. */
    async read(): Promise<string> {
      const backlog = await readBacklog(pool).catch(() => undefined)
      if (backlog !== undefined) {
        gauges.outbox.set(backlog.outbox)
        gauges.openSends.set(backlog.openSends)
        gauges.deliveries.set(backlog.deliveries)
        gauges.customers.set(backlog.customers)
      }
      // The rooms of the customer's side count in the process's own registry.
      return Registry.merge([registry, register]).metrics()
    },
  }
}

function makeGauge(registry: Registry, name: string, help: string): Gauge {
  return new Gauge({ name, help, registers: [registry] })
}
