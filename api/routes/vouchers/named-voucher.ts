/** The voucher that a path names: by what was typed, or by its id. What was mistyped is told without a look, what is unknown counts as a guess. */
import type { z } from 'zod'
import { readVoucher } from '../../../db/queries/vouchers/read-vouchers.ts'
import type { VoucherKey } from '../../../db/queries/vouchers/voucher-columns.ts'
import { recordRefusal, type VoucherActor } from '../../../db/queries/vouchers/voucher-events.ts'
import { parseId } from '../../../domain/ids.ts'
import { formatVoucherCode, readVoucherCode } from '../../../domain/voucher-codes.ts'
import type { TransitionName } from '../../../domain/voucher-transitions.ts'
import type { Voucher } from '../../../domain/vouchers.ts'
import type { ApiDependencies } from '../../dependencies.ts'
import { findCustomer } from '../../http/named-customer.ts'
import { Problem } from '../../http/problems.ts'
import { isSafeText } from '../../http/safe-json.ts'
import type { Caller, RouteRequest } from '../../http/routes.ts'
import type { codeParams } from '../../schemas/vouchers.ts'
import type { RecordKey } from '../../schemas/references.ts'
import { createGuessGuard, type Guesser, type GuessGuard } from './guess-guard.ts'

type VoucherRequest = RouteRequest<z.output<typeof codeParams>, unknown, unknown>

/** How a store says who typed the code. */
const visitorHeader = 'regulars-visitor'

/** @param attempt what is asked for, to be kept where the voucher is another customer's. @throws Problem 404, 422 or 429 */
export async function findVoucher(
  request: VoucherRequest,
  { customer, attempt }: { customer?: RecordKey | undefined; attempt?: TransitionName | 'validate' } = {},
): Promise<Voucher> {
  const { sql, caller, at } = request
  const { key, guard, guesser, options } = nameVoucher(request, customer)
  const [voucher, customerId] = await Promise.all([readVoucher(sql, key), findCustomer(sql, customer)])
  const isTheirs = customer === undefined || customerId === voucher?.customerId
  if (voucher !== undefined && isTheirs) return voucher
  if (voucher !== undefined && attempt !== undefined)
    await recordRefusal(sql, {
      voucherId: voucher.id,
      attempt,
      reasons: ['other_customer'],
      at,
      actor: actorOf(caller),
    })
  await guard.count(guesser, options)
  throw new Problem('voucher_not_found')
}

/** Who does something to a voucher: a program by its key, or a member. */
export function actorOf({ kind, id }: Caller): VoucherActor {
  return kind === 'member' ? { source: 'console', memberId: id } : { source: 'api', keyId: id }
}

/** What the path names, by whoever may still ask. @throws Problem 422 or 429 */
export function nameVoucher(request: VoucherRequest, customer?: RecordKey): NamedVoucher {
  const { params, caller, dependencies } = request
  const guard = findGuard(dependencies)
  const guesser = { callerId: caller.id, visitor: readVisitor(request) }
  const options = { namesCustomer: customer !== undefined }
  const key = readKey(params.code)
  guard.check(guesser, options)
  return { key, guard, guesser, options }
}

interface NamedVoucher {
  key: VoucherKey
  guard: GuessGuard
  guesser: Guesser
  options: { namesCustomer: boolean }
}

/** @throws Problem 422 */
function readKey(text: string): VoucherKey {
  const id = parseId('voucher', text)
  if (id !== undefined) return { id }
  const read = readVoucherCode(text)
  if (read.kind === 'code') return { code: read.code }
  const { message, suggestion } = read
  throw new Problem('voucher_code_mistyped', {
    errors: [{ path: 'code', message }],
    ...(suggestion === undefined ? {} : { detail: `It may have been meant to be ${formatVoucherCode(suggestion)}.` }),
  })
}

function readVisitor({ http }: VoucherRequest): string | undefined {
  const visitor = http.request.headers[visitorHeader]
  return typeof visitor === 'string' && visitor !== '' && visitor.length <= 255 && isSafeText(visitor) ? visitor : undefined
}

/** One an application. */
const guards = new WeakMap<ApiDependencies, GuessGuard>()

function findGuard(dependencies: ApiDependencies): GuessGuard {
  const guard = guards.get(dependencies) ?? createGuessGuard(dependencies.pool, dependencies.config.secret)
  guards.set(dependencies, guard)
  return guard
}
