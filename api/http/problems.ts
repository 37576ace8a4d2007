/**
 * Every error that the API answers with: a problem document (RFC 9457) with a stable `code`. A route throws `new Problem(code)`; the
 * catalogue gives status and title. `docs/errors.md` lists them all, and a test holds both together.
 */
import { audienceProblems } from './problem-catalogue/audiences.ts'
import { autopilotProblems } from './problem-catalogue/autopilots.ts'
import { broadcastProblems } from './problem-catalogue/broadcasts.ts'
import { channelProblems } from './problem-catalogue/channels.ts'
import { customerSideProblems } from './problem-catalogue/customer-side.ts'
import { dataProblems } from './problem-catalogue/data.ts'
import { generalProblems } from './problem-catalogue/general.ts'
import { groupProblems } from './problem-catalogue/groups.ts'
import { importProblems } from './problem-catalogue/imports.ts'
import { memberProblems } from './problem-catalogue/members.ts'
import { operationsProblems } from './problem-catalogue/operations.ts'
import { promotionProblems } from './problem-catalogue/promotions.ts'
import { segmentProblems } from './problem-catalogue/segments.ts'
import { voucherProblems } from './problem-catalogue/vouchers.ts'

export const problemCatalogue = {
  ...generalProblems,
  ...dataProblems,
  ...segmentProblems,
  ...audienceProblems,
  ...autopilotProblems,
  ...broadcastProblems,
  ...channelProblems,
  ...groupProblems,
  ...importProblems,
  ...memberProblems,
  ...operationsProblems,
  ...promotionProblems,
  ...customerSideProblems,
  ...voucherProblems,
} as const satisfies Record<string, { status: number; title: string; meaning: string }>

export type ProblemCode = keyof typeof problemCatalogue

export interface FieldError {
  /** Where: `customers[3].email`, `query.limit`. Empty for the body as a whole. */
  path: string
  message: string
  /** Where within a text that has a grammar of its own, and what may stand there. Line and column count from 1, the position (in UTF-16 units) from 0. */
  at?: { position: number; length: number; line: number; column: number; expected?: string[] }
}

export interface ProblemExtras {
  /** About this one request. No personal data. */
  detail?: string
  errors?: FieldError[]
  headers?: Record<string, string>
}

export interface ProblemDocument {
  type: string
  title: string
  status: number
  code: string
  detail?: string
  errors?: FieldError[]
  requestId?: string
}

// A caller who has sent a thousand wrong rows is helped by the first of them.
const maxErrors = 100

/** Thrown by routes only: the core returns unions. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly status: number
  readonly extras: ProblemExtras

  constructor(code: ProblemCode, extras: ProblemExtras = {}) {
    super(code)
    this.name = 'Problem'
    this.code = code
    this.status = problemCatalogue[code].status
    this.extras = extras
  }
}

export function toProblemDocument(problem: Problem, requestId?: string): ProblemDocument {
  const { detail, errors } = problem.extras
  return {
    type: `urn:regulars:problem:${problem.code}`,
    title: problemCatalogue[problem.code].title,
    status: problem.status,
    code: problem.code,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors: errors.slice(0, maxErrors) }),
    ...(requestId === undefined ? {} : { requestId }),
  }
}
