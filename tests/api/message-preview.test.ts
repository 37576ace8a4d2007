import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from './test-api.ts'

interface Preview {
  isRendered: boolean
  problems: { code: string; part: string }[]
  sms?: { text: string; parts: number }
}

let api: TestApi
beforeAll(async () => {
  api = await startTestApi({})
})
afterAll(() => api.close())

const preview = (body: object) => api.call<Preview>('POST', '/api/v1/messages/preview', { body })
const sms = (text: string) => ({ channel: 'sms', text })

it('A message is shown as one customer would get it, with an example of a voucher where the campaign gives one', async () => {
  await api.call('PUT', '/api/v1/customers/ext:ada', { body: { firstName: 'Ada' } })
  const message = sms('{{ customer.first_name }}: {{ voucher.code }} Stop: reply STOP')
  const shown = await preview({ message, customerId: 'ext:ada', hasVoucher: true })
  expect(shown.body).toMatchObject({ isRendered: true, sms: { text: 'Ada: BCDF-GHJK-MNPQ Stop: reply STOP', parts: 1 } })
})

it('A voucher’s fields are a fault in a message of a campaign that gives none', async () => {
  const shown = await preview({ message: sms('{{ voucher.code }} Stop: reply STOP') })
  expect(shown.body.isRendered).toBe(false)
  expect(shown.body.problems.map(({ part }) => part)).toContain('text')
})

it('A customer who is not known is refused', async () => {
  expect((await preview({ message: sms('Hello. Stop: reply STOP'), customerId: 'ext:nobody' })).status).toBe(422)
})
