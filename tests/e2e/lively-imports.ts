/** Imports in every state: one to be set up, one tried out with errors, one done, one that is still missing half of its file. */
import { setTimeout as pause } from 'node:timers/promises'
import type { ConsoleStack } from './console-stack.ts'

export interface LivelyImports {
  setUp: string
  tried: string
  done: string
  halfway: string
}

const cities = ['Berlin', 'Hamburg', 'Köln', 'München', 'Leipzig']

const customers = [
  'Customer ID;E-Mail;First name;Last name;City;Newsletter;Signed up;Shoe size',
  ...Array.from({ length: 240 }, (_, at) => {
    const address = at % 31 === 7 ? `person${at}.example.com` : `person${at}@example.com`
    const newsletter = at % 53 === 11 ? 'perhaps' : at % 3 === 0 ? 'no' : 'yes'
    return `c-${at};${address};Ada;Example;${cities[at % cities.length]};${newsletter};2026-0${1 + (at % 9)}-14;${36 + (at % 10)}${at === 100 ? ';too much' : ''}`
  }),
].join('\n')

const orders = [
  'Name,Email,Financial Status,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price',
  ...Array.from(
    { length: 80 },
    (_, at) =>
      `#${1000 + at},person${at % 40}@example.com,paid,2026-10-${10 + (at % 18)} 10:00:00 +0200,EUR,${20 + at}.00,1,Basket,${20 + at}.00`,
  ),
].join('\n')

export async function enlivenImports(stack: ConsoleStack): Promise<LivelyImports> {
  const mapping = { 'Signed up': 'consentAt' }
  const upload = async (kind: string, fileName: string, text: string, fileBytes = Buffer.byteLength(text)) => {
    const { id } = await stack.call<{ id: string }>('POST', '/api/v1/imports', { kind, fileName, fileBytes })
    await stack.send(`/api/v1/imports/${id}/chunks/0`, text)
    return id
  }
  const run = async (id: string, options: object) => {
    await stack.call('POST', `/api/v1/imports/${id}/start`, { options })
    while (!(await stack.call<{ isFinished: boolean }>('GET', `/api/v1/imports/${id}`)).isFinished) await pause(100)
    return id
  }
  const done = await run(await upload('orders', 'orders_export_1.csv', orders), {})
  const tried = await run(await upload('customers', 'newsletter people.csv', customers), {
    mapping,
    consentSource: 'Checkout of the old shop',
    isDryRun: true,
  })
  return {
    done,
    tried,
    setUp: await upload('customers', 'loyalty-cards.csv', customers.replace('Customer ID', 'Card').replace('First name', 'Rufname')),
    halfway: await upload('customers', 'all customers.csv', customers, 118_400_000),
  }
}
