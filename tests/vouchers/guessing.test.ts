import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomBytes } from 'node:crypto'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { formatVoucherCode, makeVoucherCode } from '../../domain/voucher-codes.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { type Fault, type Voucher, startVoucherApi, type VoucherApi } from './voucher-api.ts'

let shop: VoucherApi
beforeAll(async () => {
  shop = await startVoucherApi()
})
afterAll(() => shop.api.close())

describe('a code', () => {
  it('is taken as people type it, and what is mistyped is explained without a look', async () => {
    const { code } = await shop.giveOne()
    expect((await shop.api.call<Voucher>('GET', `/api/v1/vouchers/${formatVoucherCode(code).toLowerCase()}`)).body.code).toBe(code)
    const queries: string[] = []
    const debug = shop.api.pool.options.debug
    shop.api.pool.options.debug = (_connection, query) => void queries.push(query)
    const swapped = Array.from(code)
    const at = swapped.findIndex((character, place) => character !== swapped[place + 1])
    ;[swapped[at], swapped[at + 1]] = [swapped[at + 1] ?? '', swapped[at] ?? '']
    const mistyped = await shop.api.call<Fault>('GET', `/api/v1/vouchers/${swapped.join('')}`)
    shop.api.pool.options.debug = debug ?? false
    expect([mistyped.status, mistyped.body.code]).toEqual([422, 'voucher_code_mistyped'])
    expect(queries.filter((query) => /voucher/.test(query))).toEqual([])
    const withO = await shop.api.call<Fault>('GET', `/api/v1/vouchers/O${code.slice(1)}`)
    expect(withO.body.errors).toMatchObject([
      { path: 'code', message: 'No voucher code has the letter O: look again at character 1 (D or Q?)' },
    ])
  })

  it('of another customer is answered as unknown, and kept as a refusal', async () => {
    const { code } = await shop.giveOne()
    const answer = await shop.use<Fault>(code, 'accept', { customer: 'ext:bea' })
    expect([answer.status, answer.body.code]).toEqual([404, 'voucher_not_found'])
    expect((await shop.use(code, 'accept', { customer: 'ext:ada' })).status).toBe(200)
    const events = await shop.api.call<{ data: object[] }>('GET', `/api/v1/vouchers/${code}/events`)
    expect(events.body.data).toMatchObject([{ kind: 'accepted' }, { kind: 'refused', reasons: [{ code: 'other_customer' }] }, {}])
  })
})

describe('guessing', () => {
  const guess = (key: string, options: { visitor?: string; query?: string; on?: TestApi; code?: string } = {}) =>
    (options.on ?? shop.api).call<Fault>('GET', `/api/v1/vouchers/${options.code ?? makeVoucherCode(randomBytes)}${options.query ?? ''}`, {
      key,
      headers: options.visitor === undefined ? {} : { 'regulars-visitor': options.visitor },
    })
  const makeKey = async () => (await createApiKey(shop.api.pool, { name: 'guesser', scopes: ['*'] })).key

  it('is over for a visitor after ten unknown codes, right ones included, and for nobody else', async () => {
    const key = await makeKey()
    const { code } = await shop.giveOne()
    for (let time = 0; time < 10; time += 1) expect((await guess(key, { visitor: 'mallory' })).status).toBe(404)
    const refused = await guess(key, { visitor: 'mallory' })
    expect([refused.status, refused.body.code]).toEqual([429, 'too_many_guesses'])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(500)
    expect((await guess(key, { visitor: 'mallory', code })).status).toBe(429)
    expect((await guess(key, { visitor: 'ada', code })).status).toBe(200)
    const kept = JSON.stringify(await shop.api.pool`SELECT * FROM voucher_guesses`)
    expect(kept).not.toContain('mallory')
  })

  it('by one visitor counts in every API process together', async () => {
    const key = await makeKey()
    const second = await startTestApi({ pool: shop.api.pool, clock: shop.now })
    for (let time = 0; time < 10; time += 1) await guess(key, { visitor: 'eve', on: time % 2 === 0 ? shop.api : second })
    expect((await guess(key, { visitor: 'eve' })).status).toBe(429)
    expect((await guess(key, { visitor: 'eve', on: second })).status).toBe(429)
  })

  it('under one key leaves the store’s known customers their vouchers', async () => {
    const key = await makeKey()
    const { code } = await shop.giveOne()
    await guess(key)
    await shop.api.pool`UPDATE voucher_guesses SET points = 600 WHERE key LIKE 'key:%' AND points = 1`
    expect((await guess(key)).status).toBe(429)
    expect((await guess(key, { code })).status).toBe(429)
    expect((await guess(key, { code, query: '?customer=ext:ada' })).status).toBe(200)
    expect((await guess(key, { code, query: '?customer=ext:bea' })).status).toBe(404)
  })

  it('says nothing of codes in the log', async () => {
    const { code } = await shop.giveOne()
    await shop.use(code, 'accept')
    expect(shop.api.logLines.join('\n')).not.toContain(code)
  })
})
