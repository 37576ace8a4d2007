/** `npm run bench -- NAME [options]`: prints its figures; with --json the last line is one JSON object. */
import { parseArgs } from 'node:util'
import { benchBroadcast } from './broadcast.ts'
import { benchGroups } from './groups.ts'
import { benchImport } from './import.ts'
import { benchJourneys } from './journeys.ts'
import { benchSegments } from './segments.ts'
import { benchVoucherReports } from './voucher-reports.ts'
import { benchVouchers } from './vouchers.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    recipients: { type: 'string', default: '100000' },
    groups: { type: 'string', default: '200' },
    memberships: { type: 'string', default: '1000000' },
    vouchers: { type: 'string' },
    customers: { type: 'string' },
    orders: { type: 'string' },
    days: { type: 'string', default: '365' },
    'import-customers': { type: 'string', default: '200000' },
    'import-orders': { type: 'string', default: '500000' },
    json: { type: 'boolean', default: false },
  },
})
const log = (text: string) => process.stderr.write(`${text}\n`)

/** Each by its name, with the options that it takes. */
const benches: Readonly<Record<string, { options: string; run(): Promise<object> }>> = {
  broadcast: { options: '[--recipients N]', run: () => benchBroadcast({ recipients: Number(values.recipients), log }) },
  groups: {
    options: '[--groups N] [--memberships N]',
    run: () => benchGroups({ groups: Number(values.groups), memberships: Number(values.memberships), log }),
  },
  import: {
    options: '[--customers N] [--orders N]',
    run: () => benchImport({ customers: Number(values.customers ?? 200_000), orders: Number(values.orders ?? 500_000), log }),
  },
  journeys: { options: '[--customers N]', run: () => benchJourneys({ customers: Number(values.customers ?? 20_000), log }) },
  segments: {
    options: '[--customers N] [--orders N] [--days N] [--import-customers N] [--import-orders N]',
    run: () =>
      benchSegments({
        customers: Number(values.customers ?? 1_000_000),
        orders: Number(values.orders ?? 5_000_000),
        days: Number(values.days),
        importCustomers: Number(values['import-customers']),
        importOrders: Number(values['import-orders']),
        log,
      }),
  },
  'voucher-reports': {
    options: '[--vouchers N]',
    run: () => benchVoucherReports({ vouchers: Number(values.vouchers ?? 1_000_000), log }),
  },
  vouchers: { options: '[--vouchers N]', run: () => benchVouchers({ vouchers: Number(values.vouchers ?? 5_000), log }) },
}

const bench = benches[positionals[0] ?? '']
if (bench === undefined) {
  for (const [name, { options }] of Object.entries(benches)) log(`Usage: npm run bench -- ${name} ${options} [--json]`)
  process.exit(2)
}
const figures = await bench.run()
if (!values.json) for (const [figure, value] of Object.entries(figures)) process.stdout.write(`${figure}: ${JSON.stringify(value)}\n`)
else process.stdout.write(`${JSON.stringify(figures)}\n`)
